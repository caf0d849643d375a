import { describe, expect, it } from 'vitest';
import { outputParser, type ThoughtEvent, type ThoughtState } from '../../../src/core/reasoning/parser.ts';
import { harmonyMarks, type ThoughtFormat } from '../../../src/core/reasoning/thoughtFormat.ts';
import { cutAtRandom, cutsInTwo, randomFrom, type Split, split, summary } from './streams.ts';

const harmony: ThoughtFormat = { kind: 'harmony' };
const analysis = '<|channel|>analysis<|message|>';
const final = '<|start|>assistant<|channel|>final<|message|>';

interface Case {
	readonly what: string;
	readonly state?: ThoughtState;
	readonly output: string;
	readonly reasoning?: string;
	readonly answer?: string;
	readonly closed?: string;
}

const cases: readonly Case[] = [
	{ what: 'analysis is thought and final is answer', output: `${analysis}a<|end|>${final}b<|return|>`, reasoning: 'a', answer: 'b' },
	{ what: 'the prompt opened the analysis', state: 'thinking', output: `a<|end|>${final}b`, reasoning: 'a', answer: 'b' },
	{ what: 'the prompt opened the answer', state: 'answer', output: 'b<|return|>', answer: 'b' },
	{ what: 'an answer needs no thought', output: '<|channel|>final<|message|>b<|return|>', answer: 'b' },
	{
		what: 'several messages of analysis are one thought',
		output: `${analysis}a<|end|><|start|>assistant${analysis}b<|end|>${final}c`,
		reasoning: 'ab',
		answer: 'c',
	},
	{ what: 'an empty analysis is closed', output: `${analysis}<|end|>${final}b`, answer: 'b', closed: 'natural' },
	{ what: 'a thought without an answer is closed by the end', output: `${analysis}a<|end|>`, reasoning: 'a', closed: 'end' },
	{
		what: 'a header that is not finished is not shown',
		output: `${analysis}a<|end|><|start|>assistant<|channel|>fin`,
		reasoning: 'a',
		closed: 'end',
	},
	{ what: 'the end of the analysis is missing', output: `${analysis}a${final}b`, reasoning: 'a', answer: 'b' },
	{ what: 'the end and the role are missing', output: `${analysis}a<|channel|>final<|message|>b`, reasoning: 'a', answer: 'b' },
	{
		what: 'the start of the final message is missing',
		output: `${analysis}a<|end|><|channel|>final<|message|>b`,
		reasoning: 'a',
		answer: 'b',
	},
	{
		what: 'the header of the final message is missing',
		output: `${analysis}a<|end|>\nThe answer is 4.`,
		reasoning: 'a',
		answer: '\nThe answer is 4.',
	},
	{
		what: 'the channel of the final message is missing',
		output: `${analysis}a<|end|><|start|>assistant<|message|>b`,
		reasoning: 'a',
		answer: 'b',
	},
	{
		what: 'the message follows the role alone',
		output: `${analysis}a<|end|><|start|>assistant Today: 4<|return|>`,
		reasoning: 'a',
		answer: ' Today: 4',
	},
	{
		what: 'the message mark of the final message is missing',
		output: `${analysis}a<|end|><|start|>assistant<|channel|>final {"x": 4}`,
		reasoning: 'a',
		answer: ' {"x": 4}',
	},
	{ what: 'a short answer follows the channel alone', output: '<|channel|>final Yes<|return|>', answer: ' Yes' },
	{
		what: 'the channel is misspelt',
		output: `${analysis}a<|end|><|start|>assistant<|channel|>finalx<|message|>b`,
		reasoning: 'a',
		answer: 'b',
	},
	{
		what: 'a broken channel is thought',
		output: `<|channel|>commentary? I think<|end|><|start|>assistant${analysis}a<|end|>${final}b`,
		reasoning: '? I thinka',
		answer: 'b',
	},
	{ what: 'an unknown channel is thought', output: `<|channel|>plan<|message|>a<|end|>${final}b`, reasoning: 'a', answer: 'b' },
	{ what: 'nothing but text is answer', output: 'to be or not to be', answer: 'to be or not to be' },
	{ what: 'a short text that a header might begin with is answer', output: 'as', answer: 'as' },
	{
		what: 'white space before the header is no text',
		output: `\n ${analysis}a<|end|>\n${final}b<|return|>\n`,
		reasoning: 'a',
		answer: 'b',
	},
	{
		what: 'commentary to nobody is for the user',
		output: `${analysis}a<|end|><|start|>assistant<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>commentary to=functions.look <|constrain|>json<|message|>{"x":1}<|call|>`,
		reasoning: 'a{"x":1}',
		answer: 'I will look.',
	},
	{
		what: 'commentary to a tool is thought',
		output: `${analysis}a<|end|><|start|>assistant<|channel|>commentary to=functions.f<|constrain|>json<|message|>{}<|call|>`,
		reasoning: 'a{}',
		closed: 'end',
	},
	{
		what: 'the recipient may stand behind the role',
		output: `${analysis}a<|end|><|start|>assistant to=functions.f<|channel|>commentary json<|message|>{}<|call|>${final}b`,
		reasoning: 'a{}',
		answer: 'b',
	},
	{
		what: 'the recipient may stand at the start',
		output: ' to=functions.f<|channel|>commentary json<|message|>{}<|call|>',
		reasoning: '{}',
		closed: 'end',
	},
	{
		what: 'a recipient counts for its message alone',
		output: `<|channel|>commentary to=assistant<|message|>a<|end|>${final}b<|end|><|start|>assistant<|channel|>commentary<|message|>c`,
		reasoning: 'a',
		answer: 'bc',
	},
	{
		what: 'a built-in tool of the analysis channel is thought',
		output: '<|channel|>analysis to=python code<|message|>1+1<|call|>',
		reasoning: '1+1',
		closed: 'end',
	},
	{
		what: 'look-alikes of marks are text',
		output: `${analysis}a <|ends|> <|end |> <|<|end|>${final}b <|`,
		reasoning: 'a <|ends|> <|end |> <|',
		answer: 'b <|',
	},
	{
		what: 'a thought that mentions channels keeps its words',
		output: `${analysis}final: assistant<|end|>${final}analysis`,
		reasoning: 'final: assistant',
		answer: 'analysis',
	},
	{
		what: 'characters beyond the first plane lie around marks',
		output: `${analysis}🦊<|end|>${final}🦊答`,
		reasoning: '🦊',
		answer: '🦊答',
	},
	{ what: 'nothing at all is nothing', output: '' },
	{
		what: 'a thought after the answer is still thought',
		output: `${analysis}a<|end|>${final}b<|end|><|start|>assistant${analysis}c`,
		reasoning: 'ac',
		answer: 'b',
	},
];

