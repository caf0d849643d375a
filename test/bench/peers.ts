// What llama.cpp's own programs say of the same model on the same machine. They are another build of the engine, so they are reported only.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { besideServer, findLlamaServer, type Program, startLlamaServer } from '../lib/llamaServer.ts';
import { ask, chatMl, collect, contextTokens, filler, load, modelFile, type Speeds, say, speedsOf, threads, withModel } from './door.ts';
import { Absent, type Figure, type Measured, medianOf } from './figure.ts';

/** llama.cpp's own programs, in turns with Lemma. Whichever of the four figures is asked for first makes the runs. */
export function againstPeers(name: string, rounds: number): readonly Figure[] {
	let runs: ReturnType<typeof comparePeers> | undefined;
	const reported = async (peer: 'bench' | 'server', what: keyof Speeds): Promise<Measured> => {
		runs ??= comparePeers(name, Math.min(rounds, 3));
		const speeds = await runs;
		const of = (who: keyof typeof speeds) =>
			medianOf(
				speeds[who].map((each) => each[what]),
				1,
			);
		return {
			value: of(peer).value,
			note: `${of(peer).note}; Lemma ${of('ours').value} (${of('ours').note}); ${threads} thread, load ${load()}`,
		};
	};
	return (['bench', 'server'] as const).flatMap((peer) =>
		(['prefill', 'decode'] as const).map((what) => ({
			name: `${what}, llama-${peer}`,
			unit: 'tokens/s',
			measure: () => reported(peer, what),
		})),
	);
}

async function comparePeers(name: string, rounds: number) {
	const peers = await startPeers(modelFile(name), threads, contextTokens);
	try {
		return await withModel(name, threads, async (model) => {
			const [ours, bench, server]: [Speeds[], Speeds[], Speeds[]] = [[], [], []];
			for (let round = -1; round < rounds; round++) {
				const messages = [say('system', `Peer ${round}. ${filler(80)}`), say('user', 'Count from 1 to 500, each number on its own line.')];
				const { usage } = await collect(ask(model, messages, { maxTokens: 32 }));
				ours.push(speedsOf(usage.promptTokens, usage.answerTokens, usage.firstTokenMs, usage.totalMs));
				server.push(await peers.server(chatMl(messages), 32));
				bench.push(await peers.bench(256, 32));
			}
			// The first round warms all up.
			return { ours: ours.slice(1), bench: bench.slice(1), server: server.slice(1) };
		});
	} finally {
		await peers.stop();
	}
}

interface Peers {
	readonly bench: (promptTokens: number, tokens: number) => Promise<Speeds>;
	readonly server: (prompt: string, tokens: number) => Promise<Speeds>;
	stop(): Promise<void>;
}

async function startPeers(modelPath: string, threads: number, contextTokens: number): Promise<Peers> {
	const program = await findLlamaServer();
	if (typeof program === 'string') throw new Absent(`absent: ${program}`);
	const bench = besideServer(program, 'llama-bench');
	if (bench === undefined) throw new Absent('absent: there is a llama-server, but no llama-bench beside it');
	const server = await startLlamaServer(program, modelPath, [
		'-t',
		String(threads),
		'-tb',
		String(threads),
		'-c',
		String(contextTokens),
		'-np',
		'1',
	]);
	return {
		bench: (promptTokens, tokens) => runBench(bench, ['-m', modelPath, '-t', String(threads)], promptTokens, tokens),
		server: (prompt, tokens) => askServer(server.endpoint, prompt, tokens),
		stop: () => server.stop(),
	};
}

async function runBench({ file, args, env }: Program, which: readonly string[], promptTokens: number, tokens: number): Promise<Speeds> {
	const sizes = ['-p', String(promptTokens), '-n', String(tokens), '-r', '1'];
	const { stdout } = await promisify(execFile)(file, [...args, ...which, ...sizes, '-o', 'json'], { env: { ...process.env, ...env } });
	const tests: { readonly n_gen: number; readonly avg_ts: number }[] = JSON.parse(stdout);
	const [prefill, decode] = [tests.find(({ n_gen }) => n_gen === 0)?.avg_ts, tests.find(({ n_gen }) => n_gen > 0)?.avg_ts];
	if (prefill === undefined || decode === undefined) throw new Error(`llama-bench said something else: ${stdout.slice(0, 200)}`);
	return { prefill, decode };
}

async function askServer(endpoint: string, prompt: string, tokens: number): Promise<Speeds> {
	const body = JSON.stringify({ prompt, n_predict: tokens, temperature: 0, cache_prompt: false, ignore_eos: true });
	const answer = await fetch(`${endpoint}/completion`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
	const { timings }: { timings?: { prompt_per_second: number; predicted_per_second: number } } = JSON.parse(await answer.text());
	if (timings === undefined) throw new Error(`llama-server told no timings (status ${answer.status})`);
	return { prefill: timings.prompt_per_second, decode: timings.predicted_per_second };
}
