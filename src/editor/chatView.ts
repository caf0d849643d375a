import { randomBytes, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Conversation } from '../core/chat/conversation.ts';
import { type ChatEvent, type ContextItem, emptySession, type Session, type Turn } from '../core/chat/session.ts';
import type { AuditChange } from '../core/chat/turnAudit.ts';
import { TurnAudits } from '../core/chat/turnAudits.ts';
import { isAbort, UserError } from '../core/errors.ts';
import type { Effort } from '../core/settings.ts';
import type { ChatListIntent } from '../protocol/chatList.ts';
import type { ChatFact, ChatIntent } from '../protocol/chatView.ts';
import { type Asked, ChatContext } from './chatContext.ts';
import { fileOrFolder } from './chatContextSources.ts';
import { ChatList } from './chatList.ts';
import { chatViewHtml } from './chatViewHtml.ts';
import type { FixReview } from './fixReview.ts';
import type { IntentHandlers } from './intentHandlers.ts';
import { insertAtCursor, openContextItem, openLink } from './links.ts';
import type { Log } from './log.ts';
import type { Models } from './models.ts';
import { placeCode } from './placeCode.ts';
import type { SessionStore } from './sessionStore.ts';
import { currentSettings, onSettingsChanged } from './settings.ts';

export interface ChatViewPorts {
	readonly extensionUri: vscode.Uri;
	readonly models: Models;
	/** Shows what a code block would change in a file. */
	readonly review: FixReview;
	readonly sessions: SessionStore;
	readonly log: Log;
}

