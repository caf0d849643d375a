// Real source files are typed anew, key by key, with a model that knows them: what is shown must fit at every moment.
import { beforeAll, describe, expect, it } from 'vitest';
import type { FillRequest } from '../../../src/core/model.ts';
import { keysOf } from '../../../tools/cli/replay/summary.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';
import { replayWith } from '../../lib/replayWith.ts';
import { languages } from '../../lib/typing/sources.ts';
import { type TypingTrace, typingTrace } from '../../lib/typing/traces.ts';

async function played(trace: TypingTrace) {
	const truths = [...trace.truths.values()].map((truth) => truth.replaceAll('\r\n', '\n'));
	const model = fakeModel({ fill: (request) => continuation(truths, request) });
	const { played, meter } = await replayWith(
		trace.events.map(({ event }) => event),
		{ model, isFast: true },
	);
	const keys = keysOf(played);
	const shown = played.flatMap((moment, index) => {
		const { truthAt, missingTo } = trace.events[index] ?? {};
		const { text, from, rest } = moment.accepted;
		const truth = truths.find((candidate) => truthAt !== undefined && candidate.startsWith(text.slice(0, from).replaceAll('\r\n', '\n')));
		return moment.report.shown === '' ? [] : [{ moment, text, before: text.slice(0, from), rest, truth, truthAt, missingTo }];
	});
	return { keys, shown, meter, requests: meter.works.filter(({ isIdle }) => !isIdle) };
}

/** What the file goes on with, beyond the end of the part that is missing, for a model that sees only the text before the cursor. */
function continuation(truths: readonly string[], { prefix, middle }: FillRequest): string {
	const seen = (prefix + middle).slice(-120);
	for (const truth of truths) {
		const at = truth.indexOf(seen);
		if (at >= 0) return truth.slice(at + seen.length, at + seen.length + 400);
	}
	return 'unknown';
}

const pairs = [
	['(', ')'],
	['[', ']'],
	['{', '}'],
] as const;
const excess = (text: string, [opener, closer]: readonly [string, string]): number => text.split(closer).length - text.split(opener).length;

const cases = languages.flatMap((language) => (['region', 'mixed'] as const).map((kind) => ({ language, kind })));

describe.each(cases)('typing $language, $kind', ({ language, kind }) => {
	const trace = typingTrace(language, kind, 3, 80);
	let replay: ReturnType<typeof played>;
	beforeAll(() => {
		replay = played(trace);
		return replay;
	}, 60_000);

	it('has at most one request under way', async () => {
		expect((await replay).meter.mostAtOnce).toBe(1);
	});

	it('shows text at most pauses, and asks the model far less than once a key', async () => {
		const { keys, requests } = await replay;
		const pauses = keys.filter(({ pauseMs }) => pauseMs >= 400);
		expect(pauses.filter(({ report }) => report.shown !== '').length).toBeGreaterThan(pauses.length / 3);
		expect(requests.length).toBeLessThan(keys.length / 2);
	});

	it('answers most keys at once from what it has', async () => {
		const { shown } = await replay;
		expect(shown.filter(({ moment }) => moment.shownAfterMs === 0).length).toBeGreaterThan(shown.length / 2);
	});

	it('never shows what is stale, or stands behind the cursor already', async () => {
		for (const { moment, before, truth, truthAt, missingTo } of (await replay).shown) {
			if (truth !== undefined && truthAt !== undefined && missingTo !== undefined) {
				const missing = truth.slice(truthAt, missingTo);
				expect(missing.startsWith(moment.report.shown), `${before.slice(-60)}║${moment.report.shown}`).toBe(true);
			}
		}
	});

	it('never doubles a closing bracket', async () => {
		for (const { moment, text, before, rest, truth } of (await replay).shown) {
			for (const pair of pairs) {
				const lineBefore = before.slice(before.lastIndexOf('\n') + 1);
				const most = Math.max(0, excess(lineBefore + rest, pair), excess(moment.report.shown, pair));
				expect(
					excess(lineBefore + text.slice(before.length) + rest, pair),
					`${lineBefore}║${moment.report.shown}║${rest}`,
				).toBeLessThanOrEqual(truth === undefined ? most : Math.max(most, excess(moment.report.shown, pair)));
			}
		}
	});
});
