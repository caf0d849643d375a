// Who plays a typing trace: Lemma, Lemma without reuse, and the policy of llama.vscode, through Lemma's own worker and a real llama-server.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { LanguageModel } from '../../src/core/model.ts';
import { defaults } from '../../src/core/settings.ts';
import type { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import { withoutReuse } from '../../tools/cli/replay/contender.ts';
import { infillByModel, infillByServer } from '../../tools/cli/replay/infillDoors.ts';
import { InfillPolicy } from '../../tools/cli/replay/infillPolicy.ts';
import { findLlamaServer, startLlamaServer } from '../lib/llamaServer.ts';
import { type Replay, type ReplayOptions, replayWith } from '../lib/replayWith.ts';
import type { TypingTrace } from '../lib/typing/traces.ts';
import { modelFile, startCompleter } from './door.ts';
import { Absent } from './figure.ts';

export type ContenderName = 'lemma' | 'no reuse' | 'llama.vscode' | 'llama-server' | 'no reuse, fast';

/** In the order of a round; the next trace begins with the next one. */
export const contenderNames: readonly ContenderName[] = ['lemma', 'llama.vscode', 'no reuse', 'llama-server', 'no reuse, fast'];

export interface Run extends Replay {
	/** Processor time of the engine's process meanwhile. */
	readonly cpuSeconds: number;
}

/** Room for the ring of chunks that llama.vscode sends; the same for all. */
const contextTokens = 8192;

export async function playAs(contender: ContenderName, { events, countsFrom }: TypingTrace, modelName: string): Promise<Run> {
	const trace = events.map(({ event }) => event);
	if (contender === 'llama-server') {
		return playByServer(trace, countsFrom, modelName);
	}
	const { worker, model } = await startCompleter(modelName, contextTokens);
	try {
		return await measured(worker.pid, () => replayWith(trace, { model, readyAt: countsFrom, ...how[contender] }));
	} finally {
		await worker.dispose();
	}
}

const how: Readonly<Record<Exclude<ContenderName, 'llama-server'>, Omit<ReplayOptions, 'model' | 'readyAt'>>> = {
	lemma: { isFast: false },
	'no reuse': { isFast: false, contender: (engine) => withoutReuse(engine, defaults) },
	// It knows nothing of earlier keys, so those that nobody waits for need not be computed.
	'no reuse, fast': { isFast: true, contender: (engine) => withoutReuse({ ...engine, debounceMs: pauseMs }, defaults) },
	'llama.vscode': {
		isFast: false,
		contender: ({ model, clock }) =>
			new InfillPolicy(
				infillByModel(model, () => clock.now()),
				clock,
			),
	},
};

/** A pause in which somebody looks at what is shown. */
const pauseMs = 399;

async function playByServer(trace: Parameters<typeof replayWith>[0], readyAt: number, modelName: string): Promise<Run> {
	const program = await findLlamaServer();
	if (typeof program === 'string') {
		throw new Absent(`no llama-server: ${program}`);
	}
	const threads = String(Math.min(2, availableParallelism()));
	const batch = ['-b', '1024', '-ub', '1024', '-c', String(contextTokens), '-np', '1', '--cache-reuse', '256', '-t', threads];
	const server = await startLlamaServer(program, modelFile(modelName), batch);
	try {
		const none: LanguageModel = { ...noModel };
		return {
			...(await replayWith(trace, {
				model: none,
				isFast: false,
				readyAt,
				contender: ({ clock, meter }) => new InfillPolicy(infillByServer(server.endpoint, undefined, meter), clock),
			})),
			cpuSeconds: 0,
		};
	} finally {
		await server.stop();
	}
}

/** The server has the model. */
const noModel: LanguageModel = {
	info: { name: 'none', family: 'plain', thinking: 'none', fillInMiddle: true, contextTokens, sizeBytes: 0, loadMs: 0 },
	countTokens: () => Promise.reject(new Error('the server counts')),
	generate: () => {
		throw new Error('the server generates');
	},
};

async function measured(pid: LlamaWorker['pid'], play: () => Promise<Replay>): Promise<Run> {
	const before = cpuSecondsOf(pid);
	const replay = await play();
	return { ...replay, cpuSeconds: cpuSecondsOf(pid) - before };
}

/** As Linux counts it, in ticks of 10 ms; elsewhere 0. */
function cpuSecondsOf(pid: number | undefined): number {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /s, '')
			.split(' ');
		return (Number(fields[11]) + Number(fields[12])) / 100;
	} catch {
		return 0;
	}
}
