import { describe, expect, it } from 'vitest';
import { ReplayEditor } from '../../../tools/cli/replay/editor.ts';
import { languages } from '../../lib/typing/sources.ts';
import { type TypingTrace, typingTrace } from '../../lib/typing/traces.ts';

const cases = languages.flatMap((language) =>
	(['region', 'mixed'] as const).flatMap((kind) => [1, 2].map((seed) => ({ language, kind, seed }))),
);

/** The files as a trace leaves them, and each edit with the text before it. */
function playedOut(
	{ events, truths }: TypingTrace,
	onEvent: (editor: ReplayEditor, index: number) => void = () => undefined,
): Map<string, string> {
	const editor = new ReplayEditor();
	const texts = new Map<string, string>();
	let path = '';
	for (const [index, { event }] of events.entries()) {
		if ('open' in event) {
			path = event.open;
			editor.open({ paths: [path], text: truths.get(path) ?? '' });
		} else {
			expect(editor.apply(event)).toBeUndefined();
		}
		texts.set(path, editor.text);
		onEvent(editor, index);
	}
	return texts;
}

describe.each(cases)('typing $language, $kind, seed $seed', ({ language, kind, seed }) => {
	const trace = typingTrace(language, kind, seed, 120);

	it('ends with the file as its authors wrote it', () => {
		for (const [path, text] of playedOut(trace)) {
			expect(text, path).toBe(trace.truths.get(path));
		}
	});

	it('knows where in that file the cursor is', () => {
		playedOut(trace, (editor, index) => {
			const { truthAt } = trace.events[index] ?? {};
			if (truthAt !== undefined) {
				const before = editor.text.slice(0, editor.cursor);
				expect([...trace.truths.values()].some((truth) => truth.slice(0, truthAt) === before)).toBe(true);
			}
		});
	});

	it('types 5 to 8 characters a second, with slips that are taken back, and pauses', () => {
		const times = trace.events.map(({ event }) => event.t);
		const gaps = times.slice(1).map((t, index) => t - (times[index] ?? 0));
		const typing = gaps.filter((gap) => gap > 0 && gap < 400);
		const mean = typing.reduce((sum, gap) => sum + gap, 0) / typing.length;
		expect(1000 / mean).toBeGreaterThan(5);
		expect(1000 / mean).toBeLessThan(8);
		expect(gaps.every((gap) => gap >= 0)).toBe(true);
		expect(gaps.filter((gap) => gap >= 400).length).toBeGreaterThan(5);
	});

	it('is the same for the same seed, and another for another', () => {
		expect(typingTrace(language, kind, seed, 120)).toEqual(trace);
		expect(typingTrace(language, kind, seed + 7, 120).events).not.toEqual(trace.events);
	});
});

it('brackets close by themselves, are typed over, and get a line of their own', () => {
	const events = languages.flatMap((language) => typingTrace(language, 'region', 1, 250).events.map(({ event }) => event));
	const pairs = events.filter((event, index) => {
		const next = events[index + 1];
		return 'at' in event && next !== undefined && 'at' in next && next.t === event.t && next.at === event.at && event.del === 0;
	});
	expect(pairs.length).toBeGreaterThan(5);
	expect(events.some((event) => 'at' in event && event.del === 1 && /^[)\]}]$/.test(event.ins))).toBe(true);
	expect(pairs.some((event) => 'at' in event && event.ins.includes('\n'))).toBe(true);
});
