import { parseArgs } from 'node:util';
import { ask } from '../../src/core/chat/ask.ts';
import { applyEvent, type ChatEvent, emptySession, type Session, type Turn } from '../../src/core/chat/session.ts';
import { UserError, usage } from '../../src/core/errors.ts';
import { type Effort, readSettings } from '../../src/core/settings.ts';
import type { CliIo } from './io.ts';
import { logTo, type OpenModel } from './loadModel.ts';
import { openModelOrServer } from './openServerModel.ts';
import { answerLines } from './requestLines.ts';

const efforts: readonly Effort[] = ['off', 'low', 'medium', 'high', 'max'];

/** The thought goes to standard error and the answer to standard output, so that a pipe gets the answer alone. */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			model: { type: 'string' },
			server: { type: 'string' },
			effort: { type: 'string', default: 'medium' },
			json: { type: 'boolean', default: false },
			stdin: { type: 'boolean', default: false },
		},
	});
	const question = positionals.join(' ').trim();
	if ((question === '') !== values.stdin) {
		throw usage('Ask one question, in quotes: lemma ask "What is 17 * 24?"; or send requests with --stdin.');
	}
	if (!efforts.some((effort) => effort === values.effort)) {
		throw usage(`--effort is one of ${efforts.join(', ')}, not "${values.effort}".`);
	}
	const opened = await openModelOrServer('reasoner', values.model, values.server, io);
	try {
		if (values.stdin) {
			await answerLines(io, async (request) => report(await answer(questionOf(request), opened, values.effort, io), opened.loadMs));
			return 0;
		}
		const turn = await answer(question, opened, values.effort, io, values.json ? undefined : streamTo(io));
		io.out(values.json ? `${JSON.stringify(report(turn, opened.loadMs))}\n` : '\n');
		return io.signal.aborted ? 130 : 0;
	} finally {
		await opened.dispose();
	}
}

function questionOf({ question }: Readonly<Record<string, unknown>>): string {
	if (typeof question !== 'string' || question.trim() === '') {
		throw usage('A request is {"id", "question"}, and the question is a string with something in it.');
	}
	return question;
}

/** Each question by itself: a session of one turn. */
async function answer(question: string, { model }: OpenModel, effort: string, io: CliIo, seen?: (event: ChatEvent) => void): Promise<Turn> {
	const turnId = 'turn';
	let session: Session = applyEvent(emptySession('cli'), {
		kind: 'asked',
		turnId,
		question,
		task: 'chat',
		context: [],
		askedAt: Date.now(),
	});
	const ports = {
		reasoner: { get: async () => model },
		session: () => session,
		settings: () => readSettings((key) => (key === 'chat.effort' ? effort : undefined)),
		now: () => performance.now(),
		log: logTo(io),
	};
	for await (const event of ask(turnId, ports, io.signal)) {
		session = applyEvent(session, event);
		seen?.(event);
		if (event.kind === 'failed') {
			throw new UserError(event.canRestart ? 'engineStopped' : 'usage', event.message);
		}
		if (event.kind === 'interrupted') {
			throw new UserError('engineStopped', event.message ?? 'The answer was interrupted. Ask again.');
		}
	}
	const [turn] = session.turns;
	if (turn === undefined) {
		throw new Error('the turn is gone');
	}
	return turn;
}

function streamTo(io: CliIo): (event: ChatEvent) => void {
	const dim = io.terminal ? ['\u001b[2m', '\u001b[0m'] : ['', ''];
	return (event) => {
		if (event.kind === 'reasoning') io.err(`${dim[0]}${event.text}${dim[1]}`);
		if (event.kind === 'closed') io.err('\n\n');
		if (event.kind === 'answer') io.out(event.text);
	};
}

function report(turn: Turn, loadMs: number) {
	const { reasoning, answer: text, state } = turn;
	if (state.kind !== 'done') {
		throw new Error(`the turn is ${state.kind}`);
	}
	const { promptTokens, reusedTokens, reasoningTokens, answerTokens, firstTokenMs, totalMs } = state.usage;
	return {
		reasoning,
		answer: text,
		end: state.end,
		tokens: { prompt: promptTokens, reused: reusedTokens, reasoning: reasoningTokens, answer: answerTokens },
		ms: { load: Math.round(loadMs), firstToken: Math.round(firstTokenMs), total: Math.round(totalMs) },
	};
}
