// Does guided reasoning pay? Sixty questions of mathematics and twenty of "what does this print" (test/eval/questions.ts), each asked directly
// and with guided reasoning, greedy, through Lemma's own door and with its own prompts. Long, so each reply is kept at once and a second run
// goes on where the first one stopped.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chatPrompt } from '../../src/core/chat/chatPrompt.ts';
import { applyEvent, emptySession } from '../../src/core/chat/session.ts';
import type { ChatRequest, LanguageModel, Sampling } from '../../src/core/model.ts';
import { findModel } from '../../src/core/models/catalog.ts';
import { defaults } from '../../src/core/settings.ts';
import { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import { isRight, type Question, questions } from '../eval/questions.ts';
import { modelsFolder, root } from '../lib/codeServer.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';

type Form = 'direct' | 'guided';
type Kind = Question['kind'];
interface Reply {
	readonly model: string;
	readonly form: Form;
	readonly question: string;
	readonly text: string;
	readonly tokens: number;
}

const models = ['qwen2.5-coder-0.5b', 'qwen2.5-coder-1.5b'];
const kinds: readonly Kind[] = ['mathematics', 'trace'];
const forms: readonly Form[] = ['direct', 'guided'];
const greedy: Sampling = { temperature: 0, topP: 1, topK: 0, minP: 0 };
/** The budget of a low effort; what runs longer is a loop. */
const mostTokens = 512;

export const bench: Bench = (options) =>
	(options.model === undefined ? models : [options.model]).flatMap((model) => figuresOf(model, options));

function figuresOf(model: string, { limit }: BenchOptions): readonly Figure[] {
	const asked = kinds.map((kind) => [kind, questions.filter((question) => question.kind === kind).slice(0, limit)] as const);
	let replies: Promise<readonly Reply[]> | undefined;
	const measured = (): Promise<readonly Reply[]> => {
		replies ??= askAll(
			model,
			asked.flatMap(([, list]) => list),
		);
		return replies;
	};
	return asked.flatMap(([kind, list]) => {
		const all = questions.filter((question) => question.kind === kind).length;
		const cases = { run: list.length, all };
		const counted = forms.map((form) => ({
			name: `${kind}, ${form}, ${model}`,
			unit: `of ${all}`,
			measure: async () => {
				const { right, tokens } = tally(await measured(), form, list);
				return { value: right, note: `greedy; ${Math.round(tokens / list.length)} tokens a question`, cases };
			},
		}));
		const gain = {
			name: `${kind}, gain of guided over direct, ${model}`,
			unit: 'questions',
			target: '>= 0',
			measure: async () => {
				const all = await measured();
				return { value: tally(all, 'guided', list).right - tally(all, 'direct', list).right, note: 'guided is the default', cases };
			},
		};
		return [...counted, gain];
	});
}

function tally(replies: readonly Reply[], form: Form, list: readonly Question[]): { readonly right: number; readonly tokens: number } {
	const own = list.flatMap((question) =>
		replies
			.filter((reply) => reply.form === form && reply.question === question.question)
			.map((reply) => ({ right: isRight(reply.text, question), tokens: reply.tokens })),
	);
	return { right: own.filter(({ right }) => right).length, tokens: own.reduce((sum, { tokens }) => sum + tokens, 0) };
}

const keptFile = join(root, 'out/bench/guided.jsonl');

/** Every reply of the model to these questions, kept ones included. */
async function askAll(name: string, list: readonly Question[]): Promise<readonly Reply[]> {
	const row = findModel(name);
	if (row === undefined) {
		throw new Error(`The catalogue has no ${name}.`);
	}
	const replies = keptReplies().filter((reply) => reply.model === name);
	const missing = list.flatMap((question) =>
		forms
			.filter((form) => !replies.some((reply) => reply.form === form && reply.question === question.question))
			.map((form) => ({ question, form })),
	);
	if (missing.length === 0) {
		return replies;
	}
	const quiet = { trace() {}, info() {}, warn() {}, error() {} };
	const load = { modelPath: join(modelsFolder, row.file), gpuLayers: -1, contexts: { reasoner: { contextTokens: 4096, threads: 0 } } };
	const worker = new LlamaWorker({ workerPath: join(root, 'dist/worker.mjs'), log: quiet, load });
	try {
		const model = await worker.model('reasoner');
		mkdirSync(dirname(keptFile), { recursive: true });
		for (const { question, form } of missing) {
			const reply = { model: name, form, question: question.question, ...(await replyTo(question, form, model)) };
			appendFileSync(keptFile, `${JSON.stringify(reply)}\n`);
			replies.push(reply);
		}
		return replies;
	} finally {
		await worker.dispose();
	}
}

const keptReplies = (): Reply[] =>
	existsSync(keptFile)
		? readFileSync(keptFile, 'utf8')
				.split('\n')
				.filter((line) => line !== '')
				.map((line): Reply => JSON.parse(line))
		: [];

async function replyTo({ question }: Question, form: Form, model: LanguageModel): Promise<{ text: string; tokens: number }> {
	const asked = { kind: 'asked', turnId: 't', question, task: 'chat', context: [], askedAt: 0 } as const;
	const session = applyEvent(emptySession('bench'), asked);
	const [turn] = session.turns;
	if (turn === undefined) {
		throw new Error('the question is gone');
	}
	const settings = { ...defaults, 'chat.effort': form === 'direct' ? 'off' : 'low' } as const;
	const { messages, thinking } = chatPrompt(session, turn, model.info, settings);
	if ((thinking.kind === 'guided') !== (form === 'guided')) {
		throw new Error(`"${question}" is not asked ${form}`);
	}
	const request: ChatRequest = { kind: 'chat', messages, thinking, sampling: greedy, maxTokens: mostTokens };
	let text = '';
	let tokens = 0;
	for await (const event of model.generate(request, new AbortController().signal)) {
		if (event.kind === 'answer' || event.kind === 'reasoning') {
			tokens += event.tokens;
		}
		text += event.kind === 'answer' ? event.text : '';
	}
	return { text, tokens };
}
