import { describe, expect, it } from 'vitest';
import { type OutputParser, outputParser, startState, type ThoughtEvent, type ThoughtState } from '../../../src/core/reasoning/parser.ts';
import { markTexts, type ThoughtFormat } from '../../../src/core/reasoning/thoughtFormat.ts';
import { cutAtRandom, cutsInTwo, randomFrom, type Split, split, summary, tags, think } from './streams.ts';

const gemma = tags('<|channel>thought', '<channel|>');

interface Case {
	readonly what: string;
	readonly state: ThoughtState;
	readonly output: string;
	readonly reasoning?: string;
	readonly answer?: string;
	readonly closed?: string;
	readonly format?: ThoughtFormat;
}

/** Each is read whole, by character, and cut in two everywhere. */
const cases: readonly Case[] = [
	{
		what: 'the template opened the thought, so the output has the close alone',
		state: 'thinking',
		output: 'a</think>b',
		reasoning: 'a',
		answer: 'b',
	},
	{ what: 'both tags stand in the output', state: 'maybe', output: '<think>a</think>b', reasoning: 'a', answer: 'b' },
	{ what: 'white space stands before the tag', state: 'maybe', output: ' \n<think>a</think>b', reasoning: ' \na', answer: 'b' },
	{
		what: 'without tags, where the template opened a thought, all is thought',
		state: 'thinking',
		output: 'a b',
		reasoning: 'a b',
		closed: 'end',
	},
	{ what: 'without tags, where the model may choose, all is answer', state: 'maybe', output: 'a b', answer: 'a b' },
	{ what: 'an empty thought is closed and has no text', state: 'maybe', output: '<think></think>b', answer: 'b', closed: 'natural' },
	{ what: 'a blank thought is blank', state: 'maybe', output: '<think>\n\n</think>\n\nb', reasoning: '\n\n', answer: '\n\nb' },
	{ what: 'the close is the first token', state: 'thinking', output: '</think>b', answer: 'b', closed: 'natural' },
	{
		what: 'a thought that is unclosed at the last token is closed by the end',
		state: 'maybe',
		output: '<think>a',
		reasoning: 'a',
		closed: 'end',
	},
	{ what: 'an open tag in a fence of the answer is answer', state: 'maybe', output: '```\n<think>a\n```', answer: '```\n<think>a\n```' },
	{
		what: 'a fence after the thought keeps its tags',
		state: 'maybe',
		output: '<think>a</think>```\n<think></think>\n```',
		reasoning: 'a',
		answer: '```\n<think></think>\n```',
	},
	{
		what: 'a close tag that the thought quotes ends it, where tags are text',
		state: 'thinking',
		output: 'a `</think>` b',
		reasoning: 'a `',
		answer: '` b',
	},
	{
		what: 'of nested thoughts the first close counts',
		state: 'maybe',
		output: '<think>a<think>b</think>c</think>d',
		reasoning: 'a<think>b',
		answer: 'c</think>d',
	},
	{
		what: 'of two blocks in sequence the first is the thought',
		state: 'maybe',
		output: '<think>a</think>b<think>c</think>d',
		reasoning: 'a',
		answer: 'b<think>c</think>d',
	},
	{
		what: 'of two blocks side by side the first is the thought',
		state: 'maybe',
		output: '<think></think><think>c</think>d',
		answer: '<think>c</think>d',
		closed: 'natural',
	},
	{ what: 'the close needs no line of its own', state: 'thinking', output: 'a </think> b', reasoning: 'a ', answer: ' b' },
	{ what: 'the close may be glued to the answer', state: 'thinking', output: 'a.</think>B', reasoning: 'a.', answer: 'B' },
	{ what: 'a look-alike at the start is answer', state: 'maybe', output: '<thinking>a</thinking>', answer: '<thinking>a</thinking>' },
	{ what: 'a look-alike with a blank is answer', state: 'maybe', output: '< think>a', answer: '< think>a' },
	{ what: 'tags in capitals are answer', state: 'maybe', output: '<THINK>a</THINK>', answer: '<THINK>a</THINK>' },
	{
		what: 'look-alikes of the close are thought',
		state: 'thinking',
		output: 'a</thinks></ think></think',
		reasoning: 'a</thinks></ think></think',
		closed: 'end',
	},
	{
		what: 'characters beyond the first plane lie around a tag',
		state: 'thinking',
		output: '思🦊</think>🦊答',
		reasoning: '思🦊',
		answer: '🦊答',
	},
	{
		what: 'halves of characters alone are kept',
		state: 'thinking',
		output: 'a\uD83D</think>\uDD8Ab\uD83D',
		reasoning: 'a\uD83D',
		answer: '\uDD8Ab\uD83D',
	},
	{ what: 'lines end with CRLF', state: 'maybe', output: '\r\n<think>\r\na\r\n</think>\r\nb', reasoning: '\r\n\r\na\r\n', answer: '\r\nb' },
	{
		what: 'a tool call that the thought mentions is thought',
		state: 'thinking',
		output: 'a<tool_call>{}</tool_call></think>b',
		reasoning: 'a<tool_call>{}</tool_call>',
		answer: 'b',
	},
	{
		what: 'a tool call after the close is answer',
		state: 'thinking',
		output: 'a</think>\n<tool_call>{}</tool_call>',
		reasoning: 'a',
		answer: '\n<tool_call>{}</tool_call>',
	},
	{ what: 'nothing at all is nothing', state: 'maybe', output: '' },
	{ what: 'nothing at all in an opened thought closes it', state: 'thinking', output: '', closed: 'end' },
	{ what: 'white space alone is answer', state: 'maybe', output: ' \n', answer: ' \n' },
	{ what: 'an answer from the start has no thought', state: 'answer', output: '<think>a</think>', answer: '<think>a</think>' },
	{ what: 'a close that begins again within itself is found', state: 'thinking', output: '</</think>b', reasoning: '</', answer: 'b' },
	{
		what: 'a beginning of a tag at the end of an answer is answer',
		state: 'maybe',
		output: '<think>a</think>b</thi',
		reasoning: 'a',
		answer: 'b</thi',
	},
	{
		what: "Gemma's channel is a thought",
		format: gemma,
		state: 'maybe',
		output: '<|channel>thought\na<channel|>b',
		reasoning: '\na',
		answer: 'b',
	},
	{
		what: "Gemma's empty channel is a blank thought",
		format: gemma,
		state: 'maybe',
		output: '<|channel>thought\n<channel|>b',
		reasoning: '\n',
		answer: 'b',
	},
	{
		what: "Gemma's doubled header is one thought",
		format: gemma,
		state: 'maybe',
		output: '<|channel>thought\n<|channel>thought\na<channel|>b',
		reasoning: '\n\na',
		answer: 'b',
	},
	{
		what: "Gemma's header after the prompt's own is one thought",
		format: gemma,
		state: 'thinking',
		output: '<|channel>thought\na<channel|>b',
		reasoning: '\na',
		answer: 'b',
	},
	{
		what: "Gemma's channel that opens again after an empty one goes on",
		format: gemma,
		state: 'maybe',
		output: '<|channel>thought\n<channel|>\n<|channel>thought\na<channel|>b',
		reasoning: '\n\n\na',
		answer: 'b',
	},
	{
		what: "Gemma's channel that opens again at once goes on",
		format: gemma,
		state: 'maybe',
		output: '<|channel>thought a<channel|><|channel>thought b<channel|>c',
		reasoning: ' a b',
		answer: 'c',
	},
	{
		what: "Gemma's channel that opens within the answer is answer",
		format: gemma,
		state: 'maybe',
		output: '<|channel>thought a<channel|>b<|channel>thought',
		reasoning: ' a',
		answer: 'b<|channel>thought',
	},
	{
		what: "Gemma's channel where the prompt closed one is no answer",
		format: gemma,
		state: 'answer',
		output: '<|channel>thought\n<channel|>b',
		reasoning: '\n',
		answer: 'b',
	},
	{
		what: "Gemma's answer without a channel is answer",
		format: gemma,
		state: 'answer',
		output: '<|channel is no header',
		answer: '<|channel is no header',
	},
	{
		what: "Gemma's closed channel at the end was closed by itself",
		format: gemma,
		state: 'thinking',
		output: 'a<channel|>\n',
		reasoning: 'a',
		answer: '\n',
	},
];

