import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type SearchableChat, searchable } from '../core/chat/chatSearch.ts';
import type { ChatEvent, Session } from '../core/chat/session.ts';
import { eventLine, headLine, isOfNewerVersion, readSession } from '../core/chat/sessionFile.ts';

/** Ids become file names. */
export const isSessionId = (id: string): boolean => /^[\w-]+$/u.test(id);

export const sessionPath = (folder: string, id: string): string => join(folder, `${id}.jsonl`);

export interface ReadSession {
	readonly session: Session;
	/** Length of the file. */
	readonly bytes: number;
	readonly isOfNewerVersion: boolean;
}

/** What can be read of a session; an empty one where there is no file. */
export async function readFrom(folder: string, id: string): Promise<ReadSession> {
	const data = await readFile(sessionPath(folder, id)).catch(() => Buffer.alloc(0));
	const text = data.toString('utf8');
	return { session: readSession(id, text), bytes: data.length, isOfNewerVersion: isOfNewerVersion(text) };
}

/** Writes a file that is there as a whole or not at all; gives its length. */
export async function writeWhole(path: string, events: readonly ChatEvent[]): Promise<number> {
	const text = headLine + events.map(eventLine).join('');
	const part = `${path}.${randomUUID()}.part`;
	await mkdir(dirname(path), { recursive: true });
	try {
		const file = await open(part, 'wx');
		try {
			await file.writeFile(text, 'utf8');
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(part, path);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
	return Buffer.byteLength(text);
}

/** The sessions of a folder, each read again only when its file has changed. */
export class SessionFolder {
	readonly path: string;
	readonly #read = new Map<string, { readonly stamp: string; readonly chat: SearchableChat }>();

	constructor(path: string) {
		this.path = path;
	}

	/** Those with a question in them. */
	async list(): Promise<readonly SearchableChat[]> {
		const names = await readdir(this.path).catch(() => []);
		const ids = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));
		const chats: SearchableChat[] = [];
		// One after another: hundreds of long chats at once would take much memory.
		for (const id of ids.filter(isSessionId)) {
			const chat = await this.#chat(id);
			if (chat !== undefined && chat.summary.questions > 0) chats.push(chat);
		}
		return chats;
	}

	async #chat(id: string): Promise<SearchableChat | undefined> {
		const found = await stat(sessionPath(this.path, id)).catch(() => undefined);
		if (found === undefined) return undefined;
		const stamp = `${found.mtimeMs} ${found.size}`;
		const before = this.#read.get(id);
		if (before?.stamp === stamp) return before.chat;
		const chat = searchable((await readFrom(this.path, id)).session);
		this.#read.set(id, { stamp, chat });
		return chat;
	}
}
