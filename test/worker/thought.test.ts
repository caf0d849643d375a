import { expect, test } from 'vitest';
import type { GenerateEvent } from '../../src/core/model.ts';
import { Thought } from '../../src/worker/thought.ts';

function think(budgetTokens: number, roomTokens = 10_000) {
	const events: GenerateEvent[] = [];
	const thought = new Thought({ budgetTokens, roomTokens, usedTokens: 0, report: (event) => events.push(event) });
	thought.tellBudget();
	events.length = 0;
	return { thought, events };
}

test('the end of a thought is put off twice, and a third wish is refused', () => {
	const { thought, events } = think(100);
	for (const expected of [true, true, false]) {
		thought.obey({ kind: 'thinkMore' });
		expect(thought.putOff()).toBe(expected);
		expect(thought.putOff()).toBe(false);
	}
	expect(events).toEqual([
		{ kind: 'thinkMore', isArmed: true, left: 1 },
		{ kind: 'thinkMore', isArmed: false, left: 1 },
		{ kind: 'thinkMore', isArmed: true, left: 0 },
		{ kind: 'thinkMore', isArmed: false, left: 0 },
	]);
});

test('a wish to think more that nothing became of is given back', () => {
	const { thought, events } = think(100);
	thought.obey({ kind: 'thinkMore' });
	thought.obey({ kind: 'setBudget', budgetTokens: 0 });
	expect(events.at(-1)).toEqual({ kind: 'thinkMore', isArmed: false, left: 2 });
	expect(thought.takeDue()).toEqual({ kind: 'close', reason: 'budget' });
});

test('a budget grows by what it was at first, but not beyond what the context leaves', () => {
	const { thought, events } = think(100, 130);
	thought.note('x', 100);
	thought.obey({ kind: 'thinkMore' });
	expect(thought.takeDue()).toEqual({ kind: 'goOn' });
	expect(events.at(-1)).toEqual({ kind: 'budget', tokens: 130 });
	thought.note('x', 30);
	thought.obey({ kind: 'thinkMore' });
	expect(thought.takeDue()).toEqual({ kind: 'close', reason: 'budget' });
});

test('a remark that came before Answer now is read before it', () => {
	const { thought } = think(100);
	thought.obey({ kind: 'steer', remark: 'Mind the sign' });
	thought.obey({ kind: 'answerNow' });
	expect(thought.takeDue()).toEqual({ kind: 'remark', remark: 'Mind the sign' });
	expect(thought.takeDue()).toEqual({ kind: 'close', reason: 'user' });
});

test('a loop is told once, and closes the thought when nobody reacts for 4,000 characters', () => {
	const { thought, events } = think(100_000, 100_000);
	const unit = 'The quick brown fox jumps over the lazy dog, again and again, until somebody stops it at last. ';
	const repeat = (times: number) => thought.note(unit.repeat(times), times);
	repeat(10);
	expect(events).toEqual([{ kind: 'looping' }]);
	repeat(20);
	expect(thought.isDue).toBe(false);
	thought.obey({ kind: 'thinkMore' });
	repeat(30);
	expect(thought.isDue).toBe(false);
	repeat(15);
	expect(thought.takeDue()).toEqual({ kind: 'close', reason: 'loop' });
	expect(events.filter(({ kind }) => kind === 'looping')).toHaveLength(1);
});

test('a remark leads elsewhere, so that a loop after it is a new one', () => {
	const { thought, events } = think(100_000, 100_000);
	const unit = 'Therefore the result must be forty-two, but let me check this once more before I say so. ';
	thought.note(unit.repeat(10), 10);
	thought.noteInserted(5);
	thought.note(unit.repeat(10), 10);
	expect(events.filter(({ kind }) => kind === 'looping')).toHaveLength(2);
});

test('nothing is obeyed when the thought is over', () => {
	const { thought, events } = think(100);
	thought.obey({ kind: 'pause' });
	thought.end();
	thought.obey({ kind: 'pause' });
	thought.obey({ kind: 'thinkMore' });
	thought.obey({ kind: 'answerNow' });
	expect(events).toEqual([
		{ kind: 'paused', isPaused: true },
		{ kind: 'paused', isPaused: false },
	]);
	expect(thought.isDue).toBe(false);
});

test('a pause ends with an abort', async () => {
	const { thought } = think(100);
	const abort = new AbortController();
	thought.obey({ kind: 'pause' });
	const waiting = thought.whilePaused(abort.signal);
	abort.abort();
	await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('a pause that comes together with an abort keeps nobody waiting', async () => {
	const { thought } = think(100);
	const abort = new AbortController();
	thought.obey({ kind: 'pause' });
	abort.abort();
	await expect(thought.whilePaused(abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
