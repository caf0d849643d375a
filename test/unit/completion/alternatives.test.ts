import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../src/core/completion/complete.ts';
import { CompletionSession } from '../../../src/core/completion/session.ts';
import type { FillRequest } from '../../../src/core/model.ts';
import { defaults, type Settings } from '../../../src/core/settings.ts';
import { fakeClock } from '../../fakes/fakeClock.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

const shown: Completion = { text: 'items.length;', replaces: 0, reason: 'shown' };

async function alternativesOf(texts: Readonly<Record<number, string>>, settings: Partial<Settings> = {}) {
	const model = fakeModel({ fill: ({ sampling }) => texts[sampling?.seed ?? 0] ?? '' });
	const session = new CompletionSession({
		clock: fakeClock(),
		log: { trace: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
		model: async () => model,
	});
	const snapshot = snapshotOf('const a = ║', { trigger: 'explicit' });
	const found = await session.alternatives(snapshot, shown, { ...defaults, ...settings }, new AbortController().signal);
	return { texts: found.map(({ text }) => text), requests: model.requests as readonly FillRequest[] };
}

describe('alternatives', () => {
	it('are sampled twice, with fixed seeds', async () => {
		const { texts, requests } = await alternativesOf({ 1: 'items.size;', 2: 'items.count();' });
		expect(texts).toEqual(['items.size;', 'items.count();']);
		expect(requests.map(({ sampling }) => [sampling?.temperature, sampling?.seed])).toEqual([
			[0.4, 1],
			[0.4, 2],
		]);
	});

	it('are none of what stands there, nor of each other, nor of what no filter lets through', async () => {
		expect((await alternativesOf({ 1: 'items.length;', 2: 'items.size;' })).texts).toEqual(['items.size;']);
		expect((await alternativesOf({ 1: 'items.size;', 2: 'items.size;' })).texts).toEqual(['items.size;']);
		expect((await alternativesOf({ 1: '', 2: '\n' })).texts).toEqual([]);
	});

	it('are not computed behind a closed gate', async () => {
		const { texts, requests } = await alternativesOf({ 1: 'items.size;' }, { 'completion.enabled': false });
		expect(texts).toEqual([]);
		expect(requests).toEqual([]);
	});

	it('end with the signal', async () => {
		const session = new CompletionSession({
			clock: fakeClock(),
			log: { trace: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
			model: async () => fakeModel({ fill: () => 'items.size;' }),
		});
		const snapshot = snapshotOf('const a = ║', { trigger: 'explicit' });
		await expect(session.alternatives(snapshot, shown, defaults, AbortSignal.abort())).rejects.toThrow('abort');
	});
});
