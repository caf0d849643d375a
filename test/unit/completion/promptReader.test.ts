import { expect, it } from 'vitest';
import { PromptReader } from '../../../src/core/completion/promptReader.ts';
import { WindowKeeper } from '../../../src/core/completion/windowKeeper.ts';
import { fakeClock } from '../../fakes/fakeClock.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

it('waits again where somebody else took the moment at which the engine became free', async () => {
	const model = fakeModel();
	const seen: string[] = [];
	const free = [false, true];
	const reader = new PromptReader({
		clock: fakeClock(),
		windows: new WindowKeeper(),
		whenFree: async () => {
			seen.push('waited');
			return model;
		},
		isFree: () => free.shift() ?? true,
		onRead: () => seen.push('read'),
	});
	await reader.read(snapshotOf('const a = ║\n'));
	expect(seen).toEqual(['waited', 'waited', 'read']);
});
