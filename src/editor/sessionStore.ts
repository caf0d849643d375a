import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { eventsOf } from '../core/chat/chatJson.ts';
import { type ChatSummary, searchChats } from '../core/chat/chatSearch.ts';
import { applyEvent, type ChatEvent, emptySession, type Session } from '../core/chat/session.ts';
import { UserError } from '../core/errors.ts';
import type { ModelLock } from '../inference/sources/lock.ts';
import type { Log } from './log.ts';
import { isSessionId, readFrom, SessionFolder, sessionPath, writeWhole } from './sessionFolder.ts';
import { type JournalPorts, lockSession, SessionJournal } from './sessionJournal.ts';

const lastSessionKey = 'lemma.lastSession';
const draftsKey = 'lemma.drafts';
const mostDrafts = 50;
/** For so long a deleted chat can be brought back. */
const undoMs = 20_000;
/** How long a window that is loaded again takes to end at most. */
const reloadMs = 3_000;

interface Deleted {
	readonly id: string;
	readonly lock: ModelLock;
	readonly timer: NodeJS.Timeout;
}

/** The chats of this workspace, in the extension's storage: the one that is open, and the list of all. */
export class SessionStore implements vscode.Disposable {
	readonly #folder: SessionFolder;
	readonly #state: vscode.Memento;
	readonly #ports: JournalPorts;
	#journal: SessionJournal;
	#id = '';
	#deleted: Deleted | undefined;
	#onCopied: () => void = () => undefined;
	#onGone: () => void = () => undefined;

	constructor(context: vscode.ExtensionContext, log: Log) {
		const folder = join((context.storageUri ?? context.globalStorageUri).fsPath, 'sessions');
		this.#folder = new SessionFolder(folder);
		this.#state = context.workspaceState;
		this.#ports = { folder, log, newId: randomUUID, onCopied: (id) => this.#copied(id) };
		this.#journal = this.#journalOf(emptySession(''));
	}

	get draft(): string {
		return this.#drafts()[this.#id] ?? '';
	}

	/** Of the session that is open. */
	get id(): string {
		return this.#id;
	}

	/** Told when the session that is open goes on in a copy. */
	set onCopied(listener: () => void) {
		this.#onCopied = listener;
	}

	/** Told when a deleted chat cannot be brought back any more. */
	set onGone(listener: () => void) {
		this.#onGone = listener;
	}

	/** Of the chat that it was typed in, which another may have displaced by now. */
	saveDraft(text: string, id: string): void {
		const others = Object.entries(this.#drafts()).filter(([each]) => each !== id);
		const all = text === '' ? others : [...others, [id, text] as const];
		void this.#state.update(draftsKey, Object.fromEntries(all.slice(-mostDrafts)));
	}

	#drafts(): Readonly<Record<string, string>> {
		return this.#state.get<Readonly<Record<string, string>>>(draftsKey, {});
	}

	/** The session that was open last, or a new one, also where another window has that. */
	async openLast(newId: string): Promise<Session> {
		const id = this.#state.get<string>(lastSessionKey);
		if (id === undefined || !isSessionId(id)) return this.create(newId);
		const lock = await this.#lockSoon(id);
		if (lock === undefined) return this.create(newId);
		const read = await readFrom(this.#folder.path, id);
		this.#journal = new SessionJournal(read, this.#ports, lock);
		await this.#use(id);
		return read.session;
	}

	async open(id: string): Promise<Session> {
		if (!isSessionId(id)) throw new UserError('usage', 'There is no such chat. Choose one from the list.');
		await this.#journal.close();
		const read = await readFrom(this.#folder.path, id);
		this.#journal = new SessionJournal(read, this.#ports);
		await this.#use(id);
		return read.session;
	}

	async create(id: string): Promise<Session> {
		await this.#journal.close();
		const session = emptySession(id);
		this.#journal = this.#journalOf(session);
		await this.#use(id);
		return session;
	}

	/** `session` is that after the event. */
	save(event: ChatEvent, session: Session): void {
		this.#journal.save(event, session);
	}

	flush(): Promise<void> {
		return this.#journal.flush();
	}

	/** The stored chats in which all words of the query are found. */
	async list(query: string): Promise<readonly ChatSummary[]> {
		await this.flush();
		const chats = await this.#folder.list();
		return searchChats(
			chats.filter(({ summary }) => summary.id !== this.#deleted?.id),
			query,
		);
	}

	async read(id: string): Promise<Session> {
		await this.flush();
		return (await readFrom(this.#folder.path, isSessionId(id) ? id : '')).session;
	}

	/** Of a chat that is not open here. */
	async change(id: string, event: ChatEvent): Promise<void> {
		const lock = await this.#lock(id);
		const read = await readFrom(this.#folder.path, id);
		const journal = new SessionJournal(read, this.#ports, lock);
		if (read.isOfNewerVersion) {
			await journal.close();
			throw new UserError('readOnly', 'That chat was written by a newer version of Lemma. Update Lemma to change it.');
		}
		journal.save(event, applyEvent(read.session, event));
		await journal.close();
	}

	async add(session: Session): Promise<void> {
		await writeWhole(sessionPath(this.#folder.path, session.id), eventsOf(session));
	}

	/** Takes a chat that is not open here out of the list; its file stays for as long as that can be undone. */
	async delete(id: string): Promise<void> {
		await this.#deleteNow();
		const lock = await this.#lock(id);
		this.#deleted = { id, lock, timer: setTimeout(() => void this.#deleteNow(), undoMs) };
	}

	/** The id of the chat that was deleted last, if it is there still. */
	async undelete(): Promise<string | undefined> {
		const deleted = this.#deleted;
		this.#deleted = undefined;
		clearTimeout(deleted?.timer);
		await deleted?.lock.release();
		return deleted?.id;
	}

	/** What is written here is on disk then, and other windows can have it. */
	async close(): Promise<void> {
		await this.#deleteNow();
		await this.#journal.close();
	}

	dispose(): void {
		void this.close();
	}

	async #deleteNow(): Promise<void> {
		const id = this.#deleted?.id;
		if (id === undefined) return;
		await rm(sessionPath(this.#folder.path, id), { force: true });
		await this.undelete();
		this.#onGone();
	}

	/** The window that is loaded again may still be writing its last lines. */
	async #lockSoon(id: string): Promise<ModelLock | undefined> {
		for (let waitedMs = 0; waitedMs <= reloadMs; waitedMs += reloadMs / 20) {
			const lock = await lockSession(sessionPath(this.#folder.path, id)).catch(() => undefined);
			if (lock !== undefined) return lock;
			await sleep(reloadMs / 20);
		}
		return undefined;
	}

	async #lock(id: string): Promise<ModelLock> {
		const lock = isSessionId(id) ? await lockSession(sessionPath(this.#folder.path, id)) : undefined;
		if (lock === undefined) throw new UserError('busy', 'That chat is open in another window. Change it there, or close that window.');
		return lock;
	}

	#journalOf(session: Session): SessionJournal {
		return new SessionJournal({ session, bytes: 0, isOfNewerVersion: false }, this.#ports);
	}

	#copied(id: string): void {
		this.saveDraft(this.draft, id);
		void this.#use(id);
		this.#onCopied();
	}

	async #use(id: string): Promise<void> {
		this.#id = id;
		await this.#state.update(lastSessionKey, id);
	}
}