/** The chat panel: intents of the webview in, facts out. The conversation lives here, so a webview can come and go. */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
	static readonly id = 'lemma.chat';
	readonly #ports: ChatViewPorts;
	readonly #subscriptions: vscode.Disposable[];
	readonly #context: ChatContext;
	readonly #opening: Promise<void>;
	#conversation: Conversation;
	#audits = new TurnAudits();
	#view: vscode.WebviewView | undefined;
	/** Whether the webview has its script running and has seen the `opened` fact. */
	#isReady = false;
	readonly #list: ChatList;
	readonly #handlers: IntentHandlers<ChatIntent>;
	/** A command asked for the list while the panel was not there yet. */
	#wantsList = false;

	constructor(ports: ChatViewPorts) {
		this.#ports = ports;
		this.#conversation = this.#converse(emptySession(randomUUID()));
		this.#context = new ChatContext({
			conversation: () => this.#conversation,
			draft: () => ports.sessions.draft,
			isShown: () => this.#isReady && this.#view?.visible === true,
			loadedModel: () => ports.models.loaded('reasoner'),
			post: (fact) => this.#post(fact),
			log: ports.log,
		});
		this.#list = new ChatList({
			sessions: ports.sessions,
			conversation: () => this.#conversation,
			open: (id) => this.openChat(id),
			newChat: () => this.newChat(),
			post: (fact) => this.#post(fact),
		});
		this.#handlers = { ...this.#ownHandlers, ...this.#list.handlers };
		this.#opening = this.#openLast();
		this.#subscriptions = [
			this.#context,
			ports.models.onChange(() => {
				const status = ports.models.status('reasoner');
				this.#post({ kind: 'status', status, offer: ports.models.offer() });
				this.#context.followModel(status.kind === 'ready' || status.kind === 'busy');
			}),
			onSettingsChanged(() => {
				this.#post({ kind: 'effort', effort: this.#effort });
				this.#conversation.followEffort();
				this.#context.touch();
			}),
			vscode.workspace.onDidGrantWorkspaceTrust(() => this.#postOpened()),
		];
	}

	resolveWebviewView(view: vscode.WebviewView): void {
		const { webview } = view;
		const dist = vscode.Uri.joinPath(this.#ports.extensionUri, 'dist');
		webview.options = { enableScripts: true, enableCommandUris: false, localResourceRoots: [dist] };
		this.#view = view;
		this.#isReady = false;
		webview.onDidReceiveMessage((intent: ChatIntent) => this.#receive(intent));
		view.onDidDispose(() => {
			this.#view = undefined;
			this.#isReady = false;
		});
		webview.html = chatViewHtml({
			scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'webview.js')).toString(),
			styleUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'webview.css')).toString(),
			cspSource: webview.cspSource,
			nonce: randomBytes(16).toString('base64'),
		});
	}

	async show(): Promise<void> {
		await vscode.commands.executeCommand(`${ChatView.id}.focus`);
	}

	/** Asks a question as if it had been typed; context of a command goes along. */
	async ask(question: string, task: Turn['task'], context: readonly ContextItem[]): Promise<void> {
		await this.#opening;
		await this.show();
		await this.#conversation.ask(question, task, [...context, ...(await this.#context.standing())]);
	}

	/** A file of the Explorer, or the outline of a folder. */
	read(uri: vscode.Uri): Promise<ContextItem> {
		return fileOrFolder(uri, this.#context.files);
	}

	async attach(item: ContextItem): Promise<void> {
		await this.#opening;
		await this.show();
		this.#conversation.attach(item);
	}

	async newChat(): Promise<void> {
		await this.#opening;
		await this.#switchTo(() => this.#ports.sessions.create(randomUUID()));
	}

	async openChat(id: string): Promise<void> {
		await this.#opening;
		await this.#switchTo(() => this.#ports.sessions.open(id));
		await this.show();
	}

	/** The file that the open chat has in place of the setting's; empty: none. */
	get modelPath(): string {
		return this.#conversation.session.modelPath ?? '';
	}

	async chooseModel(path: string): Promise<void> {
		await this.#opening;
		this.#conversation.chooseModel(path);
		await this.#ports.models.useInChat(path);
	}

	/** The list of chats, in the panel. */
	async showChats(): Promise<void> {
		await this.#opening;
		this.#wantsList = !this.#isReady;
		await this.show();
		if (this.#isReady) await this.#list.show();
	}

	dispose(): void {
		this.#conversation.stop();
		vscode.Disposable.from(...this.#subscriptions).dispose();
	}

	get #effort(): Effort {
		return this.#conversation.session.effort ?? currentSettings()['chat.effort'];
	}

	readonly #ownHandlers: IntentHandlers<Exclude<ChatIntent, ChatListIntent>> = {
		ready: async () => {
			await this.#opening;
			this.#isReady = true;
			this.#postOpened();
			if (this.#wantsList) await this.#list.show();
			this.#wantsList = false;
			await this.#ports.models.look();
		},
		ask: async ({ question, votes }) => {
			await this.#opening;
			await this.#askTyped(question, votes);
		},
		stop: () => this.#conversation.stop(),
		retry: ({ turnId }) => this.#conversation.retry(turnId),
		answerNow: ({ turnId }) => this.#conversation.answerNow(turnId),
		thinkMore: ({ turnId }) => this.#conversation.command(turnId, { kind: 'thinkMore' }),
		pauseThought: ({ turnId }) => this.#conversation.command(turnId, { kind: 'pause' }),
		resumeThought: ({ turnId }) => this.#conversation.command(turnId, { kind: 'resume' }),
		steer: ({ turnId, remark }) => this.#conversation.command(turnId, { kind: 'steer', remark }),
		continueTurn: ({ turnId }) => this.#conversation.continueTurn(turnId),
		withdraw: ({ turnId }) => this.#withdraw(turnId),
		editWaiting: ({ turnId, question }) => {
			if (!this.#conversation.edit(turnId, question)) {
				this.#post({ kind: 'compose', text: question });
				this.#post({ kind: 'notice', message: 'The answer had begun already. Your new wording is in the input.' });
			}
		},
		askInstead: ({ turnId, question }) => this.#conversation.askInstead(turnId, question),
		showSibling: ({ turnId, step }) => this.#conversation.showSibling(turnId, step),
		newChat: () => this.newChat(),
		attach: ({ source }) => this.#context.attach(source),
		drop: ({ uris }) => this.#context.drop(uris),
		suggest: (typed) => this.#context.suggest(typed),
		stopSearch: () => this.#context.stopSearch(),
		leaveOutAutomatic: () => this.#context.leaveOutAutomatic(),
		openStanding: ({ index }) => this.#context.openStanding(index),
		detach: ({ index }) => this.#conversation.detach(index),
		setEffort: async ({ effort }) => {
			this.#conversation.chooseEffort(effort);
			this.#post({ kind: 'effort', effort });
			// New chats begin with it.
			await vscode.workspace.getConfiguration('lemma').update('chat.effort', effort, vscode.ConfigurationTarget.Global);
		},
		copy: async ({ text }) => {
			await vscode.env.clipboard.writeText(text);
		},
		insertAtCursor: ({ text }) => insertAtCursor(text),
		placeCode: (intent) => placeCode(intent, this.#ports.review),
		openLink: ({ href }) => openLink(href),
		openContext: ({ turnId, index }) => {
			const item = this.#conversation.session.turns.find((turn) => turn.id === turnId)?.context[index];
			return item === undefined ? undefined : openContextItem(item);
		},
		getModel: async ({ source }) => {
			try {
				await this.#ports.models.fetch(this.#ports.models.defaultModel, source);
			} catch (error) {
				// Why the hub failed stands on the card, beside the other way; a notice would say it twice.
				if (source !== 'hub' || !(error instanceof UserError)) {
					throw error;
				}
			}
		},
		cancelGetting: () => this.#ports.models.cancelFetch(),
		chooseModelFile: async () => {
			await vscode.commands.executeCommand('lemma.chooseModelFile');
		},
		restartEngine: async () => {
			await vscode.commands.executeCommand('lemma.restartEngine');
		},
		showLog: () => this.#ports.log.show(),
		draft: ({ text, sessionId }) => {
			this.#ports.sessions.saveDraft(text, sessionId);
			this.#context.touch();
		},
	};

	#receive(intent: ChatIntent): void {
		if (!Object.hasOwn(this.#handlers, String(intent?.kind))) {
			this.#ports.log.warn(`the chat view sent an unknown message: ${String(intent?.kind)}`);
			return;
		}
		const handle = this.#handlers[intent.kind] as (intent: ChatIntent) => void | Promise<void>;
		void Promise.resolve()
			.then(() => handle(intent))
			.catch((error: unknown) => this.#report(error));
	}

	/** Where the user is looking: at the input of the panel. */
	#report(error: unknown): void {
		if (isAbort(error)) {
			return;
		}
		if (!(error instanceof UserError)) {
			this.#ports.log.error(error instanceof Error ? error : String(error));
		}
		this.#post({ kind: 'notice', message: error instanceof UserError ? error.message : 'Something went wrong. The log says more.' });
	}

	#converse(session: Session): Conversation {
		const { models, log, sessions } = this.#ports;
		const conversation: Conversation = new Conversation(session, {
			reasoner: models.source('reasoner'),
			settings: currentSettings,
			now: () => performance.now(),
			today: () => Date.now(),
			newId: randomUUID,
			log,
			changed: (event: ChatEvent) => {
				// The rest of a stopped answer of an earlier chat is neither stored nor shown.
				if (conversation === this.#conversation) {
					sessions.save(event, conversation.session);
					this.#post({ kind: 'changed', event });
					this.#context.follow(event);
					if (event.kind === 'asked' || event.kind === 'titled') this.#showTitle();
					if (event.kind === 'branchShown') void this.#auditAll();
					else this.#postAudit(this.#audits.follow(conversation.session, event));
				}
			},
		});
		return conversation;
	}

	/** What still runs in the chat that is left ends here: its answer so far is kept. */
	async #switchTo(session: () => Promise<Session>): Promise<void> {
		await this.#conversation.end();
		this.#conversation = this.#converse(await session());
		void this.#ports.models.useInChat(this.modelPath);
		this.#postOpened();
	}

	async #openLast(): Promise<void> {
		this.#conversation = this.#converse(await this.#ports.sessions.openLast(randomUUID()));
		void this.#ports.models.useInChat(this.modelPath);
		this.#postOpened();
	}

	#postOpened(): void {
		this.#showTitle();
		const { models, sessions } = this.#ports;
		this.#post({
			kind: 'opened',
			session: this.#conversation.session,
			status: models.status('reasoner'),
			effort: this.#effort,
			draft: sessions.draft,
			offer: models.offer(),
			restricted: !vscode.workspace.isTrusted,
		});
		this.#context.touch();
		void this.#auditAll();
	}

	/** One turn after another, the last one first: a long conversation must not hold up what the user does. */
	async #auditAll(): Promise<void> {
		const conversation = this.#conversation;
		const audits = new TurnAudits();
		this.#audits = audits;
		for (const { id } of conversation.session.turns.toReversed()) {
			await new Promise(setImmediate);
			const turn = conversation.session.turns.find((now) => now.id === id);
			if (audits !== this.#audits || !this.#isReady) return;
			if (turn) this.#postAudit(audits.ofTurn(turn));
		}
	}

	#postAudit(changes: readonly AuditChange[]): void {
		if (changes.length > 0) this.#post({ kind: 'audited', changes });
	}

	#post(fact: ChatFact): void {
		if (this.#isReady) {
			void this.#view?.webview.postMessage(fact);
		}
	}

	/** Beside the name of the view. */
	#showTitle(): void {
		if (this.#view !== undefined) this.#view.description = this.#conversation.session.title;
	}

	#withdraw(turnId: string): void {
		const question = this.#conversation.withdraw(turnId);
		if (question !== undefined) {
			this.#post({ kind: 'compose', text: question });
		}
	}

	/** What goes along may take a while to find; a question that does not get that far goes back to the input. */
	async #askTyped(question: string, votes: number | undefined): Promise<void> {
		let asked: Asked;
		try {
			asked = await this.#context.forQuestion(question);
		} catch (error) {
			this.#post({ kind: 'compose', text: question });
			throw error;
		}
		const { task, context, command } = asked;
		await this.#conversation.ask(question, task, context, {
			...(command === undefined ? {} : { command }),
			...(votes === undefined ? {} : { votes }),
		});
	}
}