const expected = ({ reasoning = '', answer = '', closed }: Case): Split => ({
	reasoning,
	answer,
	closed: closed !== undefined ? [closed] : reasoning !== '' ? ['natural'] : [],
});

describe('an output is split into thought and answer:', () => {
	it.each(cases)('$what', (row) => {
		const { output, state, format } = row;
		for (const chunks of [[output], output.split(''), ['', ...output, ''], ...cutsInTwo(output)]) {
			expect(split(chunks, state, format), JSON.stringify(chunks)).toEqual(expected(row));
		}
	});

	it.each([
		['<think>', '</think>'],
		['<thought>', '</thought>'],
		['[THINK]', '[/THINK]'],
		['<|START_THINKING|>', '<|END_THINKING|>'],
		['<seed:think>', '</seed:think>'],
		['<|begin_of_thought|>', '<|end_of_thought|>'],
		['<|channel>thought', '<channel|>'],
		['Here are my reasoning steps:', '[BEGIN FINAL RESPONSE]'],
		['<think>\n', '\n</think>'],
		['<<a<<b', '<<a<<a<<b'],
		['🦊🦊', '🦊🐻'],
	])('by %s and %s, wherever these are cut', (open, close) => {
		const format = tags(open, close);
		const output = `\n${open}a 🦊${close}b`;
		for (const chunks of [[output], output.split(''), ...cutsInTwo(output)]) {
			expect(split(chunks, 'maybe', format)).toEqual({ reasoning: '\na 🦊', answer: 'b', closed: ['natural'] });
		}
		expect(split([`a${close.slice(0, -1)}`, close], 'thinking', format)).toMatchObject({ answer: '', closed: ['natural'] });
		expect(split([open.slice(0, -1)], 'maybe', format)).toEqual({ reasoning: '', answer: open.slice(0, -1), closed: [] });
	});

	it('what is no part of a tag comes out at once', () => {
		const parser = outputParser(think, 'thinking', false);
		const text = 'x<</</t</th</thi</thin</think';
		expect(parser.push(text)).toEqual([{ kind: 'reasoning', text: text.slice(0, 1 - '</think>'.length) }]);
		expect(parser.isThinking).toBe(true);
		expect(outputParser(think, 'maybe', false).push('<thinking')).toEqual([{ kind: 'answer', text: '<thinking' }]);
	});

	it('says while it reads whether it is within a thought', () => {
		const parser = outputParser(think, 'maybe', false);
		const seen = ['<thi', 'nk>', 'a', '</thin', 'k>', 'b'].map((chunk) => {
			parser.push(chunk);
			return parser.isThinking;
		});
		expect(seen).toEqual([false, true, true, true, false, false]);
	});

	it("a channel of Gemma's is over when its answer begins", () => {
		const parser = outputParser(gemma, 'thinking', true);
		expect([parser.pushMark('<channel|>'), parser.push('\n')]).toEqual([[], []]);
		expect(parser.isThinking).toBe(true);
		expect(parser.push('b')).toEqual([
			{ kind: 'closed', reason: 'natural' },
			{ kind: 'answer', text: '\nb' },
		]);
		expect(parser.isThinking).toBe(false);
	});
});

