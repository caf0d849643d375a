// The engine in its process, through its own door, against a plain loop over the same library in a process beside it. The contenders take
// turns within each round, so that whatever else the machine does hits both.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChatMessage, LanguageModel, Sampling } from '../../src/core/model.ts';
import { ThoughtControl } from '../../src/core/reasoning/thoughtControl.ts';
import { workerEnvironment } from '../../src/inference/workerEnvironment.ts';
import { root } from '../lib/codeServer.ts';
import {
	ask,
	chatMl,
	collect,
	contextTokens,
	filler,
	load,
	modelFile,
	never,
	type Speeds,
	say,
	speedsOf,
	threads,
	withModel,
} from './door.ts';
import { type Bench, type Figure, type Measured, medianOf } from './figure.ts';
import { againstPeers } from './peers.ts';
import type { RawRun, ToRawLoop } from './rawLoop.ts';

const judged = ['qwen2.5-coder-0.5b', 'qwen2.5-coder-1.5b'];
const reported = ['smollm2-135m'];
const fullRounds = 8;

export const bench: Bench = ({ limit, model }) => {
	const rounds = limit ?? fullRounds;
	const names = model === undefined ? [...judged, ...reported] : [model];
	const [subject = 'qwen2.5-coder-0.5b'] = names;
	return [
		...names.flatMap((name) => againstRaw(name, rounds)),
		{ name: `one core busy, ${subject}`, unit: 'of best fixed', target: '>= 0.8', measure: () => busyCore(subject, rounds) },
		{ name: 'turn 3, tokens beyond the new', unit: 'tokens', target: '<= 0', measure: () => with1(subject, (m) => turnTokens(m)) },
		{ name: `turn 3, first token with reuse`, unit: 'x as fast', measure: () => with1(subject, (m) => turnTimes(m, rounds)) },
		{ name: `back in an earlier chat`, unit: 'tokens read', target: '<= 1', measure: () => with1(subject, (m) => switchBack(m)) },
		{ name: `cancel in a 4k prompt, p95`, unit: 'chunks', target: '< 1', measure: () => with1(subject, (m) => cancels(m, 2 * rounds)) },
		{ name: `answer now`, unit: 'tokens of time', measure: () => with1(subject, (m) => answerNow(m, rounds)) },
		{ name: `lookup on a rewrite`, unit: 'x as fast', measure: () => with1(subject, (m, log) => lookup(m, log, Math.ceil(rounds / 3))) },
		...againstPeers(subject, rounds),
	];
};

const sampling = (seed: number): Sampling => ({ temperature: 0.7, topP: 0.8, topK: 20, minP: 0, seed });

/** Both figures come from the same runs; whichever is asked for first makes them. */
function againstRaw(name: string, rounds: number): readonly Figure[] {
	let runs: Promise<{ readonly ours: readonly Speeds[]; readonly raw: readonly Speeds[]; readonly note: string }> | undefined;
	const ratio = async (what: keyof Speeds): Promise<Measured> => {
		runs ??= compare(name, rounds);
		const { ours, raw, note } = await runs;
		const of = (speeds: readonly Speeds[]) =>
			medianOf(
				speeds.map((speed) => speed[what]),
				1,
			);
		// What disturbs a round hits both of its contenders, so the ratio is taken within each.
		const ratios = medianOf(
			ours.map((speeds, round) => speeds[what] / (raw[round]?.[what] ?? Number.NaN)),
			3,
		);
		return {
			value: ratios.value,
			note: `ratio within a round: ${ratios.note}; Lemma ${of(ours).value} tokens/s (${of(ours).note}), plain loop ${of(raw).value} (${of(raw).note}); ${note}`,
			cases: { run: rounds, all: fullRounds },
		};
	};
	const target = judged.includes(name) ? { target: '>= 0.97' } : {};
	return [
		{ name: `prefill, ${name}`, unit: 'of plain loop', ...target, measure: () => ratio('prefill') },
		{ name: `decode, ${name}`, unit: 'of plain loop', ...target, measure: () => ratio('decode') },
	];
}

