import * as vscode from 'vscode';
import { estimatedTokens, measureContext } from '../core/chat/contextMeter.ts';
import { asksForCodebase, type ContextSource, commandSuggestions, contextSuggestions, type Trigger } from '../core/chat/contextSource.ts';
import type { Conversation } from '../core/chat/conversation.ts';
import type { ChatEvent, ContextItem, Turn } from '../core/chat/session.ts';
import { commandOf, type SlashCommand, wording } from '../core/chat/slashCommands.ts';
import type { Logger } from '../core/log.ts';
import { questionKind } from '../core/reasoning/questionKind.ts';
import type { ChatFact } from '../protocol/chatView.ts';
import { ChatContextFiles, uriInWorkspace } from './chatContextFiles.ts';
import { searchCodebase } from './chatContextSearch.ts';
import { fileOrFolder, readSource } from './chatContextSources.ts';
import { slashCommands, standingInstructions } from './chatContextStanding.ts';
import { assertTrusted, automaticContext } from './documents.ts';
import type { LoadedModel } from './models.ts';
import { currentSettings } from './settings.ts';

export interface ChatContextPorts {
	readonly conversation: () => Conversation;
	readonly draft: () => string;
	/** Nothing is counted for a panel that nobody sees. */
	readonly isShown: () => boolean;
	/** The model that answers, where it is loaded: what is only counted must not load it. */
	readonly loadedModel: () => Promise<LoadedModel | undefined>;
	readonly post: (fact: ChatFact) => void;
	readonly log: Logger;
}

/** What a question is asked with. */
export interface Asked {
	readonly task: Turn['task'];
	readonly context: readonly ContextItem[];
	readonly command?: NonNullable<Turn['command']>;
}

/** What goes along with a question: attached, found, standing and automatic, and how much of the model's window it takes. */
export class ChatContext implements vscode.Disposable {
	readonly files = new ChatContextFiles();
	readonly #ports: ChatContextPorts;
	#search: AbortController | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#measured = 0;
	readonly #counts = new Map<string, number>();
	#countedBy: string | undefined;
	#wasLoaded = false;
	#leavesOut = false;
	readonly #subscriptions: vscode.Disposable;

