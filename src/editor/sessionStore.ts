import { appendFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { type ChatEvent, emptySession, type Session } from '../core/chat/session.ts';
import { eventLine, joined, readSession } from '../core/chat/sessionFile.ts';
import type { Log } from './log.ts';

const lastSessionKey = 'lemma.lastSession';
const draftKey = 'lemma.draft';
/** Growing text is written at most this often; a crash loses no more. */
const flushMs = 500;

export interface StoredSession {
	readonly id: string;
	/** Its first question, shortened. */
	readonly title: string;
	readonly questions: number;
	readonly changedAt: Date;
}

/** Ids become file names. */
const isSessionId = (id: string): boolean => /^[\w-]+$/u.test(id);

/** One file of events per session in the extension's storage of this workspace; a write that fails is logged and the chat goes on. */
export class SessionStore implements vscode.Disposable {
	readonly #folder: string;
	readonly #state: vscode.Memento;
	readonly #log: Log;
	#pending: ChatEvent[] = [];
	#sessionId = '';
	#timer: NodeJS.Timeout | undefined;
	#writing: Promise<void> = Promise.resolve();

	constructor(context: vscode.ExtensionContext, log: Log) {
		this.#folder = join((context.storageUri ?? context.globalStorageUri).fsPath, 'sessions');
		this.#state = context.workspaceState;
		this.#log = log;
	}

	get draft(): string {
		return this.#state.get(draftKey, '');
	}

	saveDraft(text: string): void {
		void this.#state.update(draftKey, text);
	}

	/** The session that was open last, or a new one. */
	async openLast(newId: string): Promise<Session> {
		const id = this.#state.get<string>(lastSessionKey);
		return id !== undefined && isSessionId(id) ? this.open(id) : this.create(newId);
	}

	async open(id: string): Promise<Session> {
		await this.#use(id);
		return this.#read(id);
	}

	async create(id: string): Promise<Session> {
		await this.#use(id);
		return emptySession(id);
	}

	/** The stored sessions with a question in them, newest first. */
	async list(): Promise<readonly StoredSession[]> {
		await this.flush();
		const names = await readdir(this.#folder).catch(() => []);
		const ids = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));
		const sessions = await Promise.all(
			ids.filter(isSessionId).map(async (id) => {
				const [session, { mtime }] = await Promise.all([this.#read(id), stat(this.#path(id))]);
				return { id, title: session.title, questions: session.turns.length, changedAt: mtime };
			}),
		);
		return sessions.filter(({ questions }) => questions > 0).sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime());
	}

	save(event: ChatEvent): void {
		const last = this.#pending.at(-1);
		const both = last === undefined ? undefined : joined(last, event);
		if (both === undefined) {
			this.#pending.push(event);
		} else {
			this.#pending[this.#pending.length - 1] = both;
		}
		this.#timer ??= setTimeout(() => void this.flush(), flushMs);
	}

	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const lines = this.#pending.filter((event) => event.kind !== 'reading').map(eventLine);
		this.#pending = [];
		const path = this.#path(this.#sessionId);
		this.#writing = this.#writing.then(() => this.#append(path, lines.join('')));
		await this.#writing;
	}

	dispose(): void {
		void this.flush();
	}

	async #use(id: string): Promise<void> {
		await this.flush();
		this.#sessionId = id;
		await this.#state.update(lastSessionKey, id);
	}

	async #read(id: string): Promise<Session> {
		return readSession(id, await readFile(this.#path(id), 'utf8').catch(() => ''));
	}

	#path(id: string): string {
		return join(this.#folder, `${id}.jsonl`);
	}

	async #append(path: string, text: string): Promise<void> {
		if (text === '') {
			return;
		}
		try {
			await mkdir(this.#folder, { recursive: true });
			await appendFile(path, text, 'utf8');
		} catch (error) {
			this.#log.error(`the chat could not be saved: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}