const expected = ({ reasoning = '', answer = '', closed }: Case): Split => ({
	reasoning,
	answer,
	closed: closed !== undefined ? [closed] : reasoning !== '' ? ['natural'] : [],
});

/** As a worker gives it: marks by themselves, texts in pieces. */
function splitTokens(output: string, state: ThoughtState, cut: (text: string) => readonly string[]): Split {
	const parser = outputParser(harmony, state, true);
	const events: ThoughtEvent[] = [];
	for (const piece of output.split(/(<\|(?:start|channel|message|end|return|call|constrain)\|>)/u)) {
		const isMark = harmonyMarks.some((mark) => mark === piece);
		events.push(...(isMark ? parser.pushMark(piece) : cut(piece).flatMap((chunk) => parser.push(chunk))));
	}
	return summary([...events, ...parser.end('end')]);
}

describe('the channels of gpt-oss:', () => {
	it.each(cases)('$what', (row) => {
		const { output, state = 'maybe' } = row;
		for (const chunks of [[output], output.split(''), ['', ...output, ''], ...cutsInTwo(output)]) {
			expect(split(chunks, state, harmony), JSON.stringify(chunks)).toEqual(expected(row));
		}
		expect(splitTokens(output, state, (text) => [text])).toEqual(expected(row));
		expect(splitTokens(output, state, (text) => [...text])).toEqual(expected(row));
	});

	it('marks that are quoted are text, where marks are tokens', () => {
		const parser = outputParser(harmony, 'answer', true);
		expect(summary([...parser.push('It ends with <|end|>, then <|start|>.'), ...parser.end('end')]).answer).toBe(
			'It ends with <|end|>, then <|start|>.',
		);
	});

	it('a thought closed from outside is closed once, and the header that the model writes all the same is not shown', () => {
		const parser = outputParser(harmony, 'thinking', false);
		const events = [
			...parser.push('a<|en'),
			...parser.close('budget'),
			...parser.push(`<|end|>${final}b<|return|>`),
			...parser.close('user'),
			...parser.end('end'),
		];
		expect(summary(events)).toEqual({ reasoning: 'a<|en', answer: 'b', closed: ['budget'] });
		expect(outputParser(harmony, 'maybe', false).close('user')).toEqual([]);
	});

	it('between two messages it is still thinking', () => {
		const parser = outputParser(harmony, 'maybe', false);
		const seen = [analysis, 'a', '<|end|>', '<|start|>assistant', analysis, '<|end|>', final, 'b'].map((chunk) => {
			parser.push(chunk);
			return parser.isThinking;
		});
		expect(seen).toEqual([true, true, true, true, true, true, false, false]);
	});

	it('how the stream is cut makes no difference', () => {
		const random = randomFrom(5);
		const words = [
			...harmonyMarks,
			'assistant',
			'final',
			'analysis',
			'commentary',
			' to=f',
			' json',
			'a b c',
			' ',
			'\n',
			'<',
			'<|',
			'🦊',
			analysis,
			final,
		];
		const states: readonly ThoughtState[] = ['thinking', 'answer', 'maybe'];
		for (let round = 0; round < 6000; round++) {
			const text = Array.from({ length: random(12) }, () => words[random(words.length)] ?? '').join('');
			const state = states[random(states.length)] ?? 'maybe';
			const chunks = cutAtRandom(text, random);
			const whole = split([text], state, harmony);
			expect(split(chunks, state, harmony), JSON.stringify([state, chunks])).toEqual(whole);
			expect(
				splitTokens(text, state, (piece) => cutAtRandom(piece, random)),
				JSON.stringify([state, text]),
			).toEqual(whole);
			expect(whole.closed.length).toBeLessThanOrEqual(1);
		}
	});

	it.each(['<', ' ', '<|', 'to= '])('a megabyte of %j goes through whole and by character', (unit) => {
		const text = unit.repeat(2 ** 20 / unit.length);
		const { reasoning, answer } = split([text], 'thinking', harmony);
		expect(reasoning + answer).toBe(text);
		const parser = outputParser(harmony, 'maybe', false);
		let length = 0;
		const count = (events: readonly ThoughtEvent[]) => {
			for (const event of events) length += event.kind === 'closed' ? 0 : event.text.length;
		};
		for (const character of text) count(parser.push(character));
		count(parser.end('end'));
		expect(length).toBe(text.length);
	});
});
