import { realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError, usage } from '../../src/core/errors.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { defaults } from '../../src/core/settings.ts';
import { serverAddress, serverNotAllowed } from '../../src/inference/server/serverAddress.ts';
import type { CliIo } from './io.ts';
import { logTo, type OpenModel } from './loadModel.ts';
import { openModelOrServer } from './openServerModel.ts';
import { openTrees } from './openTrees.ts';
import { readText } from './readText.ts';
import { type ReplayClock, realClock, virtualClock } from './replay/clocks.ts';
import { type Contender, ownSession } from './replay/contender.ts';
import type { SourceFile } from './replay/editor.ts';
import { infillByModel, infillByServer } from './replay/infillDoors.ts';
import { InfillPolicy } from './replay/infillPolicy.ts';
import { Meter } from './replay/meter.ts';
import { type Played, play } from './replay/play.ts';
import { summaryOf } from './replay/summary.ts';
import { atLine, parseTrace, type TracedEvent } from './replay/trace.ts';

interface Options {
	readonly model: string | undefined;
	readonly server: string | undefined;
	readonly policy: Policy;
	readonly isFast: boolean;
}

type Policy = 'lemma' | 'infill';

/** Plays a trace of keystrokes through the pipeline of the editor: a JSON line for each event, and a summary as the last. */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			model: { type: 'string' },
			server: { type: 'string' },
			policy: { type: 'string', default: 'lemma' },
			fast: { type: 'boolean', default: false },
		},
	});
	const [path, another] = positionals;
	if (path === undefined || another !== undefined) {
		throw usage('Name one trace: lemma replay trace.jsonl. Each line of it is an event, the first {"t":0,"open":"path"}.');
	}
	const policy = policyOf(values.policy);
	const full = resolve(io.cwd, path);
	const trace = parseTrace(await readText(full, path, 'where you stand'));
	const sources = await sourcesOf(trace, dirname(full));
	return replay(trace, sources, { model: values.model, server: values.server, policy, isFast: values.fast }, io);
}

function policyOf(name: string): Policy {
	if (name !== 'lemma' && name !== 'infill') {
		throw usage(`--policy is lemma (the editor's own) or infill (what llama.vscode does), not "${name}".`);
	}
	return name;
}

/** All files that the trace opens, read before anything is played. */
async function sourcesOf(trace: readonly TracedEvent[], folder: string): Promise<ReadonlyMap<string, SourceFile>> {
	const sources = new Map<string, SourceFile>();
	for (const { line, event } of trace) {
		if ('open' in event && !sources.has(event.open)) {
			sources.set(event.open, await sourceAt(event.open, folder, line));
		}
	}
	return sources;
}

async function sourceAt(path: string, folder: string, line: number): Promise<SourceFile> {
	const full = resolve(folder, path);
	try {
		const text = await readText(full, path, "the trace's folder");
		// A link to a secret file is a secret file.
		return { text, paths: [full, await realpath(full)] };
	} catch (error) {
		throw error instanceof UserError ? atLine(line, error.message.replace(/\.$/, '')) : error;
	}
}

async function replay(
	trace: readonly TracedEvent[],
	sources: ReadonlyMap<string, SourceFile>,
	options: Options,
	io: CliIo,
): Promise<number> {
	const meter = new Meter(() => clock.now());
	const clock: ReplayClock = options.isFast ? virtualClock(meter.quiet) : realClock();
	let opening: Promise<OpenModel> | undefined;
	// Loaded when the first event gets through the gate; while it loads, virtual time stands still.
	const model = (): Promise<LanguageModel> => {
		opening ??= openModelOrServer('completer', options.model, options.server, io);
		return meter.during(opening.then((opened) => meter.watch(opened.model, options.isFast)));
	};
	const played: Played[] = [];
	try {
		const contender = contenderFor(options, { clock, meter, model }, io);
		const readSource = async (path: string): Promise<SourceFile> => {
			const source = sources.get(path);
			if (source === undefined) throw new Error(`${basename(path)} was not read`);
			return source;
		};
		for await (const moment of play(trace, { clock, meter, contender, readSource }, io.signal)) {
			played.push(moment);
			io.out(`${JSON.stringify(moment.report)}\n`);
		}
		io.out(`${JSON.stringify({ summary: summaryOf(played, meter) })}\n`);
		return 0;
	} finally {
		await (await opening?.catch(() => undefined))?.dispose();
	}
}

interface Engine {
	readonly clock: ReplayClock;
	readonly meter: Meter;
	readonly model: () => Promise<LanguageModel>;
}

function contenderFor({ policy, server }: Options, { clock, meter, model }: Engine, io: CliIo): Contender {
	if (policy === 'lemma') {
		const syntax = openTrees(io);
		return ownSession({ model, clock, syntax, log: logTo(io), during: (task) => meter.during(task) }, defaults);
	}
	const door =
		server === undefined ? infillByModel(model, () => clock.now()) : infillByServer(rootOf(server), io.env.LEMMA_SERVER_KEY, meter);
	return new InfillPolicy(door, clock);
}

function rootOf(server: string): string {
	const address = serverAddress(server);
	if (!address.isEncrypted && !address.isLocal) throw serverNotAllowed(address);
	return address.root;
}