describe('tags around the answer are no part of it', () => {
	const granite: ThoughtFormat = { kind: 'tags', open: '<think>', close: '</think>', answer: { open: '<response>', close: '</response>' } };
	const apriel: ThoughtFormat = {
		kind: 'tags',
		open: 'Here are my reasoning steps:',
		close: '[BEGIN FINAL RESPONSE]',
		answer: { close: '[END FINAL RESPONSE]' },
	};
	it.each<[ThoughtFormat, ThoughtState, string, Split]>([
		[granite, 'maybe', '<think>a</think> <response>b</response>\n', { reasoning: 'a', answer: ' b\n', closed: ['natural'] }],
		[granite, 'maybe', '<think>a</think>b</respons', { reasoning: 'a', answer: 'b</respons', closed: ['natural'] }],
		[granite, 'maybe', '<response>b', { reasoning: '', answer: 'b', closed: [] }],
		[granite, 'answer', '<response>b</response>', { reasoning: '', answer: 'b', closed: [] }],
		[granite, 'answer', 'b <response>', { reasoning: '', answer: 'b <response>', closed: [] }],
		[
			apriel,
			'thinking',
			'a\n[BEGIN FINAL RESPONSE]\nb\n[END FINAL RESPONSE]\n',
			{ reasoning: 'a\n', answer: '\nb\n\n', closed: ['natural'] },
		],
		[apriel, 'answer', 'b[END FINAL RESPONSE]', { reasoning: '', answer: 'b', closed: [] }],
	])('%j %s %j', (format, state, output, result) => {
		for (const chunks of [[output], output.split(''), ...cutsInTwo(output)]) {
			expect(split(chunks, state, format)).toEqual(result);
		}
	});
});

