import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FillRequest } from '../../../src/core/model.ts';
import type { TraceEvent } from '../../../tools/cli/replay/trace.ts';
import { type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';
import { replayWith } from '../../lib/replayWith.ts';

const file = '/somewhere/a.ts';

async function played(text: string, events: readonly TraceEvent[], script: FakeModelScript = {}) {
	const model = fakeModel({ fill: () => 'items.length;', ...script });
	const { played, meter } = await replayWith([{ t: 0, open: file }, ...events], { model, isFast: true, files: { [file]: text } });
	const asked = model.requests.filter((request): request is FillRequest => request.kind === 'fill' && request.purpose !== 'idle');
	return { reports: played.slice(1).map(({ report }) => report), played: played.slice(1), meter, asked };
}

const type = (t: number, at: number, ins: string, del = 0): TraceEvent => ({ t, at, del, ins });

describe('a replay on a virtual clock', () => {
	it('shows what an editor would show, after the debounce of the trace', async () => {
		const { reports } = await played('const a = ', [type(100, 10, 'i')], { fill: () => 'tems.length;' });
		expect(reports).toMatchObject([{ t: 100, shown: 'tems.length;', reason: 'shown', totalMs: 75 }]);
	});

	it('finishes a request that fired before the next event, and none that did not', async () => {
		const { reports, asked } = await played('', [type(0, 0, 'a'), type(40, 1, 'b'), type(200, 2, 'c')]);
		expect(reports.map(({ reason }) => reason)).toEqual(['cancelled', 'shown', 'shown']);
		expect(asked.map(({ middle }) => middle)).toEqual(['ab', 'abc']);
	});

	it('keeps text that is typed along, from the first moment on and without a request', async () => {
		const { played: moments, meter } = await played('', [type(0, 0, 'a'), type(500, 1, 'it'), type(1000, 3, 'ems')]);
		expect(moments.map(({ report }) => report.shown)).toEqual(['items.length;', 'ems.length;', '.length;']);
		expect(moments.map(({ shownAfterMs }) => shownAfterMs)).toEqual([75, 0, 0]);
		expect(meter.works.filter(({ isIdle }) => !isIdle)).toHaveLength(1);
	});

	it('takes text over: all, by word and by line', async () => {
		const fill = () => 'foo bar\n\tbaz;\n';
		const at = (accept: 'all' | 'word' | 'line') =>
			played('if (x) {\n', [type(0, 9, '\t'), { t: 500, accept }, { t: 1000, cursor: 0 }], { fill });
		for (const [part, taken] of [
			['word', 'foo'],
			['line', 'foo bar\n'],
		] as const) {
			const { played: moments } = await at(part);
			expect(moments[1]?.accepted.text.startsWith(`if (x) {\n\t${taken}`)).toBe(true);
			expect(moments[1]?.accepted.from).toBe(10 + taken.length);
		}
	});

	it('takes brackets that the editor closed for one change together with what opened them', async () => {
		const { reports, asked } = await played('foo', [type(100, 3, ')'), type(100, 3, '(')], { fill: () => 'a, b' });
		expect(reports.map(({ reason }) => reason)).toEqual(['notAsked', 'shown']);
		expect(asked).toHaveLength(1);
		expect(asked[0]).toMatchObject({ middle: 'foo(' });
	});

	it('counts a line break of two units as two', async () => {
		const { played: moments } = await played('a\r\nb\r\n', [type(0, 3, '')], {});
		expect(moments[0]?.accepted.from).toBe(3);
		const { reports } = await played('if (x) {\r\n', [type(0, 10, '\t')], { fill: () => 'a;\n\tb;\n' });
		expect(reports[0]?.shown.replaceAll('\r\n', '')).not.toContain('\n');
	});

	it('keeps what was done to a file while another was in front', async () => {
		const other = '/somewhere/b.ts';
		const model = fakeModel();
		const events: TraceEvent[] = [
			{ t: 0, open: file },
			type(10, 0, 'ab'),
			{ t: 20, open: other },
			{ t: 30, open: file },
			{ t: 40, cursor: 2 },
		];
		const { played: moments } = await replayWith(events, { model, isFast: true, files: { [file]: '', [other]: '' } });
		expect(moments.at(-1)?.accepted.text).toBe('ab');
	});

	it('gives the same twice', async () => {
		const events = [type(0, 0, 'a'), type(60, 1, 'b'), type(300, 2, '.'), type(900, 3, 'l')];
		expect((await played('', events)).reports).toEqual((await played('', events)).reports);
	});

	it('has the error of the model, not a silence', async () => {
		await expect(played('', [type(0, 0, 'a')], { error: new Error('it broke') })).rejects.toThrow('it broke');
	});
});

describe('a replay in real time', () => {
	it('begins, where it is told to, with an engine that has answered all that was asked', async () => {
		const slow = fakeModel({ fill: () => 'items.length;', gate: (event) => (event.kind === 'answer' ? sleep(50) : undefined) });
		const events = [{ t: 0, open: file }, type(10, 0, 'a'), type(20, 1, 'b')];
		const { played } = await replayWith(events, { model: slow, isFast: false, readyAt: 2, files: { [file]: '' } });
		expect(played[1]?.report.reason).toBe('shown');
		expect(played[1]?.pauseMs).toBeGreaterThan(40);
	});
});
