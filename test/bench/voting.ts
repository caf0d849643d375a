// Does asking three times pay? The sixty questions of mathematics of test/eval/questions.ts, each through Lemma's own door: the first reply of a
// vote is what would be answered without one, so one run gives both. Long, so each vote is kept at once and a second run goes on where the
// first one stopped.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask } from '../../src/core/chat/ask.ts';
import { applyEvent, emptySession } from '../../src/core/chat/session.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { findModel } from '../../src/core/models/catalog.ts';
import { defaults } from '../../src/core/settings.ts';
import { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import { isRight, type Question, questions } from '../eval/questions.ts';
import { modelsFolder, root } from '../lib/codeServer.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';

interface Vote {
	readonly model: string;
	readonly question: string;
	readonly answer: string;
	readonly replies: readonly { readonly answer: string; readonly tokens: number }[];
	/** Of the prompt of each reply: what was not in the cache. */
	readonly evaluatedTokens: readonly number[];
}

const models = ['qwen2.5-coder-0.5b', 'qwen2.5-coder-1.5b'];
const votes = 3;
const mathematics = questions.filter(({ kind }) => kind === 'mathematics');

export const bench: Bench = (options) =>
	(options.model === undefined ? models : [options.model]).flatMap((model) => figuresOf(model, options));

function figuresOf(model: string, { limit }: BenchOptions): readonly Figure[] {
	const list = mathematics.slice(0, limit);
	const cases = { run: list.length, all: mathematics.length };
	let measuring: Promise<readonly Vote[]> | undefined;
	const measured = (): Promise<readonly Vote[]> => {
		measuring ??= askAll(model, list);
		return measuring;
	};
	const rightOf = async (reply: (vote: Vote) => string | undefined): Promise<number> => {
		const all = await measured();
		return list.filter((question) => all.some((vote) => vote.question === question.question && isRight(reply(vote) ?? '', question)))
			.length;
	};
	const once = (): Promise<number> => rightOf(({ replies }) => replies[0]?.answer);
	const voted = (): Promise<number> => rightOf(({ answer }) => answer);
	const tokens = async (of: (vote: Vote) => number): Promise<number> => {
		const all = await measured();
		return all.reduce((sum, vote) => sum + of(vote), 0) / Math.max(1, all.length);
	};
	return [
		{
			name: `asked once, ${model}`,
			unit: `of ${mathematics.length}`,
			measure: async () => ({
				value: await once(),
				note: `${Math.round(await tokens(({ replies }) => replies[0]?.tokens ?? 0))} tokens a question`,
				cases,
			}),
		},
		{
			name: `asked ${votes} times, ${model}`,
			unit: `of ${mathematics.length}`,
			measure: async () => ({
				value: await voted(),
				note: `${Math.round(await tokens(({ replies }) => replies.reduce((sum, reply) => sum + reply.tokens, 0)))} tokens a question`,
				cases,
			}),
		},
		{
			name: `gain of ${votes} over one, ${model}`,
			unit: 'questions',
			target: '>= 0',
			measure: async () => ({ value: (await voted()) - (await once()), note: 'the majority of up to three replies', cases }),
		},
		{
			name: `prompt tokens evaluated for a further reply, ${model}`,
			unit: 'tokens',
			target: '<= 1',
			measure: async () => {
				const further = (await measured()).flatMap(({ evaluatedTokens }) => evaluatedTokens.slice(1));
				return { value: Math.max(0, ...further), note: `the most of ${further.length} replies`, cases };
			},
		},
	];
}

const keptFile = join(root, 'out/bench/voting.jsonl');

async function askAll(name: string, list: readonly Question[]): Promise<readonly Vote[]> {
	const row = findModel(name);
	if (row === undefined) {
		throw new Error(`The catalogue has no ${name}.`);
	}
	const kept = keptVotes().filter(({ model }) => model === name);
	const missing = list.filter(({ question }) => !kept.some((vote) => vote.question === question));
	if (missing.length === 0) {
		return kept;
	}
	const load = { modelPath: join(modelsFolder, row.file), gpuLayers: -1, contexts: { reasoner: { contextTokens: 4096, threads: 0 } } };
	const worker = new LlamaWorker({ workerPath: join(root, 'dist/worker.mjs'), log: quiet, load });
	try {
		const model = await worker.model('reasoner');
		mkdirSync(dirname(keptFile), { recursive: true });
		for (const { question } of missing) {
			const vote = { model: name, question, ...(await voteOn(question, model)) };
			appendFileSync(keptFile, `${JSON.stringify(vote)}\n`);
			kept.push(vote);
		}
		return kept;
	} finally {
		await worker.dispose();
	}
}

const quiet = { trace() {}, info() {}, warn() {}, error() {} };

const keptVotes = (): Vote[] =>
	existsSync(keptFile)
		? readFileSync(keptFile, 'utf8')
				.split('\n')
				.filter((line) => line !== '')
				.map((line): Vote => JSON.parse(line))
		: [];

async function voteOn(question: string, model: LanguageModel): Promise<Omit<Vote, 'model' | 'question'>> {
	let session = applyEvent(emptySession('bench'), { kind: 'asked', turnId: 't', question, task: 'chat', context: [], votes, askedAt: 0 });
	const evaluatedTokens: number[] = [];
	const watched: LanguageModel = {
		...{ info: model.info, countTokens: (text) => model.countTokens(text) },
		async *generate(request, signal, control) {
			for await (const event of model.generate(request, signal, control)) {
				if (event.kind === 'end') {
					evaluatedTokens.push(event.usage.promptTokens - event.usage.reusedTokens);
				}
				yield event;
			}
		},
	};
	const ports = {
		reasoner: { get: async () => watched },
		session: () => session,
		settings: () => ({ ...defaults, 'chat.effort': 'low' as const }),
		...{ now: () => performance.now(), log: quiet },
	};
	for await (const event of ask('t', ports, new AbortController().signal)) {
		session = applyEvent(session, event);
	}
	const [turn] = session.turns;
	if (turn?.state.kind !== 'done') {
		throw new Error(`"${question}" was not answered`);
	}
	const replies = (turn.samples ?? []).map(({ answer, reasoningTokens, answerTokens }) => ({
		answer,
		tokens: reasoningTokens + answerTokens,
	}));
	return { answer: turn.answer, replies, evaluatedTokens };
}
