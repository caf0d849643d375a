import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../../tools/cli/render.ts';

const folder = mkdtempSync(join(tmpdir(), 'lemma-render-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
	writeFileSync(join(folder, name), text);
	return name;
};
const messages = write('messages.json', '[{"role": "user", "content": "Hi"}]');

async function render(...args: readonly string[]) {
	let [out, err] = ['', ''];
	await run(args, {
		stdin: Readable.from([]),
		out: (text) => {
			out += text;
		},
		err: (text) => {
			err += text;
		},
		terminal: false,
		env: {},
		cwd: folder,
		signal: new AbortController().signal,
	});
	return { out, facts: JSON.parse(err) };
}

const template = (name: string): string => resolve(`test/templates/${name}.jinja`);

test('the prompt comes out to the byte, and how the output begins on standard error', async () => {
	expect(await render('--template', template('switched'), '--messages', messages)).toEqual({
		out: '<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n',
		facts: {
			family: 'thinking',
			thinking: 'native',
			tags: { open: '<think>', close: '</think>' },
			harmony: false,
			thinkingSwitch: 'enable_thinking',
			state: 'maybe',
		},
	});
});

test.each([
	['off', '<ponder></ponder>', 'answer'],
	['on', '<ponder>', 'thinking'],
	['default', '<ponder></ponder>', 'answer'],
])('thinking %s', async (thinking, end, state) => {
	const { out, facts } = await render('--template', template('pondering'), '--messages', messages, '--thinking', thinking);
	expect([out.endsWith(`[assistant]${end}`), facts.state]).toEqual([true, state]);
});

test('variables and the date reach the template', async () => {
	const vars = write('vars.json', '{"add_generation_prompt": false, "reasoning_effort": "high"}');
	const { out, facts } = await render('--template', template('channels'), '--messages', messages, '--vars', vars, '--date', '2024-02-29');
	expect(out).toMatch(/Today: 2024-02-29\nReasoning: high\n.*Hi<\|end\|>$/su);
	expect(facts).toMatchObject({ family: 'thinking', harmony: true, tags: null, state: 'maybe' });
});

test('messages may carry fields of their own, and lie in an object', async () => {
	const context = JSON.parse(readFileSync('test/templates/conversations.json', 'utf8')).lastIsAnswer;
	const { out } = await render('--template', template('switched'), '--messages', write('object.json', JSON.stringify(context)));
	expect(out).toContain('<think>\n \n17*24 = 408\n \n</think>');
});

const loop = write('loop.jinja', '{% for i in range(90000) %}{% for j in range(90000) %}{{ j }}{% endfor %}{% endfor %}');
const broken = write('broken.jinja', '{% if %}');
test.each([
	[[], /--messages/u],
	[['--messages', messages], /--template or .*--model/u],
	[['--messages', 'none.json', '--template', broken], /none\.json cannot be read/u],
	[['--messages', broken, '--template', broken], /broken\.jinja is no valid JSON/u],
	[['--messages', write('number.json', '1'), '--template', broken], /no JSON list of messages/u],
	[['--messages', messages, '--template', 'none.jinja'], /none\.jinja cannot be read/u],
	[['--messages', messages, '--template', broken], /The chat template failed: Unexpected token/u],
	[['--messages', messages, '--template', loop], /The chat template failed: it does not end/u],
	[['--messages', messages, '--template', broken, '--date', '2025-02-30'], /--date is a day/u],
	[['--messages', messages, '--template', broken, '--thinking', 'maybe'], /--thinking is one of/u],
	[['--messages', messages, '--model', broken], /broken\.jinja/u],
])(
	'%j is refused with a sentence',
	async (args, sentence) => {
		await expect(render(...args)).rejects.toThrow(sentence);
	},
	30_000,
);