	constructor(ports: ChatContextPorts) {
		this.#ports = ports;
		this.#subscriptions = vscode.Disposable.from(
			vscode.window.onDidChangeActiveTextEditor(() => this.touch(measureAfterMoveMs)),
			vscode.window.onDidChangeTextEditorSelection(() => this.touch(measureAfterMoveMs)),
		);
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#subscriptions.dispose();
		this.stopSearch();
	}

	async attach(source: ContextSource): Promise<void> {
		this.#add(await readSource(source, this.files));
	}

	async drop(uris: readonly string[]): Promise<void> {
		assertTrusted('attach files');
		for (const uri of uris.slice(0, mostDropped)) {
			this.#add(await fileOrFolder(uriInWorkspace(uri), this.files));
		}
	}

	/** A second copy of the same text helps nobody. */
	#add(item: ContextItem): void {
		const conversation = this.#ports.conversation();
		const isThere = conversation.session.attachments.some(
			({ kind, label, lines, text }) =>
				kind === item.kind && label === item.label && lines?.first === item.lines?.first && text === item.text,
		);
		if (!isThere) {
			conversation.attach(item);
		}
	}

	async suggest({ trigger, query }: Pick<Trigger, 'trigger' | 'query'>): Promise<void> {
		const entries =
			trigger === '/'
				? commandSuggestions(query, await slashCommands())
				: contextSuggestions(query, vscode.workspace.isTrusted ? await this.files.matching(query) : []);
		this.#ports.post({ kind: 'suggestions', trigger, query, entries });
	}

	leaveOutAutomatic(): void {
		this.#leavesOut = true;
		this.touch();
	}

	stopSearch(): void {
		this.#search?.abort();
	}

	/** All that goes along with a question that was typed; rejects with AbortError where the user stopped the search for it. */
	async forQuestion(question: string): Promise<Asked> {
		const command = commandOf(question, await slashCommands());
		const [attached, standing] = await Promise.all([this.#contextFor(question, command), this.#standingFor(question, command)]);
		this.#leavesOut = false;
		return {
			task: command?.task ?? 'chat',
			context: [...attached, ...standing],
			...(command === undefined ? {} : { command: { name: command.name, instruction: command.instruction } }),
		};
	}

	async standing(): Promise<readonly ContextItem[]> {
		return (await standingInstructions()).map(({ item }) => item);
	}

	async openStanding(index: number): Promise<void> {
		const uri = (await standingInstructions())[index]?.uri;
		if (uri !== undefined) {
			await vscode.window.showTextDocument(uri);
		}
	}

	/** A model that was loaded or left counts otherwise. */
	followModel(isLoaded: boolean): void {
		if (isLoaded !== this.#wasLoaded) {
			this.#wasLoaded = isLoaded;
			this.touch();
		}
	}

	follow({ kind }: ChatEvent): void {
		if (measuredAfter.has(kind)) {
			this.touch();
		}
	}

	/** Something changed that the meter shows. */
	touch(afterMs = measureAfterMs): void {
		clearTimeout(this.#timer);
		if (this.#ports.isShown()) {
			this.#timer = setTimeout(() => void this.#measure(), afterMs);
		}
	}

	async #contextFor(question: string, command: SlashCommand | undefined): Promise<readonly ContextItem[]> {
		if (asksForCodebase(question)) {
			return this.#found(question);
		}
		if (this.#ports.conversation().session.attachments.length > 0 || !vscode.workspace.isTrusted) {
			return [];
		}
		if (command?.wantsCode === true) {
			return [await readSource({ kind: 'selection' }, this.files)];
		}
		const item = await this.#automaticFor(question, command);
		return item === undefined ? [] : [item];
	}

	async #automaticFor(question: string, command: SlashCommand | undefined): Promise<ContextItem | undefined> {
		const isOff = this.#leavesOut || !vscode.workspace.isTrusted || !currentSettings()['chat.automaticContext'];
		const hasOther = this.#ports.conversation().session.attachments.length > 0 || asksForCodebase(question) || command?.wantsCode === true;
		return isOff || hasOther || isMathematics(question, command) ? undefined : automaticContext();
	}

	async #found(question: string): Promise<readonly ContextItem[]> {
		this.#search?.abort();
		const search = new AbortController();
		this.#search = search;
		try {
			return await searchCodebase(question, this.files, (progress) => this.#ports.post({ kind: 'searching', progress }), search.signal);
		} finally {
			this.#ports.post({ kind: 'searching' });
		}
	}

	/** A text is counted once for a model: of a long conversation only the draft changes. */
	#counterOf(model: LoadedModel | undefined): (text: string) => Promise<number> {
		const count = model?.countTokens;
		if (count === undefined) {
			return async (text) => estimatedTokens(text);
		}
		if (this.#countedBy !== model?.info.name || this.#counts.size > mostCounts) {
			this.#counts.clear();
			this.#countedBy = model?.info.name;
		}
		return async (text) => {
			const tokens = this.#counts.get(text) ?? (await count(text));
			this.#counts.set(text, tokens);
			return tokens;
		};
	}

	/** Mathematics is answered better without rules for code beside it. */
	async #standingFor(question: string, command: SlashCommand | undefined): Promise<readonly ContextItem[]> {
		return isMathematics(question, command) ? [] : this.standing();
	}

	async #measure(): Promise<void> {
		const run = ++this.#measured;
		try {
			const [session, draft, settings] = [this.#ports.conversation().session, this.#ports.draft(), currentSettings()];
			const [model, commands] = await Promise.all([this.#ports.loadedModel(), slashCommands()]);
			const command = commandOf(draft, commands);
			const automatic = await this.#automaticFor(draft, command);
			const meter = await measureContext(
				{
					...(automatic === undefined ? {} : { automatic }),
					...{ session, draft, settings, standing: await this.#standingFor(draft, command), isEstimate: model?.countTokens === undefined },
					...(command === undefined ? {} : { command }),
					info: model?.info ?? { thinking: 'guided' },
				},
				this.#counterOf(model),
			);
			if (run === this.#measured) {
				this.#ports.post({ kind: 'context', meter });
			}
		} catch (error) {
			// The next change measures again; a question is checked before it is sent in any case.
			this.#ports.log.warn(`the context was not measured: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}

/** While an answer is written, nothing that is measured changes. */
const measuredAfter: ReadonlySet<ChatEvent['kind']> = new Set([
	'attached',
	'detached',
	'asked',
	'withdrawn',
	'ended',
	'failed',
	'interrupted',
]);
const mostDropped = 20;
const measureAfterMs = 250;
/** Who walks through the code is not asking yet. */
const measureAfterMoveMs = 600;
const mostCounts = 1000;

const isMathematics = (question: string, command: SlashCommand | undefined): boolean =>
	command?.name === 'math' || questionKind(wording({ question, ...(command === undefined ? {} : { command }) }), false) === 'mathematics';