async function compare(name: string, rounds: number) {
	const raw = await startRaw(modelFile(name));
	try {
		return await withModel(name, threads, async (model) => {
			const ours: Speeds[] = [];
			const plain: Speeds[] = [];
			const counts = new Set<string>();
			for (let round = -1; round < rounds; round++) {
				const messages = [say('system', `Round ${round}. ${filler(70)}`), say('user', 'Count from 1 to 500, each number on its own line.')];
				const contenders = [
					async () => {
						const { usage } = await collect(ask(model, messages, { sampling: sampling(round + 2), maxTokens: 48 }));
						counts.add(`${usage.promptTokens} in`);
						ours.push(speedsOf(usage.promptTokens, usage.answerTokens, usage.firstTokenMs, usage.totalMs));
					},
					async () => {
						const run = await raw.run({ kind: 'run', prompt: chatMl(messages), maxTokens: 48, sampling: sampling(round + 2) });
						counts.add(`${run.promptTokens} in`);
						plain.push(speedsOf(run.promptTokens, run.tokens, run.firstMs, run.totalMs));
					},
				];
				for (const contend of round % 2 === 0 ? contenders : contenders.reverse()) {
					await contend();
				}
			}
			// The first round warms both up.
			return { ours: ours.slice(1), raw: plain.slice(1), note: `${[...counts].join(', ')}, ${threads} thread, load ${load()}` };
		});
	} finally {
		raw.stop();
	}
}

/** Decoding while another process keeps one core busy: threads by load against each fixed count. */
async function busyCore(name: string, rounds: number): Promise<Measured> {
	const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
	try {
		return await withModel(name, 0, (aware) =>
			withModel(name, 1, (one) =>
				withModel(name, 2, async (two) => {
					const contenders = [aware, one, two].map((model) => ({ model, speeds: [] as number[] }));
					for (let round = 0; round < Math.min(rounds, 5); round++) {
						for (const { model, speeds } of contenders) {
							speeds.push(await decodeSpeed(model, 24, 10_000));
						}
					}
					const [byLoad = 0, ...fixed] = contenders.map(({ speeds }) => medianOf(speeds, 1).value);
					return {
						value: Number((byLoad / Math.max(...fixed)).toFixed(2)),
						note: `tokens/s: by load ${byLoad}, ${fixed.map((speed, index) => `${index + 1} fixed ${speed}`).join(', ')}; load ${load()}`,
						cases: { run: rounds, all: fullRounds },
					};
				}),
			),
		);
	} finally {
		busy.kill('SIGKILL');
	}
}

/** Tokens a second, stopped after `mostMs`: too many threads may take seconds for one token. */
async function decodeSpeed(model: LanguageModel, tokens: number, mostMs: number): Promise<number> {
	const messages = [say('user', 'Count from 1 to 500, each number on its own line.')];
	let firstMs = 0;
	let count = 0;
	let lastMs = 0;
	for await (const event of ask(model, messages, { maxTokens: tokens })) {
		if (event.kind === 'answer') {
			lastMs = performance.now();
			count += firstMs === 0 ? 0 : event.tokens;
			firstMs ||= lastMs;
			if (lastMs - firstMs > mostMs) {
				break;
			}
		}
	}
	return (1000 * count) / Math.max(1, lastMs - firstMs);
}

const turns = (nonce: number): ChatMessage[] => [
	say('system', `Chat ${nonce}. ${filler(200)}`),
	say('user', `What is this about? ${filler(60)}`),
];
const newQuestion = 'Say it again in three words.';

