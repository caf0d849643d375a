import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { exportJson, importJson, mostImportedCharacters } from '../core/chat/chatJson.ts';
import { exportMarkdown } from '../core/chat/chatMarkdown.ts';
import type { Conversation } from '../core/chat/conversation.ts';
import type { Session } from '../core/chat/session.ts';
import { cleanTitle } from '../core/chat/title.ts';
import { UserError } from '../core/errors.ts';
import type { ChatListFact, ChatListIntent, ExportFormat } from '../protocol/chatList.ts';
import type { IntentHandlers } from './intentHandlers.ts';
import type { SessionStore } from './sessionStore.ts';

export interface ChatListPorts {
	readonly sessions: SessionStore;
	readonly conversation: () => Conversation;
	readonly open: (id: string) => Promise<void>;
	readonly newChat: () => Promise<void>;
	readonly post: (fact: ChatListFact | { readonly kind: 'notice'; readonly message: string }) => void;
}

/** The chats of this workspace as the panel lists them. */
export class ChatList {
	readonly #ports: ChatListPorts;
	#query = '';
	/** The chat that was open when it was deleted: to be open again when that is undone. */
	#wasOpen: string | undefined;

	constructor(ports: ChatListPorts) {
		this.#ports = ports;
		ports.sessions.onGone = () => ports.post({ kind: 'deleted', title: undefined });
		ports.sessions.onCopied = () =>
			ports.post({
				kind: 'notice',
				message: 'Another window, or a newer version of Lemma, has written to this chat. What you say here goes on in a copy of it.',
			});
	}

	/** Opens the list in the panel. */
	async show(): Promise<void> {
		this.#query = '';
		await this.#postList(true);
	}

	readonly handlers: IntentHandlers<ChatListIntent> = {
		listChats: async ({ query }) => {
			this.#query = query;
			await this.#postList();
		},
		// What is written in the open one must not stop.
		openChat: ({ id }) => (this.#isOpen(id) ? undefined : this.#ports.open(id)),
		renameChat: async ({ id, title }) => {
			if (this.#isOpen(id)) this.#ports.conversation().rename(title);
			else await this.#ports.sessions.change(id, { kind: 'titled', title: cleanTitle(title) });
			await this.#postList();
		},
		pinChat: async ({ id, isPinned }) => {
			if (this.#isOpen(id)) this.#ports.conversation().pin(isPinned);
			else await this.#ports.sessions.change(id, { kind: 'pinned', isPinned });
			await this.#postList();
		},
		deleteChat: async ({ id }) => {
			const { title } = await this.#session(id);
			const wasOpen = this.#isOpen(id);
			// Its file is free for deletion only when it is not the open one.
			if (wasOpen) await this.#ports.newChat();
			await this.#ports.sessions.delete(id);
			this.#wasOpen = wasOpen ? id : undefined;
			await this.#postList(wasOpen);
			this.#ports.post({ kind: 'deleted', title });
		},
		undoDelete: async () => {
			const id = await this.#ports.sessions.undelete();
			const opens = id !== undefined && id === this.#wasOpen;
			if (opens) await this.#ports.open(id);
			this.#ports.post({ kind: 'deleted', title: undefined });
			await this.#postList(opens);
		},
		exportChat: async ({ id, format }) => this.#export(await this.#session(id), format),
		importChat: () => this.#import(),
	};

	async #postList(opens = false): Promise<void> {
		const query = this.#query;
		const chats = await this.#ports.sessions.list(query);
		// A slow answer to an earlier search must not replace that to the last.
		if (query === this.#query) this.#ports.post({ kind: 'chats', query, chats, currentId: this.#ports.sessions.id, opens });
	}

	readonly #isOpen = (id: string): boolean => id === this.#ports.sessions.id;

	async #session(id: string): Promise<Session> {
		return this.#isOpen(id) ? this.#ports.conversation().session : this.#ports.sessions.read(id);
	}

	async #export(session: Session, format: ExportFormat): Promise<void> {
		const [extension, label] = format === 'json' ? ['json', 'JSON'] : ['md', 'Markdown'];
		const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
		const name = `${fileName(session.title)}.${extension}`;
		const target = await vscode.window.showSaveDialog({
			title: `Export the chat as ${label}`,
			filters: { [label]: [extension] },
			defaultUri: vscode.Uri.joinPath(folder, name),
		});
		if (target === undefined) return;
		const now = new Date();
		const text = format === 'json' ? exportJson(session, now.toISOString()) : exportMarkdown(session, now.toLocaleDateString());
		try {
			await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
		} catch {
			throw new UserError('folderUnusable', `The chat could not be written to ${target.fsPath}. Choose another folder.`);
		}
		this.#ports.post({ kind: 'notice', message: `The chat is in ${basename(target.path)}.` });
	}

	async #import(): Promise<void> {
		const [source] =
			(await vscode.window.showOpenDialog({ title: 'Import a chat', openLabel: 'Import', filters: { 'Lemma chat': ['json'] } })) ?? [];
		if (source === undefined) return;
		const name = basename(source.path);
		const imported = importJson(await textOf(source, name), randomUUID);
		if (imported.kind === 'refused') throw new UserError('fileUnreadable', `${name} ${imported.why}`);
		await this.#ports.sessions.add(imported.session);
		await this.#ports.open(imported.session.id);
	}
}

async function textOf(source: vscode.Uri, name: string): Promise<string> {
	try {
		const { size } = await vscode.workspace.fs.stat(source);
		if (size <= mostImportedCharacters) return new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
	} catch {
		throw new UserError('fileUnreadable', `${name} cannot be read. Choose a file that was made with "Export as JSON".`);
	}
	throw new UserError('fileTooLarge', `${name} is larger than any chat that Lemma exports.`);
}

/** What no file system minds. */
const fileName = (title: string): string =>
	title
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.slice(0, 60)
		.replace(/^-+|-+$/gu, '') || 'chat';
