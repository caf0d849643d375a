import { describe, expect, it } from 'vitest';
import { type ContextMeter, estimatedTokens, fitOf, measureContext } from '../../../src/core/chat/contextMeter.ts';
import { applyEvent, type ChatEvent, type ContextItem, emptySession, type Session } from '../../../src/core/chat/session.ts';
import { readSettings } from '../../../src/core/settings.ts';

const count = async (text: string): Promise<number> => text.length;
const file = (text: string, label = 'a.ts'): ContextItem => ({ kind: 'file', label, languageId: 'ts', text });
const answered: readonly ChatEvent[] = [
	{ kind: 'asked', turnId: 'a', question: 'First?', task: 'chat', context: [], askedAt: 0 },
	{ kind: 'answer', turnId: 'a', text: 'Yes.', tokens: 1 },
];
const attach = (session: Session, ...items: readonly ContextItem[]): Session =>
	items.reduce((all, item) => applyEvent(all, { kind: 'attached', item }), session);

const measure = (session: Session, over: Partial<Parameters<typeof measureContext>[0]> = {}) =>
	measureContext(
		{
			...{ session, draft: 'How?', standing: [], settings: readSettings(() => undefined), isEstimate: false },
			info: { thinking: 'native', contextTokens: 8192 },
			...over,
		},
		count,
	);

describe('the context meter', () => {
	it('counts what would be sent: the system message, each attachment, the question, the history', async () => {
		const session = attach(answered.reduce(applyEvent, emptySession('s')), file('x'.repeat(100)), file('y'.repeat(10)));
		const meter = await measure(session);
		expect(meter.attached[0]).toBeGreaterThan(100);
		expect((meter.attached[0] ?? 0) - (meter.attached[1] ?? 0)).toBe(90);
		expect(meter.history).toEqual(['First?Yes.'.length + 16]);
		expect(meter.question).toBeGreaterThanOrEqual('How?'.length);
		expect(meter.question).toBeLessThan(30);
		expect(meter.system).toBeGreaterThan(50);
		expect(meter).toMatchObject({ windowTokens: 8192, thought: 2048, answer: 1228, isEstimate: false });
	});

	it('counts standing instructions as a part of the system message', async () => {
		const without = await measure(emptySession('s'));
		const standing: ContextItem = { kind: 'instructions', label: 'AGENTS.md', languageId: 'markdown', text: 'Use tabs.' };
		const meter = await measure(emptySession('s'), { standing: [standing] });
		expect(meter.standing).toEqual([{ label: 'AGENTS.md', tokens: 9 }]);
		expect(meter.system).toBeGreaterThan(without.system + 9);
		expect(meter.question).toBe(without.question);
	});

	it('counts what goes along by itself apart from the question', async () => {
		const automatic: ContextItem = { kind: 'cursor', label: 'a.ts', languageId: 'ts', lines: { first: 4, last: 9 }, text: 'x'.repeat(200) };
		const [without, meter] = [await measure(emptySession('s')), await measure(emptySession('s'), { automatic })];
		expect(meter.automatic).toEqual({ label: 'a.ts:5–10', tokens: expect.any(Number) });
		expect(meter.automatic?.tokens).toBeGreaterThan(200);
		expect(Math.abs(meter.question - without.question)).toBeLessThan(8);
		expect(fitOf({ ...meter, windowTokens: 1600 })).toMatchObject({ kind: 'tooLong', drop: [] });
	});

	it('leaves room for a thought only where there would be one', async () => {
		expect((await measure(emptySession('s'), { info: { thinking: 'guided', contextTokens: 8192 } })).thought).toBe(0);
		const sum = await measure(emptySession('s'), { draft: 'What is 17 * 24?', info: { thinking: 'guided', contextTokens: 8192 } });
		expect(sum.thought).toBe(2048);
	});

	it('does not know the window while no model is loaded', async () => {
		const meter = await measure(emptySession('s'), { info: { thinking: 'guided' }, isEstimate: true });
		expect(meter.windowTokens).toBeUndefined();
		expect(fitOf(meter)).toEqual({ kind: 'unknown' });
		expect(estimatedTokens('x'.repeat(35))).toBe(10);
	});
});

describe('whether it fits', () => {
	const meter = (over: Partial<ContextMeter>): ContextMeter => ({
		...{
			windowTokens: 4000,
			isEstimate: false,
			system: 100,
			standing: [],
			attached: [],
			question: 100,
			history: [],
			thought: 0,
			answer: 1000,
		},
		...over,
	});

	it.each<[string, Partial<ContextMeter>, ReturnType<typeof fitOf>]>([
		['all of it', {}, { kind: 'fits', freeTokens: 2800 }],
		['with a thought that fits', { thought: 2048 }, { kind: 'fits', freeTokens: 752 }],
		['with a thought that takes the rest', { thought: 8192 }, { kind: 'fits', freeTokens: 0 }],
		['with little left to think', { thought: 2048, attached: [2500] }, { kind: 'shortThought', tokens: 300 }],
		['without the oldest turns', { history: [1500, 1500, 1000] }, { kind: 'dropsHistory', turns: 1 }],
		['not', { attached: [500, 3000] }, { kind: 'tooLong', overTokens: 700, drop: [1] }],
		['not, but without the smaller one', { attached: [2000, 900] }, { kind: 'tooLong', overTokens: 100, drop: [1] }],
		['not, and several are too much', { attached: [2000, 2500, 100] }, { kind: 'tooLong', overTokens: 1800, drop: [0] }],
		['not, even with nothing attached', { question: 5000, attached: [10] }, { kind: 'tooLong', overTokens: 2110, drop: [] }],
	])('%s', (_, over, fit) => {
		expect(fitOf(meter(over))).toEqual(fit);
	});
});
