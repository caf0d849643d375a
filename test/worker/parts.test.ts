import type { Token } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import type { GenerateEvent } from '../../src/core/model.ts';
import { EventBatch } from '../../src/worker/eventBatch.ts';
import { cutBeforeWord, SpellingTable } from '../../src/worker/spelling.ts';
import { type CpuTimes, ThreadGovernor } from '../../src/worker/threads.ts';

const texts = ['r', 're', 'ret', 'return', 'returns', ' ret', ' return', ' ', 'x', 'é', 'ret'];
// Tokens are branded numbers, which only the engine makes.
const token = (id: number) => id as Token;
const table = new SpellingTable(texts.map((text, id) => ({ text, token: token(id) })));
const textsOf = (tokens: readonly Token[] | undefined) => tokens?.map((id) => table.textOf(id)).sort();

test.each([
	['ret', ['r', 're', 'ret', 'ret', 'return', 'returns']],
	['returns', ['r', 're', 'ret', 'ret', 'return', 'returns']],
	[' re', [' ', ' ret', ' return']],
	['y', []],
	['é', ['é']],
	['xr', ['x']],
])('tokens with which %j can be spelled', (rest, expected) => {
	const found = table.fitting(rest, 100);
	expect(textsOf(found)).toEqual([...expected].sort());
	expect(texts.filter((_, id) => table.fits(token(id), rest)).sort()).toEqual([...expected].sort());
});

test('too many tokens are not listed', () => {
	expect(table.fitting('r', 3)).toBeUndefined();
});

/** A tokenizer that cuts where the test says. */
const cut = (pieces: readonly string[]) => {
	const { kept, rest } = cutBeforeWord(
		pieces.map((_, index) => token(index)),
		pieces.join(''),
		(tokens) => tokens.map((id) => pieces[id]).join(''),
	);
	return [kept.map((id) => pieces[id]).join(''), rest];
};

test.each([
	[
		['if', ' (', 'rest', '.', 'len'],
		['if (rest.', 'len'],
	],
	[
		['a', ' ret', 'u'],
		['a', ' retu'],
	],
	[
		['a', ' ', 'ret', 'u'],
		['a', ' retu'],
	],
	[
		['foo', '('],
		['foo', '('],
	],
	[
		['x', ' =', ' '],
		['x =', ' '],
	],
	[
		['{\n', '    '],
		['{\n', '    '],
	],
	[['name'], ['', 'name']],
	[[], ['', '']],
	[
		['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
		['ab', 'cdefgh'],
	],
	[
		[' über', 'mä', 'ßig'],
		['', ' übermäßig'],
	],
])('%j is cut before the word', (pieces, expected) => {
	expect(cut(pieces)).toEqual(expected);
});

test('a cut in the middle of a character is not made', () => {
	const pieces = ['(', '\uFFFD', '\uFFFD'];
	const { kept, rest } = cutBeforeWord([token(0), token(1), token(2)], '(é', (tokens) => tokens.map((id) => pieces[id]).join(''));
	expect([kept, rest]).toEqual([[token(0)], 'é']);
});

test('events come at once after a pause, and joined when they come fast', async () => {
	const sent: GenerateEvent[][] = [];
	const batch = new EventBatch(
		(events) => sent.push(events),
		() => 0,
	);
	batch.add({ kind: 'answer', text: 'a', tokens: 1, probabilities: [0.5] });
	expect(sent).toEqual([[{ kind: 'answer', text: 'a', tokens: 1, probabilities: [0.5] }]]);
	batch.add({ kind: 'answer', text: 'b', tokens: 1, probabilities: [0.6] });
	batch.add({ kind: 'answer', text: 'c', tokens: 2 });
	batch.add({ kind: 'closed', reason: 'end' });
	batch.flush();
	expect(sent.slice(1).flat()).toEqual([
		{ kind: 'answer', text: 'bc', tokens: 3, probabilities: [0.6] },
		{ kind: 'closed', reason: 'end' },
	]);
	batch.add({ kind: 'reasoning', text: 'd', tokens: 1 });
	await expect.poll(() => sent.length).toBe(3);
	batch.flush();
	expect(sent).toHaveLength(3);
});

/** A machine with four cores whose clock the test moves. `others` and `own`: cores in use. */
function machine() {
	let nowMs = 0;
	let times: CpuTimes = { totalMs: 0, idleMs: 0, ownMs: 0, cores: 4 };
	const pass = (ms: number, others: number, own: number) => {
		nowMs += ms;
		times = {
			...times,
			totalMs: times.totalMs + 4 * ms,
			idleMs: times.idleMs + Math.max(0, 4 - others - own) * ms,
			ownMs: times.ownMs + own * ms,
		};
	};
	return {
		pass,
		governor: new ThreadGovernor(
			4,
			() => times,
			() => nowMs,
			async () => {
				await Promise.resolve();
			},
		),
	};
}

test('threads follow what others leave free: down at once, up one by one', () => {
	const { pass, governor } = machine();
	pass(1000, 0, 4);
	expect(governor.threads).toBe(4);
	pass(300, 3, 1);
	expect(governor.threads).toBe(1);
	pass(300, 0, 1);
	expect(governor.threads).toBe(1);
	pass(1000, 0, 1);
	expect(governor.threads).toBe(2);
	pass(1000, 0, 2);
	expect(governor.threads).toBe(3);
	pass(1000, 0, 3);
	expect(governor.threads).toBe(4);
	pass(300, 4, 0);
	expect(governor.threads).toBe(1);
});

test('a token that takes three times as long costs a thread at once', () => {
	const { pass, governor } = machine();
	pass(1000, 0, 4);
	governor.noteToken(10);
	governor.noteToken(29);
	expect(governor.threads).toBe(4);
	governor.noteToken(31);
	expect(governor.threads).toBe(3);
	governor.noteToken(31);
	expect(governor.threads).toBe(3);
});

test('what was seen long ago is not believed: a glance before the request tells the free cores', async () => {
	const { pass, governor } = machine();
	pass(1000, 0, 0);
	expect(governor.threads).toBe(4);
	pass(60_000, 0, 0);
	const busy = governor.freshen();
	pass(100, 3, 0);
	await busy;
	expect(governor.threads).toBe(1);
	pass(60_000, 3, 0);
	const free = governor.freshen();
	pass(100, 0, 0);
	await free;
	expect(governor.threads).toBe(4);
});
