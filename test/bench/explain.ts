// How often an explanation names what the code computes. The functions have names that say nothing (test/eval/functions.ts); the prompt is
// Lemma's own, so a change of it shows here.
import { join } from 'node:path';
import { chatPrompt } from '../../src/core/chat/chatPrompt.ts';
import { applyEvent, emptySession } from '../../src/core/chat/session.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { findModel } from '../../src/core/models/catalog.ts';
import { defaults } from '../../src/core/settings.ts';
import { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import { functions, type ObscureFunction } from '../eval/functions.ts';
import { modelsFolder, root } from '../lib/codeServer.ts';
import type { Bench } from './figure.ts';

export const bench: Bench = ({ limit = functions.length, model = 'qwen2.5-coder-1.5b' }) => [
	{ name: `explanations that name it, ${model}`, unit: `of ${functions.length}`, target: '>= 9', measure: () => named(model, limit) },
];

async function named(name: string, limit: number) {
	const row = findModel(name);
	if (row === undefined) {
		throw new Error(`The catalogue has no ${name}.`);
	}
	const quiet = { trace() {}, info() {}, warn() {}, error() {} };
	const load = { modelPath: join(modelsFolder, row.file), gpuLayers: -1, contexts: { reasoner: { contextTokens: 4096, threads: 0 } } };
	const worker = new LlamaWorker({ workerPath: join(root, 'dist/worker.mjs'), log: quiet, load });
	try {
		const loaded = await worker.model('reasoner');
		const missed: string[] = [];
		const chosen = functions.slice(0, limit);
		for (const example of chosen) {
			if (!example.word.test(await explain(loaded, example))) {
				missed.push(example.word.source);
			}
		}
		return {
			value: chosen.length - missed.length,
			note: `greedy, 160 tokens each; missed: ${missed.join(', ') || 'none'}`,
			cases: { run: chosen.length, all: functions.length },
		};
	} finally {
		await worker.dispose();
	}
}

async function explain(model: LanguageModel, { languageId, code }: ObscureFunction): Promise<string> {
	const last = code.split('\n').length - 1;
	const item = { kind: 'selection', label: `src/a.${languageId}`, languageId, lines: { first: 0, last }, text: code } as const;
	const asked = {
		kind: 'asked',
		turnId: 't',
		question: `Explain ${item.label}:1–${last + 1}.`,
		task: 'explain',
		context: [item],
		askedAt: 0,
	} as const;
	const session = applyEvent(emptySession('bench'), asked);
	const [turn] = session.turns;
	if (turn === undefined) {
		throw new Error('the question is gone');
	}
	const { messages, thinking, sampling } = chatPrompt(session, turn, model.info, defaults);
	const request = { kind: 'chat', messages, thinking, maxTokens: 160, ...(sampling === undefined ? {} : { sampling }) } as const;
	let answer = '';
	for await (const event of model.generate(request, new AbortController().signal)) {
		answer += event.kind === 'answer' ? event.text : '';
	}
	return answer;
}
