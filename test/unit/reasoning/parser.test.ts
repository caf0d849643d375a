import { expect, test } from 'vitest';
import { startState, type ThoughtEvent, ThoughtParser, type ThoughtState } from '../../../src/core/reasoning/parser.ts';
import type { ThinkTags } from '../../../src/core/reasoning/thoughtFormat.ts';

const think: ThinkTags = { open: '<think>', close: '</think>' };

interface Split {
	readonly reasoning: string;
	readonly answer: string;
	readonly closed: readonly string[];
}

function split(chunks: readonly string[], state: ThoughtState, tags = think, reason: 'end' | 'abort' = 'end'): Split {
	const parser = new ThoughtParser(tags, state);
	return summary([...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end(reason)]);
}

const summary = (events: readonly ThoughtEvent[]): Split => ({
	reasoning: events.map((event) => (event.kind === 'reasoning' ? event.text : '')).join(''),
	answer: events.map((event) => (event.kind === 'answer' ? event.text : '')).join(''),
	closed: events.flatMap((event) => (event.kind === 'closed' ? [event.reason] : [])),
});

test.each<[string, ThoughtState, string, Split]>([
	[
		'the template opened it, the output has the close alone',
		'thinking',
		'a</think>b',
		{ reasoning: 'a', answer: 'b', closed: ['natural'] },
	],
	['both tags in the output', 'maybe', '<think>a</think>b', { reasoning: 'a', answer: 'b', closed: ['natural'] }],
	['white space before the tag', 'maybe', ' \n<think>a</think>b', { reasoning: ' \na', answer: 'b', closed: ['natural'] }],
	[
		'no tags where the template opened a thought: all of it is thought',
		'thinking',
		'a b',
		{ reasoning: 'a b', answer: '', closed: ['end'] },
	],
	['no tags where the model may choose: all of it is answer', 'maybe', 'a b', { reasoning: '', answer: 'a b', closed: [] }],
	['an empty thought', 'maybe', '<think>\n\n</think>\n\nb', { reasoning: '\n\n', answer: '\n\nb', closed: ['natural'] }],
	['the close is the first token', 'thinking', '</think>b', { reasoning: '', answer: 'b', closed: ['natural'] }],
	['unclosed at the end of the tokens', 'maybe', '<think>a', { reasoning: 'a', answer: '', closed: ['end'] }],
	['an open tag in a code fence of the answer', 'maybe', '```\n<think>a\n```', { reasoning: '', answer: '```\n<think>a\n```', closed: [] }],
	['a close tag that the thought quotes ends it', 'thinking', 'a `</think>` b', { reasoning: 'a `', answer: '` b', closed: ['natural'] }],
	['nested', 'maybe', '<think>a<think>b</think>c</think>d', { reasoning: 'a<think>b', answer: 'c</think>d', closed: ['natural'] }],
	['two blocks', 'maybe', '<think>a</think>b<think>c</think>d', { reasoning: 'a', answer: 'b<think>c</think>d', closed: ['natural'] }],
	['the close glued to both sides', 'thinking', 'a.</think>B', { reasoning: 'a.', answer: 'B', closed: ['natural'] }],
	['look-alikes at the start', 'maybe', '<thinking>a</thinking>', { reasoning: '', answer: '<thinking>a</thinking>', closed: [] }],
	['a look-alike with a blank', 'maybe', '< think>a', { reasoning: '', answer: '< think>a', closed: [] }],
	[
		'look-alikes of the close',
		'thinking',
		'a</thinks></ think></think',
		{ reasoning: 'a</thinks></ think></think', answer: '', closed: ['end'] },
	],
	[
		'characters beyond the first plane around a tag',
		'thinking',
		'思🦊</think>🦊答',
		{ reasoning: '思🦊', answer: '🦊答', closed: ['natural'] },
	],
	['CRLF', 'maybe', '\r\n<think>\r\na\r\n</think>\r\nb', { reasoning: '\r\n\r\na\r\n', answer: '\r\nb', closed: ['natural'] }],
	[
		'a tool call that the thought mentions',
		'thinking',
		'a<tool_call>{}</tool_call></think>b',
		{ reasoning: 'a<tool_call>{}</tool_call>', answer: 'b', closed: ['natural'] },
	],
	['nothing at all', 'maybe', '', { reasoning: '', answer: '', closed: [] }],
	['white space alone', 'maybe', ' \n', { reasoning: '', answer: ' \n', closed: [] }],
	['an answer from the start', 'answer', '<think>a</think>', { reasoning: '', answer: '<think>a</think>', closed: [] }],
	['a close that begins again within itself', 'thinking', '</</think>b', { reasoning: '</', answer: 'b', closed: ['natural'] }],
])('%s', (_, state, output, expected) => {
	expect(split([output], state)).toEqual(expected);
	expect(split([...output], state)).toEqual(expected);
	expect(split(['', ...output, ''], state)).toEqual(expected);
});