/** What a third turn reads beyond the last answer and the new question with the marks around it. */
async function turnTokens(model: LanguageModel): Promise<Measured> {
	const messages = turns(0);
	for (const question of ['Say it shorter.', newQuestion]) {
		const { answer } = await collect(ask(model, messages, { maxTokens: 30 }));
		messages.push(say('assistant', answer), say('user', question));
	}
	const last = messages.at(-2)?.content ?? '';
	const { usage } = await collect(ask(model, messages, { maxTokens: 2 }));
	const marks = 2 + 3 + 2 + 3; // end of the answer, start of the user's turn, its end, start of the model's
	const allowed = (await model.countTokens(last)) + (await model.countTokens(newQuestion)) + marks;
	const evaluated = usage.promptTokens - usage.reusedTokens;
	return {
		value: Math.max(0, evaluated - allowed),
		note: `${evaluated} of ${usage.promptTokens} tokens read; last answer, new question and marks are ${allowed}`,
	};
}

async function turnTimes(model: LanguageModel, rounds: number): Promise<Measured> {
	const [reused, fresh]: [number[], number[]] = [[], []];
	for (let round = 0; round < Math.min(rounds, 3); round++) {
		const messages = [...turns(round), say('assistant', 'It is about nothing.'), say('user', 'Say it shorter.')];
		const cold = await collect(ask(model, messages, { maxTokens: 8 }));
		fresh.push(cold.usage.firstTokenMs);
		const next = [...messages, say('assistant', cold.answer), say('user', newQuestion)];
		reused.push((await collect(ask(model, next, { maxTokens: 2 }))).usage.firstTokenMs);
	}
	const value = Number((medianOf(fresh).value / medianOf(reused).value).toFixed(1));
	return {
		value,
		note: `${medianOf(reused).value} ms (${medianOf(reused).note}) against ${medianOf(fresh).value} ms (${medianOf(fresh).note})`,
	};
}

async function switchBack(model: LanguageModel): Promise<Measured> {
	const first = await collect(ask(model, turns(1), { maxTokens: 2 }));
	const other = await collect(ask(model, turns(2), { maxTokens: 2 }));
	const back = await collect(ask(model, turns(1), { maxTokens: 2 }));
	return {
		value: back.usage.promptTokens - back.usage.reusedTokens,
		note: `first token after ${first.usage.firstTokenMs} ms, other chat ${other.usage.firstTokenMs} ms, back ${back.usage.firstTokenMs} ms; ${back.usage.promptTokens} tokens`,
	};
}

/** Each cancel falls somewhere into a chunk; the next request reads on, and its first word says that the engine is free. */
async function cancels(model: LanguageModel, count: number): Promise<Measured> {
	const messages = [say('system', `${Date.now()} ${filler(900)}`), say('user', 'Which word comes most often?')];
	const shares: number[] = [];
	let promptTokens = 0;
	let cancelledMs: number | undefined;
	let chunkMs = 0;
	for (let trial = 0; trial <= count; trial++) {
		const cancel = new AbortController();
		let lastMs: number | undefined;
		try {
			for await (const event of ask(model, messages, { maxTokens: 1 }, cancel.signal)) {
				const nowMs = performance.now();
				if (event.kind !== 'prefill') {
					continue;
				}
				promptTokens = event.total + (event.reused ?? 0);
				if (cancelledMs !== undefined) {
					shares.push((nowMs - cancelledMs) / chunkMs);
					cancelledMs = undefined;
				}
				if (event.evaluated > 0 && lastMs !== undefined && trial < count) {
					chunkMs = nowMs - lastMs;
					await pause(chunkMs * ((trial * 0.37 + 0.1) % 1));
					cancelledMs = performance.now();
					cancel.abort();
				}
				lastMs = nowMs;
			}
			break; // the prompt is read
		} catch (error) {
			if (!cancel.signal.aborted) {
				throw error;
			}
		}
	}
	const sorted = shares.sort((a, b) => a - b);
	const p95 = sorted[Math.max(0, Math.ceil(0.95 * sorted.length) - 1)];
	if (p95 === undefined) {
		throw new Error('the prompt was read before it could be cancelled');
	}
	return {
		value: Number(p95.toFixed(2)),
		note: `${sorted.length} cancels, ${sorted[0]?.toFixed(2)} to ${sorted.at(-1)?.toFixed(2)}, in a prompt of ${promptTokens} tokens; a chunk takes ${chunkMs.toFixed(0)} ms`,
	};
}

