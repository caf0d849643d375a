// The command line as a person runs it: a process, a real engine, a model that this file writes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chatMlThinking, writeGguf } from '../lib/gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'lemma-ask-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeGguf(join(folder, 'thinker.gguf'), {
	name: 'QwQ Tiny',
	template: chatMlThinking,
	words: ['Let', ' me', ' see', '\n\n', 'Four'],
	script: [['\n', 'Let', ' me', ' see', '</think>', '\n\n', 'Four', '<|im_end|>']],
});
writeFileSync(join(folder, 'notes.txt'), 'no model\n');

async function lemma(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
	const child = spawn(process.execPath, [resolve('tools/cli/main.ts'), ...args], {
		env: { ...process.env, INIT_CWD: folder, LEMMA_MODELS: join(folder, 'none') },
	});
	let out = '';
	let err = '';
	child.stdout.on('data', (data) => (out += data));
	child.stderr.on('data', (data) => (err += data));
	child.stdin.end(input);
	const [code] = await once(child, 'close');
	return { code, out, err };
}

test('the answer goes to standard output and the thought to standard error', async () => {
	const { code, out, err } = await lemma(['ask', 'What is 2 + 2?', '--model', 'thinker.gguf']);
	expect({ code, out: out.trim() }).toEqual({ code: 0, out: 'Four' });
	expect(err).toContain('Let me see');
});

test('--json prints one object with thought, answer, end, tokens and times', async () => {
	const { code, out } = await lemma(['ask', 'What is 2 + 2?', '--model', 'thinker.gguf', '--json']);
	expect(code).toBe(0);
	expect(JSON.parse(out)).toEqual({
		reasoning: 'Let me see',
		answer: 'Four',
		end: 'stop',
		tokens: { prompt: expect.any(Number), reused: 0, reasoning: 4, answer: 2 },
		ms: { load: expect.any(Number), firstToken: expect.any(Number), total: expect.any(Number) },
	});
});

test('--stdin answers each line in order on one loaded model, and a bad line does not end it', async () => {
	const lines = ['{"id": 1, "question": "Hi"}', 'not json', '{"id": 2}', '{"id": "three", "question": "Hi again"}', ''];
	const { code, out } = await lemma(['ask', '--stdin', '--model', 'thinker.gguf'], lines.join('\n'));
	const answers = out
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	expect(code).toBe(0);
	expect(answers).toMatchObject([
		{ id: 1, answer: 'Four' },
		{ error: expect.stringContaining('not a JSON object') },
		{ id: 2, error: expect.stringContaining('"question"') },
		{ id: 'three', answer: 'Four' },
	]);
	// No history: the prompt grows by the six bytes of ' again' alone.
	expect(answers[3].tokens.prompt - answers[0].tokens.prompt).toBe(6);
});

test.each([
	[['ask'], 'Ask one question'],
	[['ask', 'Hi', '--effort', 'extreme'], '--effort is one of'],
	[['ask', 'Hi', '--model', 'nowhere.gguf'], 'There is no model file'],
	[['ask', 'Hi', '--model', '.'], 'is a folder'],
	[['ask', 'Hi', '--model', 'notes.txt'], 'is not a GGUF model file'],
	[['ask', 'Hi'], 'models get'],
	[['ask', 'Hi', '--colour'], '--colour'],
])('%j ends with exit code 1 and a sentence', async (args, sentence) => {
	const { code, out, err } = await lemma(args);
	expect({ code, out }).toEqual({ code: 1, out: '' });
	expect(err).toContain(sentence);
	expect(err).not.toContain('    at ');
});