describe('where tags are tokens', () => {
	const parsed = (state: ThoughtState, format: ThoughtFormat, feed: (parser: OutputParser) => ThoughtEvent[][]): Split => {
		const parser = outputParser(format, state, true);
		return summary([...feed(parser).flat(), ...parser.end('end')]);
	};

	it('a tag that the thought quotes is thought', () => {
		const result = parsed('maybe', think, (parser) => [
			parser.pushMark('<think>'),
			parser.push('The text `</think>` ends it: </think>.'),
			parser.pushMark('</think>'),
			parser.push('b</think>'),
		]);
		expect(result).toEqual({ reasoning: 'The text `</think>` ends it: </think>.', answer: 'b</think>', closed: ['natural'] });
	});

	it('a tag at the start that is text is answer', () => {
		expect(parsed('maybe', think, (parser) => [parser.push(' <think>a')])).toEqual({ reasoning: '', answer: ' <think>a', closed: [] });
	});

	it('marks of the answer, and a second opening, are text', () => {
		const result = parsed('maybe', think, (parser) => [
			parser.push('\n'),
			parser.pushMark('<think>'),
			parser.pushMark('<think>'),
			parser.pushMark('</think>'),
			parser.pushMark('</think>'),
		]);
		expect(result).toEqual({ reasoning: '\n<think>', answer: '</think>', closed: ['natural'] });
	});

	it("Gemma's header may go on in text, and an empty channel closes", () => {
		const header = (parser: OutputParser) => [parser.pushMark('<|channel>'), parser.push('tho'), parser.push(''), parser.push('ught\n')];
		const result = parsed('maybe', gemma, (parser) => [
			...header(parser),
			parser.pushMark('<channel|>'),
			...header(parser),
			parser.push('a <channel|>'),
			parser.pushMark('<channel|>'),
			parser.push('b'),
		]);
		expect(result).toEqual({ reasoning: '\n\na <channel|>', answer: 'b', closed: ['natural'] });
		expect(parsed('maybe', gemma, (parser) => [parser.push('<|channel>thought')]).answer).toBe('<|channel>thought');
		expect(parsed('maybe', gemma, (parser) => [parser.pushMark('<|channel>'), parser.push('final')]).answer).toBe('<|channel>final');
		expect(markTexts(gemma)).toEqual(['<|channel>', '<|channel>thought', '<channel|>']);
		expect(markTexts(think)).toEqual(['<think>', '</think>']);
	});

	it('half a character before a mark stays before it', () => {
		const result = parsed('thinking', think, (parser) => [parser.push('a\uD83D'), parser.pushMark('</think>'), parser.push('b')]);
		expect(result).toEqual({ reasoning: 'a\uD83D', answer: 'b', closed: ['natural'] });
	});
});