test.each(['<think>', '</think>'])('every way to cut %s in two', (tag) => {
	for (let at = 0; at <= tag.length; at++) {
		const pieces = (text: string) => (text === tag ? [text.slice(0, at), text.slice(at)] : [text]);
		expect(split(['<think>', 'a', '</think>', 'b'].flatMap(pieces), 'maybe')).toEqual({ reasoning: 'a', answer: 'b', closed: ['natural'] });
	}
});

test.each<[string, ThoughtState, Split]>([
	['a</thi', 'thinking', { reasoning: 'a</thi', answer: '', closed: ['abort'] }],
	['<thi', 'maybe', { reasoning: '', answer: '<thi', closed: [] }],
	['<think>a</think>b</thi', 'maybe', { reasoning: 'a', answer: 'b</thi', closed: ['natural'] }],
])('an abort in the middle of a tag puts what was held on its side: %s', (output, state, expected) => {
	expect(split([output], state, think, 'abort')).toEqual(expected);
});

test('a thought closed from outside keeps what was held, and the close tag that follows it all the same is swallowed', () => {
	const parser = new ThoughtParser(think, 'thinking');
	const events = [
		...parser.push('a</th'),
		...parser.close('budget'),
		...parser.push('\n</thi'),
		...parser.push('nk>b</think>'),
		...parser.end('end'),
	];
	expect(summary(events)).toEqual({ reasoning: 'a</th', answer: '\nb</think>', closed: ['budget'] });
});

test('no more than a tag is held back', () => {
	const parser = new ThoughtParser(think, 'thinking');
	const text = 'x<</</t</th</thi</thin</think';
	const shown = parser.push(text).reduce((sum, event) => sum + ('text' in event ? event.text.length : 0), 0);
	expect(text.length - shown).toBe(think.close.length - 1);
	expect(parser.isThinking).toBe(true);
});

/** A small generator, so that a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

test('the result does not depend on how the stream is cut, and nothing is lost', () => {
	const random = randomFrom(1);
	const parts = ['<think>', '</think>', '<', '</', 'think', '>', ' ', '\n', '\r\n', 'a', '🦊', '思', '<thinking>', '```'];
	const states: readonly ThoughtState[] = ['thinking', 'answer', 'maybe'];
	for (let round = 0; round < 3000; round++) {
		const text = Array.from({ length: random(12) }, () => parts[random(parts.length)] ?? '').join('');
		const state = states[random(states.length)] ?? 'maybe';
		const whole = split([text], state);
		const chunks: string[] = [];
		for (let at = 0; at < text.length; ) {
			const length = 1 + random(4);
			chunks.push(text.slice(at, at + length));
			at += length;
		}
		expect(split(chunks, state), JSON.stringify(chunks)).toEqual(whole);
		const tagged = [
			whole.reasoning === '' && whole.closed.length === 0 ? '' : whole.reasoning,
			whole.closed[0] === 'natural' ? think.close : '',
			whole.answer,
		].join('');
		const opened = state === 'maybe' && whole.closed.length > 0;
		expect(opened ? text.replace(think.open, '') : text).toBe(tagged);
	}
});

test('a megabyte of beginnings of tags goes through', () => {
	const parser = new ThoughtParser(think, 'thinking');
	const text = '<'.repeat(2 ** 20);
	const shown = [...parser.push(text), ...parser.end('end')];
	expect(summary(shown).reasoning).toHaveLength(text.length);
	const byOne = new ThoughtParser(think, 'maybe');
	expect(summary([...[...' '.repeat(2 ** 14)].flatMap((character) => byOne.push(character)), ...byOne.end('end')]).answer).toHaveLength(
		2 ** 14,
	);
});

test('other tags', () => {
	const tags = { open: '[THINK]', close: '[/THINK]' };
	expect(split(['[THI', 'NK]a[/TH', 'INK]b'], 'maybe', tags)).toEqual({ reasoning: 'a', answer: 'b', closed: ['natural'] });
});

test.each([
	['<|im_start|>assistant\n<think>\n', 'thinking'],
	['<|im_start|>assistant\n<think>\n\n</think>\n\n', 'answer'],
	['<|im_start|>assistant\n', 'maybe'],
	['', 'maybe'],
])('how the prompt ends says where the output begins: %j', (prompt, state) => {
	expect(startState(prompt, think)).toBe(state);
});
