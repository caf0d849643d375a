import { isAbort, UserError, usage } from '../../src/core/errors.ts';
import type { CliIo, Command } from './io.ts';

/** Each is loaded only when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
	models: () => import('./models.ts'),
	ask: () => import('./ask.ts'),
	complete: () => import('./complete.ts'),
	fix: () => import('./fix.ts'),
	parse: () => import('./parse.ts'),
	render: () => import('./render.ts'),
	audit: () => import('./audit.ts'),
	replay: () => import('./replay.ts'),
};

const help = `Usage: lemma <command> [options]

  ask "question" [--model NAME|FILE] [--json]            Streams reasoning and answer.
  complete --file F --line L --column C [--json]    Completes at a position, both counted from zero.
  fix --file F [--instruction "…"] [--single] [--json] [--write] [--model NAME|FILE] [--test -- program arg …]
                                                    Mends a file and checks the change before it prints it; --write puts it into the file. What is wrong
                                                    is what TypeScript reports, what you say, or what the test command prints. The command runs in a
                                                    copy of the workspace; --single makes one attempt without checks.
  ask --stdin, complete --stdin                     One JSON request per line, one JSON answer per line.
  parse [--state thinking|answer|maybe] [--open TAG --close TAG | --harmony]
                                                    Splits a recorded stream into reasoning and answer.
  render --template T.jinja|--model F.gguf --messages M.json [--thinking on|off|default] [--vars V.json] [--date YYYY-MM-DD]
                                                    Prints the prompt that a chat template makes.
  audit [--question Q] < text                       Works out each equality of a text: a JSON line each, checked, refuted or notCheckable.
  ask, complete, fix --server URL [--model NAME]         Asks a server that speaks OpenAI's dialect; LEMMA_SERVER_KEY holds its key.
  replay TRACE.jsonl [--model NAME|FILE] [--server URL] [--policy lemma|infill] [--fast]
                                                    Plays recorded keys through the editor's pipeline, in real time or as fast as it can.
  models [--json]                                   Lists the models and where they lie.
  models get NAME [--small]                         Fetches a model; without a name, this machine's default.
  models remove NAME                                Frees the disk.
  models default [--small]                          Names this machine's default model.

Paths are relative to where you stand. LEMMA_MODELS names another model folder, LEMMA_HUB another hub, LEMMA_DEBUG=1 shows more of an error.
`;

async function dispatch(args: readonly string[], io: CliIo): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
		io.out(help);
		return name === undefined ? 1 : 0;
	}
	const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (load === undefined) throw usage(`There is no command "${name}". Run "lemma --help" to see what there is.`);
	return (await load()).run(rest, io);
}

/** 130 is what a shell expects of a program that Ctrl+C ended. */
async function main(args: readonly string[], io: CliIo): Promise<number> {
	try {
		return await dispatch(args, io);
	} catch (error) {
		if (isAbort(error) && io.signal.aborted) return 130;
		const isExpected = error instanceof UserError || isUsageError(error);
		if (error instanceof Error && isExpected) io.err(`${error.message}\n`);
		else io.err(`Something went wrong: ${error instanceof Error ? error.message : String(error)}\n`);
		if (io.env.LEMMA_DEBUG && error instanceof Error) io.err(`${error.stack}\n`);
		return 1;
	}
}

/** `parseArgs` of Node says well enough what is wrong with an option. */
const isUsageError = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS_');

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort());
// `lemma … | head` closes our output early: that is no error.
process.stdout.on('error', () => stopping.abort());

process.exitCode = await main(process.argv.slice(2), {
	stdin: process.stdin,
	out: (text) => void process.stdout.write(text),
	err: (text) => void process.stderr.write(text),
	terminal: process.stderr.isTTY,
	env: process.env,
	cwd: process.env.INIT_CWD || process.cwd(),
	signal: stopping.signal,
});