describe('a thought that is closed from outside', () => {
	it.each([
		[['\n</thi', 'nk>b</think>'], '\nb</think>'],
		[['</think>\n\nb'], '\n\nb'],
		[['b</think>'], 'b</think>'],
		[[' </thinking>'], ' </thinking>'],
		[['</thi'], '</thi'],
		[[], ''],
	])('keeps what was held, and swallows the close that follows all the same: %j', (chunks, answer) => {
		const parser = outputParser(think, 'thinking', false);
		const events = [
			...parser.push('a</th'),
			...parser.close('user'),
			...chunks.flatMap((chunk) => parser.push(chunk)),
			...parser.end('end'),
		];
		expect(summary(events)).toEqual({ reasoning: 'a</th', answer, closed: ['user'] });
		expect(parser.isThinking).toBe(false);
	});

	it('swallows the token of a close', () => {
		const parser = outputParser(think, 'thinking', true);
		const events = [
			...parser.close('budget'),
			...parser.push('\n'),
			...parser.pushMark('</think>'),
			...parser.push('b'),
			...parser.end('end'),
		];
		expect(summary(events)).toEqual({ reasoning: '', answer: '\nb', closed: ['budget'] });
	});

	it('is closed once: where there is no thought any more, or none yet, nothing is closed', () => {
		const over = outputParser(think, 'thinking', false);
		const events = [
			...over.push('a</think>b</thi'),
			...over.close('user'),
			...over.push('nk></think>'),
			...over.close('loop'),
			...over.end('abort'),
		];
		expect(summary(events)).toEqual({ reasoning: 'a', answer: 'b</think></think>', closed: ['natural'] });
		const never = outputParser(think, 'maybe', false);
		expect(summary([...never.push(' <th'), ...never.close('user'), ...never.push('b'), ...never.end('end'), ...never.end('end')])).toEqual({
			reasoning: '',
			answer: ' <thb',
			closed: [],
		});
	});
});

it.each<[string, ThoughtState, Split]>([
	['a</thi', 'thinking', { reasoning: 'a</thi', answer: '', closed: ['abort'] }],
	['<thi', 'maybe', { reasoning: '', answer: '<thi', closed: [] }],
	[' ', 'maybe', { reasoning: '', answer: ' ', closed: [] }],
	['<think>a</think>b</thi', 'maybe', { reasoning: 'a', answer: 'b</thi', closed: ['natural'] }],
])('an abort in the middle of a tag puts what was held on its side: %s', (output, state, result) => {
	expect(split([output], state, think, 'abort')).toEqual(result);
});

