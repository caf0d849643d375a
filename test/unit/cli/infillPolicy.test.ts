import { describe, expect, it } from 'vitest';
import type { FillRequest } from '../../../src/core/model.ts';
import { infillByModel, infillByServer } from '../../../tools/cli/replay/infillDoors.ts';
import { InfillPolicy } from '../../../tools/cli/replay/infillPolicy.ts';
import { Meter } from '../../../tools/cli/replay/meter.ts';
import type { TraceEvent } from '../../../tools/cli/replay/trace.ts';
import { fakeClock, settled } from '../../fakes/fakeClock.ts';
import { type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';
import { freePort } from '../../lib/llamaServer.ts';
import { replayWith } from '../../lib/replayWith.ts';

const file = '/somewhere/a.ts';

/** Keys typed one after the other, `gap` milliseconds apart, through the policy of llama.vscode. */
async function typed(text: string, at: number, keys: string, gap: number, script: FakeModelScript = {}) {
	const model = fakeModel({ fill: () => 'items.length;', ...script });
	const events: TraceEvent[] = [
		{ t: 0, open: file },
		...[...keys].map((ins, index) => ({ t: 100 + index * gap, at: at + index, del: 0, ins })),
	];
	const { played, meter } = await replayWith(events, {
		model,
		isFast: true,
		files: { [file]: text },
		contender: ({ model, clock }) =>
			new InfillPolicy(
				infillByModel(model, () => clock.now()),
				clock,
			),
	});
	const requests = model.requests.filter((request): request is FillRequest => request.kind === 'fill' && request.purpose !== 'idle');
	return { reports: played.slice(1).map(({ report }) => report), requests, meter };
}

describe('the policy of llama.vscode', () => {
	it('asks at each key at once, with the prompt up to the cursor and no healing', async () => {
		const { reports, requests } = await typed('a\n\nb\n', 2, 'xy', 500, { fill: ({ prefix }) => (prefix.endsWith('y') ? 'z' : 'q') });
		expect(reports.map(({ shown, totalMs }) => [shown, totalMs])).toEqual([
			['q', 0],
			['z', 0],
		]);
		expect(requests[0]).toMatchObject({ prefix: 'a\nx', middle: '', suffix: '\nb\n\n', heal: false, maxTokens: 128 });
	});

	it('asks ahead for what comes behind the text that it shows', async () => {
		const { requests } = await typed('', 0, 'x', 500);
		expect(requests.map(({ prefix }) => prefix)).toEqual(['\nx', '\nxitems.length;']);
	});

	it('knows what goes on in the same line, and nothing else', async () => {
		const { reports, requests } = await typed('', 0, 'it', 500, { fill: () => 'tems.length;' });
		expect(reports.map(({ shown }) => shown)).toEqual(['tems.length;', 'ems.length;']);
		expect(requests.filter(({ prefix }) => prefix === '\nit')).toEqual([]);
	});

	it('is silent before much text, and shows nothing that stands below already', async () => {
		expect((await typed('foo(bar, baz);', 3, 'x', 500)).reports[0]?.reason).toBe('longLineSuffix');
		const repeated = await typed('a;\n\nlet b = 1;\nc;\n', 3, 'l', 500, { fill: () => 'et b = 1;' });
		expect(repeated.reports[0]?.reason).toBe('discarded');
	});

	it('may be stopped while it asks ahead', async () => {
		const asked = Promise.withResolvers<void>();
		const stopped = Promise.withResolvers<void>();
		const door = {
			fill: ({ prompt }: { readonly prompt: string }) => {
				if (prompt === 'x') return Promise.resolve('y');
				asked.resolve();
				return stopped.promise.then(() => Promise.reject(new DOMException('Aborted', 'AbortError')));
			},
			read: () => Promise.resolve(),
			stop: () => stopped.resolve(),
		};
		const policy = new InfillPolicy(door, fakeClock());
		expect((await policy.complete(snapshotOf('x║'), new AbortController().signal)).text).toBe('y');
		await asked.promise;
		policy.stop();
		// An error that nobody hears would fail the test.
		await settled();
	});

	it('ends where a line is less indented than the first', async () => {
		const { reports } = await typed('{\n\t\n', 3, 'a', 500, { fill: () => 'b;\n\tc;\n}\nd;' });
		expect(reports[0]?.shown).toBe('b;\n\tc;');
	});
});

it('says so where no server listens', async () => {
	const port = await freePort();
	const door = infillByServer(`http://127.0.0.1:${port}`, undefined, new Meter(() => 0));
	await expect(door.read([])).rejects.toThrow(`The server at 127.0.0.1:${port} cannot be reached. Nothing listens there.`);
});
