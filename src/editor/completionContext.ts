import * as vscode from 'vscode';
import type { ChunkOrigin } from '../core/completion/context/chunk.ts';
import { ContextCollector, type OpenText } from '../core/completion/context/contextCollector.ts';
import { SnippetStore } from '../core/completion/context/snippetStore.ts';
import { isAbort } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import { Definitions } from './definitions.ts';
import { pathOf, projectFiles } from './projectFiles.ts';
import { currentSettings, onSettingsChanged } from './settings.ts';

/**
 * Watches where the user goes, and collects while they pause what completions may be shown from elsewhere. Nothing is watched while completions
 * are off; in a workspace that is not trusted only what is open in editors counts.
 */
export class CompletionContext implements vscode.Disposable {
	readonly snippets = new SnippetStore();
	readonly #log: Logger;
	readonly #collector = new ContextCollector({
		files: projectFiles,
		store: this.snippets,
		roots: () => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => pathOf(uri)),
	});
	readonly #definitions = new Definitions();
	readonly #subscriptions: vscode.Disposable;
	/** Places to be noted at the next pause, the latest of each document and reason. */
	readonly #visits = new Map<string, Visit>();
	#last: Visit | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#pause = new AbortController();
	#tabsAreRead = false;

	constructor(log: Logger) {
		this.#log = log;
		this.#subscriptions = vscode.Disposable.from(
			vscode.window.onDidChangeActiveTextEditor((editor) => this.#moved(editor)),
			vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#moved(textEditor)),
			vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => this.#changed(document, contentChanges)),
			vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)),
			vscode.workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
			vscode.workspace.onDidRenameFiles(({ files }) => this.#forget(files.map(({ oldUri }) => oldUri))),
			onSettingsChanged(() => this.#clearIfOff()),
		);
		this.#moved(vscode.window.activeTextEditor);
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#pause.abort();
		this.#subscriptions.dispose();
	}

	/** A place is left by another editor, or by a jump. */
	#moved(editor: vscode.TextEditor | undefined): void {
		if (editor === undefined || !isOn() || !isWritten(editor.document)) {
			return;
		}
		const here: Visit = { document: editor.document, line: editor.selection.active.line, origin: 'visited' };
		const last = this.#last;
		if (last !== undefined && (last.document !== here.document || Math.abs(last.line - here.line) > jumpLines)) {
			this.#visit(last);
		}
		this.#last = here;
		this.#waitForPause();
	}

	#changed(document: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
		const [change] = changes;
		if (change !== undefined && isOn() && isWritten(document)) {
			this.#visit({ document, line: change.range.start.line, origin: 'edited' });
			this.#waitForPause();
		}
	}

	#saved(document: vscode.TextDocument): void {
		if (document.uri.scheme === 'file' && document.uri.path.endsWith('/.gitignore')) {
			this.#collector.forget(pathOf(document.uri));
		} else if (isOn() && isWritten(document)) {
			const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
			this.#visit({ document, line: editor?.selection.active.line ?? 0, origin: 'saved' });
			this.#waitForPause();
		}
	}

	#visit(visit: Visit): void {
		this.#visits.set(`${visit.document.uri} ${visit.origin}`, visit);
	}

	#forget(uris: readonly vscode.Uri[]): void {
		for (const uri of uris) {
			this.#collector.forget(pathOf(uri));
		}
	}

	#clearIfOff(): void {
		if (!isOn()) {
			clearTimeout(this.#timer);
			this.#pause.abort();
			this.#visits.clear();
			this.#last = undefined;
			this.#tabsAreRead = false;
			this.snippets.clear();
		}
	}

	#waitForPause(): void {
		this.#pause.abort();
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#collect(), pauseMs);
	}

	async #collect(): Promise<void> {
		this.#pause = new AbortController();
		const { signal } = this.#pause;
		try {
			if (!this.#tabsAreRead) {
				this.#tabsAreRead = true;
				await this.#readTabs();
			}
			for (const [key, { document, line, origin }] of [...this.#visits]) {
				signal.throwIfAborted();
				this.#visits.delete(key);
				if (!document.isClosed) {
					await this.#collector.note(openText(document), line, origin);
				}
			}
			const last = this.#last;
			if (last !== undefined && !last.document.isClosed) {
				await this.#collectFor(last, signal);
			}
		} catch (error) {
			if (!isAbort(error)) {
				this.#log.error(error instanceof Error ? error : String(error));
			}
		}
	}

	async #collectFor({ document, line }: Visit, signal: AbortSignal): Promise<void> {
		const notebook = vscode.workspace.notebookDocuments.find((each) => each.getCells().some((cell) => cell.document === document));
		if (notebook !== undefined) {
			const cells = notebook.getCells();
			const above = cells.slice(
				0,
				cells.findIndex((cell) => cell.document === document),
			);
			await this.#collector.noteCells(
				pathOf(notebook.uri),
				above.map((cell) => openText(cell.document).text),
				document.uri.toString(),
			);
		} else if (vscode.workspace.isTrusted) {
			await this.#collector.collectRelated(openText(document), line, signal);
			for (const { path, line: at } of await this.#definitions.near(document, Math.min(line, document.lineCount - 1), signal)) {
				await this.#collector.noteDefinition(path, at, document.uri.toString());
			}
		}
	}

	/** What was open before the extension ran: editors behind tabs are not loaded, so their files are read. */
	async #readTabs(): Promise<void> {
		const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all).filter(({ isActive }) => !isActive);
		const inputs = vscode.workspace.isTrusted ? tabs.map(({ input }) => input) : [];
		for (const input of inputs.slice(-mostTabs)) {
			if (input instanceof vscode.TabInputText && input.uri.scheme === 'file') {
				const path = pathOf(input.uri);
				const text = await projectFiles.read(path);
				if (text !== undefined) {
					await this.#collector.note({ document: input.uri.toString(), path, title: '', languageId: '', text }, 0, 'visited');
				}
			}
		}
	}
}

interface Visit {
	readonly document: vscode.TextDocument;
	readonly line: number;
	readonly origin: ChunkOrigin;
}

const jumpLines = 32;
/** Long enough that nobody is typing, and shorter than the rest in which the prompt is read beforehand. */
const pauseMs = 250;
const mostTabs = 16;

const isOn = (): boolean => currentSettings()['completion.enabled'];

const isWritten = ({ uri }: vscode.TextDocument): boolean => ['file', 'untitled', 'vscode-notebook-cell'].includes(uri.scheme);

function openText(document: vscode.TextDocument): OpenText {
	const { uri, languageId } = document;
	return {
		document: uri.toString(),
		path: uri.scheme === 'untitled' ? undefined : pathOf(uri),
		title: uri.path,
		languageId,
		text: document.getText().replace(/\r\n?/g, '\n'),
	};
}
