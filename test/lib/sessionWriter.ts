import { randomUUID } from 'node:crypto';
import { applyEvent, type ChatEvent } from '../../src/core/chat/session.ts';
import { readFrom } from '../../src/editor/sessionFolder.ts';
import { SessionJournal } from '../../src/editor/sessionJournal.ts';

/**
 * A window of its own: opens a session, and once it is told to (a line on stdin) asks question after question in it, each with an answer
 * that grows. Says `asked N` when a question is on disk, and `copied ID` when it goes on in a copy.
 */
const [folder = '', id = '', name = '', count = '1000000'] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const read = await readFrom(folder, id);
let { session } = read;
const silent = { trace() {}, info() {}, warn() {}, error: (message: unknown) => say(`error ${message}`) };
const journal = new SessionJournal(read, { folder, newId: randomUUID, log: silent, onCopied: (copy) => say(`copied ${copy}`) });
const tell = (event: ChatEvent): void => {
	session = applyEvent(session, event);
	journal.save(event, session);
};

say('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));
for (let number = 0; number < Number(count); number++) {
	const turnId = `${name}${number}`;
	tell({ kind: 'asked', turnId, question: `${name} ${number}`, task: 'chat', context: [], askedAt: Date.now() });
	tell({ kind: 'began', turnId, model: 'm', thinking: 'none' });
	await journal.flush();
	say(`asked ${number}`);
	for (let piece = 0; piece < 20; piece++) {
		tell({ kind: 'answer', turnId, text: 'some text, '.repeat(20), tokens: 60 });
		await (piece % 5 === 0 ? journal.flush() : new Promise(setImmediate));
	}
	const usage = { promptTokens: 1, reusedTokens: 0, reasoningTokens: 0, answerTokens: 1200, firstTokenMs: 1, totalMs: 2 };
	tell({ kind: 'ended', turnId, end: 'stop', usage });
}
await journal.close();
say('closed');
process.exit(0);
