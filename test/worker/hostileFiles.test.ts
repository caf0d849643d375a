import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { ChatRequest } from '../../src/core/model.ts';
import { checkGguf } from '../../src/inference/ggufHeader.ts';
import { collect, folder, loaded, modelFile, never, startWorker } from './support.ts';

const chat = (content: string, maxTokens = 20): ChatRequest => ({
	kind: 'chat',
	messages: [{ role: 'user', content }],
	thinking: { kind: 'off' },
	maxTokens,
});
const hello = { words: ['Hello'], script: [['\n', 'Hello', '<|im_end|>']] };

test.each([
	['loops for ever', '{% for a in range(999999999) %}{% for b in range(999999999) %}{% endfor %}{% endfor %}'],
	[
		'doubles a text sixty times',
		"{% set n = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
	],
	['calls itself', '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}'],
	['is no template', '{% for message in %}{{ '],
	['refuses every conversation', "{{ raise_exception('no') }}"],
	['reaches for what is not its own', "{{ messages.constructor.constructor('return process')().exit(1) }}"],
	['writes nothing', '{{ "" }}'],
])('a template that %s does not keep the model from answering', async (_, template) => {
	const path = modelFile({ ...hello, template });
	await checkGguf(path);
	const model = await startWorker(path).model('reasoner');
	expect((await collect(model.generate(chat('a'), never))).end).toBe('stop');
});

/** Nothing in the file's form shows it, so only the SHA-256 of a model that is known does. */
test('a file whose second half is zeros passes the check of its form, and the engine survives it', async () => {
	const path = modelFile(hello);
	const bytes = readFileSync(path);
	writeFileSync(path, bytes.fill(0, bytes.length >> 1));
	await checkGguf(path);
	const model = await startWorker(path).model('reasoner');
	expect((await collect(model.generate(chat('a', 5), never))).usage.answerTokens).toBeLessThanOrEqual(5);
});

test('a file that is deleted or renamed while it is loaded is of no importance', async () => {
	const [deleted, renamed] = [modelFile(hello), modelFile(hello)];
	const models = await Promise.all([startWorker(deleted).model('reasoner'), startWorker(renamed).model('reasoner')]);
	rmSync(deleted);
	renameSync(renamed, join(folder, 'renamed.gguf'));
	for (const model of models) {
		expect((await collect(model.generate(chat('a'), never))).answer).toBe('Hello');
	}
});

test('a file that is cut while it is loaded ends its engine with a sentence, if at all, and no other', async () => {
	const other = await loaded(hello);
	const path = modelFile({ layers: 4, embedding: 256, feedForward: 512 });
	const model = await startWorker(path).model('reasoner');
	truncateSync(path, 1000);
	const error: unknown = await collect(model.generate(chat('a', 50), never)).catch((caught: unknown) => caught);
	if (error instanceof Error) {
		expect(error).toBeInstanceOf(UserError);
		expect(error).toMatchObject({ code: 'engineStopped', message: expect.stringContaining('the model file changed') });
	}
	expect((await collect(other.generate(chat('b'), never))).answer).toBe('Hello');
});