/** From the command to the first piece of the answer, in single tokens' time: what is put in is read in one batch. */
async function answerNow(model: LanguageModel, rounds: number): Promise<Measured> {
	const costs: number[] = [];
	for (let round = 0; round < Math.min(rounds, 4); round++) {
		const control = new ThoughtControl();
		const request = {
			messages: [
				say('user', `Round ${round}. A train goes 60 km in 45 minutes. How far does it go in 3 hours? Explain each step at length.`),
			],
			thinking: { kind: 'guided', budgetTokens: 200, bridge: '\n\n**Answer:** ' } as const,
			maxTokens: 8,
		};
		let [firstMs, sentMs, tokens] = [0, 0, 0];
		for await (const event of ask(model, request.messages, request, never, control)) {
			if (event.kind === 'reasoning') {
				tokens += firstMs === 0 ? 0 : event.tokens;
				firstMs ||= performance.now();
				if (tokens >= 24 && sentMs === 0) {
					sentMs = performance.now();
					control.send({ kind: 'answerNow' });
				}
			}
			if (event.kind === 'answer' && event.tokens > 0 && sentMs > 0) {
				costs.push((performance.now() - sentMs) / ((sentMs - firstMs) / tokens));
				break;
			}
		}
	}
	return {
		...medianOf(costs, 1),
		note: `${medianOf(costs, 1).note}; the token under way, the words put in and the first one of the answer`,
	};
}

const code = `export function parsePairs(text: string): Map<string, string> {
	const pairs = new Map<string, string>();
	for (const line of text.split('\\n')) {
		const position = line.indexOf('=');
		if (position > 0) {
			pairs.set(line.slice(0, position).trim(), line.slice(position + 1).trim());
		}
	}
	return pairs;
}
`;

async function lookup(model: LanguageModel, log: readonly string[], rounds: number): Promise<Measured> {
	const messages = [say('user', `Repeat this code unchanged but for the name of the function, which is readPairs. Only code.\n\n${code}`)];
	const [plain, looked]: [number[], number[]] = [[], []];
	const texts = new Set<string>();
	for (let round = -1; round < rounds; round++) {
		for (const rewrites of [false, true]) {
			const { usage, answer } = await collect(ask(model, messages, { maxTokens: 110, rewrites }));
			texts.add(answer);
			if (round >= 0) {
				(rewrites ? looked : plain).push((1000 * (usage.answerTokens - 1)) / (usage.totalMs - usage.firstTokenMs));
			}
		}
	}
	const verdict = log.find((line) => line.includes('a batch of 4')) ?? 'no measurement was logged';
	return {
		value: Number((medianOf(looked, 1).value / medianOf(plain, 1).value).toFixed(2)),
		note: `${medianOf(looked, 1).value} against ${medianOf(plain, 1).value} tokens/s; ${texts.size === 1 ? 'same text' : 'TEXTS DIFFER'}; ${verdict}`,
	};
}

const with1 = (name: string, use: (model: LanguageModel, log: readonly string[]) => Promise<Measured>): Promise<Measured> =>
	withModel(name, threads, use);

async function startRaw(modelPath: string) {
	const child: ChildProcess = fork(join(root, 'test/bench/rawLoop.ts'), [], { execArgv: [], env: workerEnvironment(process.env) });
	// Once for all calls: a listener of each would stay until the process ends.
	const ended: Promise<never> = once(child, 'exit').then(() => Promise.reject(new Error('the plain loop ended')));
	ended.catch(() => undefined); // heard by the call it interrupts
	const call = async <T>(message: ToRawLoop): Promise<T> => {
		const reply = once(child, 'message');
		child.send(message);
		const [answer] = await Promise.race([reply, ended]);
		return answer as T; // data enters the process
	};
	await call({ kind: 'load', modelPath, threads, contextTokens });
	return { run: (message: ToRawLoop) => call<RawRun>(message), stop: () => void child.kill('SIGKILL') };
}