describe('whatever the stream,', () => {
	const parts = [
		'<think>',
		'</think>',
		'<',
		'</',
		'think',
		'>',
		' ',
		'\n',
		'\r\n',
		'a',
		'🦊',
		'\uD83E',
		'\uDD8A',
		'思',
		'<thinking>',
		'```',
		'<think',
		'</think',
	];
	const states: readonly ThoughtState[] = ['thinking', 'answer', 'maybe'];

	it('texts and tags add up to it, and how it is cut makes no difference', () => {
		const random = randomFrom(1);
		for (let round = 0; round < 6000; round++) {
			const text = Array.from({ length: random(12) }, () => parts[random(parts.length)] ?? '').join('');
			const state = states[random(states.length)] ?? 'maybe';
			const whole = split([text], state);
			const chunks = cutAtRandom(text, random);
			expect(split(chunks, state), JSON.stringify(chunks)).toEqual(whole);
			const opened = state === 'maybe' && whole.closed.length > 0;
			const closed = whole.closed[0] === 'natural' ? '</think>' : '';
			expect(whole.reasoning + closed + whole.answer).toBe(opened ? text.replace('<think>', '') : text);
		}
	});

	it('that holds for tags that begin again within themselves, and for those of Gemma', () => {
		const random = randomFrom(2);
		const pairs: readonly [ThoughtFormat, readonly string[]][] = [
			[tags('aab', 'abaabab'), ['a', 'b', 'ab', 'aab', ' ', 'abaab', 'abaabab']],
			[gemma, ['<|channel>', 'thought', '<channel|>', '\n', 'a', '<', '<|', '<|channel>thought', '<|channel>thought\n<channel|>']],
			[
				{ kind: 'tags', open: '<a>', close: '</a>', answer: { open: '<b>', close: '</b>' } },
				['<a>', '</a>', '<b>', '</b>', ' ', 'x', '<', '</'],
			],
		];
		for (let round = 0; round < 6000; round++) {
			const [format, words] = pairs[random(pairs.length)] ?? [think, []];
			const text = Array.from({ length: random(14) }, () => words[random(words.length)] ?? '').join('');
			const state = states[random(states.length)] ?? 'maybe';
			const chunks = cutAtRandom(text, random);
			expect(split(chunks, state, format), JSON.stringify([format, state, chunks])).toEqual(split([text], state, format));
		}
	});

	it('no event ends within a character', () => {
		const random = randomFrom(3);
		for (let round = 0; round < 2000; round++) {
			const text = Array.from({ length: random(12) }, () => ['🦊', '思', '</think>', '<', ' ', '<think>'][random(6)] ?? '').join('');
			const parser = outputParser(think, 'maybe', false);
			const events = [...cutAtRandom(text, random).flatMap((chunk) => parser.push(chunk)), ...parser.end('end')];
			expect(events.every((event) => event.kind === 'closed' || (event.text !== '' && !/\p{Surrogate}/u.test(event.text)))).toBe(true);
		}
	});

	it.each<[string, ThoughtState]>([
		['<', 'thinking'],
		['<', 'maybe'],
		[' ', 'maybe'],
		['</think', 'thinking'],
		['<think', 'maybe'],
		['</</</t', 'thinking'],
	])('a megabyte of %j (%s) goes through whole and by character', (unit, state) => {
		const text = unit.repeat(Math.ceil(2 ** 20 / unit.length));
		const whole = split([text], state);
		expect(whole.reasoning + whole.answer).toBe(text);
		const parser = outputParser(think, state, false);
		let length = 0;
		const count = (events: readonly ThoughtEvent[]) => {
			for (const event of events) length += event.kind === 'closed' ? 0 : event.text.length;
		};
		for (const character of text) count(parser.push(character));
		count(parser.end('end'));
		expect(length).toBe(text.length);
	});
});

it.each<[string, ThoughtState, ThoughtFormat]>([
	['<|im_start|>assistant\n<think>\n', 'thinking', think],
	['<|im_start|>assistant\n<think>\n\n</think>\n\n', 'answer', think],
	['<|im_start|>assistant\n', 'maybe', think],
	['', 'maybe', think],
	['<|turn>model\n<|channel>thought\n', 'thinking', gemma],
	['<|turn>model\n<|channel>thought\n<channel|>', 'answer', gemma],
	['<|begin_assistant|>\nHere are my reasoning steps:\n', 'thinking', tags('Here are my reasoning steps:', '[BEGIN FINAL RESPONSE]')],
	['<|start|>assistant', 'maybe', { kind: 'harmony' }],
	['<|start|>assistant<|channel|>analysis<|message|>', 'thinking', { kind: 'harmony' }],
	['<|start|>assistant<|channel|>final<|message|>', 'answer', { kind: 'harmony' }],
])('how the prompt ends says where the output begins: %j is %s', (prompt, state, format) => {
	expect(startState(prompt, format)).toBe(state);
});
