import { realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError, usage } from '../../src/core/errors.ts';
import { badge } from '../../src/core/fix/badge.ts';
import type { FixEvent } from '../../src/core/fix/fixEvent.ts';
import { fix } from '../../src/core/fix/fixLoop.ts';
import type { Shadow } from '../../src/core/fix/verification.ts';
import type { Effort } from '../../src/core/settings.ts';
import { storedLike } from '../../src/core/storedText.ts';
import { testRun } from '../../src/inference/testRun.ts';
import { TypescriptChecker } from '../../src/inference/typescriptShadow.ts';
import { findRequest, workspaceOf } from './fix/findRequest.ts';
import { readSource, type SourceFile, writeSource } from './fix/sourceFile.ts';
import type { CliIo } from './io.ts';
import { languageOfPath } from './languageOfPath.ts';
import { builtFile, logTo } from './loadModel.ts';
import { openModelOrServer } from './openServerModel.ts';
import { openTrees } from './openTrees.ts';

interface Options {
	readonly file: string;
	readonly instruction: string | undefined;
	readonly single: boolean;
	readonly json: boolean;
	readonly write: boolean;
	readonly model: string | undefined;
	readonly server: string | undefined;
	readonly effort: Effort;
	/** Program and arguments; naming them is the consent to run them. */
	readonly test: readonly string[];
}

const efforts: readonly Effort[] = ['off', 'low', 'medium', 'high', 'max'];

/** The mended file goes to standard output, what was checked to standard error. The file itself stays as it is without `--write`. */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const options = readOptions(args);
	const meter = new Meter(io, options.json);
	try {
		const { source, proposed } = await mend(options, meter, io);
		const text = storedLike(source.stored, proposed.text);
		if (options.write) await writeSource(source, text);
		if (options.json) {
			const verified = proposed.verified.map(({ verification }) => verification);
			io.out(`${JSON.stringify({ text, verified, ...meter.figures() })}\n`);
		} else {
			if (!options.write) io.out(text);
			io.err(`${options.write ? `Written to ${source.shown}: ` : ''}${badge(proposed)}\n`);
		}
		return 0;
	} catch (error) {
		if (!(options.json && error instanceof UserError)) throw error;
		io.out(`${JSON.stringify({ text: null, verified: [], ...meter.figures(), reason: error.message })}\n`);
		return 1;
	}
}

function readOptions(args: readonly string[]): Options {
	const { values, positionals, tokens } = parseArgs({
		args: [...args],
		allowPositionals: true,
		tokens: true,
		options: {
			file: { type: 'string' },
			instruction: { type: 'string' },
			single: { type: 'boolean', default: false },
			json: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
			test: { type: 'boolean', default: false },
			model: { type: 'string' },
			server: { type: 'string' },
			effort: { type: 'string', default: 'medium' },
		},
	});
	const { file = '', instruction = '', test, ...rest } = values;
	if (file.trim() === '') throw usage('Name the file: lemma fix --file src/app.ts.');
	if (values.instruction !== undefined && instruction.trim() === '') throw usage('--instruction says in words what to change.');
	const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index;
	const isBehind = tokens.every((token) => token.kind !== 'positional' || (end !== undefined && token.index > end));
	if (!isBehind || test !== positionals.length > 0 || positionals[0] === '') {
		throw usage('A test command stands at the end: lemma fix --file F --test -- npm test.');
	}
	const effort = efforts.find((known) => known === values.effort);
	if (effort === undefined) throw usage(`--effort is one of ${efforts.join(', ')}, not "${values.effort}".`);
	const { single, json, write, model, server } = rest;
	return { file, instruction: instruction.trim() || undefined, single, json, write, model, server, effort, test: positionals };
}

const typescriptLanguages: readonly string[] = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];

type Proposed = Extract<FixEvent, { kind: 'proposed' }>;

async function mend(options: Options, meter: Meter, io: CliIo): Promise<{ readonly source: SourceFile; readonly proposed: Proposed }> {
	const named = resolve(io.cwd, options.file);
	const source = await readSource(named, options.file, io.cwd, options.write);
	// Through links on the way there; the file itself is none.
	const path = join(realpathSync(dirname(named)), named.slice(dirname(named).length).replace(/^[\\/]/u, ''));
	const cwd = realpathSync(io.cwd);
	const root = workspaceOf(path, cwd);
	const isInside = !relative(root, cwd).startsWith('..');
	const tests =
		options.test.length === 0 ? undefined : testRun({ command: options.test, root, path, ...(isInside ? { cwd } : {}), env: io.env });
	const checker = openChecker(path, root, io);
	const { instruction, effort, single } = options;
	try {
		const shadow = checker?.shadow;
		const known = { ...(shadow === undefined ? {} : { shadow }), ...(tests === undefined ? {} : { tests }) };
		const faulty = { root, path, stored: source.stored, effort, ...known, ...(instruction === undefined ? {} : { instruction }) };
		const request = await findRequest(faulty, io.signal);
		const opened = await openModelOrServer('reasoner', options.model, options.server, io);
		meter.start();
		try {
			const ports = { model: opened.model, trees: openTrees(io), ...known, now: () => performance.now() };
			for await (const event of fix(request, ports, io.signal, { single })) {
				meter.see(event);
				if (event.kind === 'proposed') return { source, proposed: event };
			}
			throw new Error('the fix did not end');
		} finally {
			await opened.dispose();
		}
	} finally {
		await checker?.dispose();
	}
}

function openChecker(path: string, root: string, io: CliIo): { readonly shadow: Shadow; dispose(): Promise<void> } | undefined {
	const languageId = languageOfPath(path);
	if (!typescriptLanguages.includes(languageId)) return undefined;
	const checker = new TypescriptChecker({ checkerPath: builtFile('checker.cjs'), log: logTo(io) });
	return { shadow: checker.shadowOf({ root, path, languageId }), dispose: () => checker.dispose() };
}

/** Rounds, tokens and time of a fix, also of one that did not hold. */
class Meter {
	readonly #io: CliIo;
	readonly #isQuiet: boolean;
	#startMs: number | undefined;
	#rounds = 0;
	#tokens = 0;

	constructor(io: CliIo, isQuiet: boolean) {
		this.#io = io;
		this.#isQuiet = isQuiet;
	}

	/** The model is loaded; its loading is no part of a fix. */
	start(): void {
		this.#startMs = performance.now();
	}

	see(event: FixEvent): void {
		if (event.kind === 'round') {
			this.#rounds = event.round;
			this.#say(`Round ${event.round} of at most ${event.rounds} …`);
		}
		if (event.kind === 'writing') this.#tokens = event.tokens;
		if (event.kind === 'proposed') this.#tokens = event.tokens;
		if (event.kind === 'refused') this.#say(`Not taken: ${event.reason}.`);
	}

	figures(): { readonly rounds: number; readonly tokens: number; readonly ms: number } {
		const ms = this.#startMs === undefined ? 0 : Math.round(performance.now() - this.#startMs);
		return { rounds: this.#rounds, tokens: this.#tokens, ms };
	}

	#say(line: string): void {
		if (!this.#isQuiet) this.#io.err(`${line}\n`);
	}
}
