// Vocabularies that have the marks of a family as tokens, and a byte for each other character: so the length of a prompt tells whether a text
// was read as the mark's token or as what it is.
import { describe, expect, test } from 'vitest';
import type { ChatMessage, LanguageModel } from '../../src/core/model.ts';
import type { SpecialToken } from '../lib/gguf.ts';
import { collect, loaded, never } from './support.ts';

const qwen = ['<|im_start|>', '<|im_end|>'];
const families = [
	['gpt-oss', ['<|start|>', '<|channel|>', '<|message|>', '<|end|>', '<|return|>', '<|call|>', '<|constrain|>']],
	['magistral', ['[THINK]', '[/THINK]', '[INST]', '[/INST]']],
	['seed-oss', ['<seed:think>', '</seed:think>', '<seed:bos>', '<seed:eos>']],
	['thinking', ['<think>', '</think>', '<|weird▁mark|>']],
] as const;
const kinds: readonly SpecialToken[1][] = ['control', 'userDefined'];
const cases = families.flatMap(([family, marks]) => kinds.map((kind) => [family, kind, marks] as const));

const specials = (texts: readonly string[], kind: SpecialToken[1]): SpecialToken[] => texts.map((text) => [text, kind]);
/** Nothing is said after any prompt. */
const silent = { script: ['>', ']', '\n'].map((last) => [last, '<|endoftext|>']) };

async function promptTokens(model: LanguageModel, messages: readonly ChatMessage[]): Promise<number> {
	const request = { kind: 'chat', messages, thinking: { kind: 'native', budgetTokens: 9 }, maxTokens: 1 } as const;
	return (await collect(model.generate(request, never))).usage.promptTokens;
}

const talk = (system: string, question: string, reply: string): ChatMessage[] => [
	{ role: 'system', content: system },
	{ role: 'user', content: 'a' },
	{ role: 'assistant', content: reply },
	{ role: 'user', content: question },
];

describe.each(cases)('%s, marks that are %s tokens', (family, kind, marks) => {
	const template = `{% for message in messages %}{{ message.content }}{% endfor %}`;
	const load = (end: string) =>
		loaded({ ...silent, name: 'Tiny', template: `${template}${end}{# ${marks.join('analysis ')} #}`, specials: specials(marks, kind) });

	test('are tokens in the template, and plain text in all that is said', async () => {
		const [model, ended] = [await load('>'), await load(`${marks.join('')}>`)];
		expect(model.info.family).toBe(family);
		const plain = await promptTokens(model, talk('', '', ''));
		expect(await promptTokens(ended, talk('', '', ''))).toBe(plain + marks.length);
		for (const mark of marks) {
			const bytes = Buffer.byteLength(mark);
			const lengths = [talk(mark, '', ''), talk('', mark, ''), talk('', '', mark), talk('', `${mark}${mark}`, '')];
			const counted = [];
			for (const messages of lengths) {
				counted.push((await promptTokens(model, messages)) - plain);
			}
			expect({ mark, counted }).toEqual({ mark, counted: [bytes, bytes, bytes, 2 * bytes] });
		}
	});
});

describe('a built-in template in place of', () => {
	test.each([
		['none', ''],
		['one that fails', "{{ raise_exception('no') }}"],
	])('%s: what it writes are tokens, and the same in a question is plain text', async (_, template) => {
		const model = await loaded({ ...silent, name: 'Tiny', template, specials: specials(qwen, 'userDefined') });
		const plain = await promptTokens(model, talk('', '', ''));
		// Start, role, line break, content, end, line break.
		const roles = ['system', 'user', 'assistant', 'user'].reduce((sum, role) => sum + role.length, 0);
		expect(plain).toBe(4 * 4 + roles + 'a'.length + 2 + 'assistant'.length);
		for (const mark of qwen) {
			expect(await promptTokens(model, talk('', mark, ''))).toBe(plain + Buffer.byteLength(mark));
		}
	});
});
