import * as vscode from 'vscode';

const scheme = 'lemma-completions';
/** Pages that are open somewhere can be drawn again; older ones are forgotten. */
const pagesKept = 20;

/** Read-only Markdown documents out of memory: never a file, never dirty. */
export class CompletionPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
	readonly #changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.#changed.event;
	readonly #texts = new Map<string, string>();
	readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

	provideTextDocumentContent(uri: vscode.Uri): string {
		return this.#texts.get(uri.path) ?? 'This page was in memory only, and is gone.\n';
	}

	/** Opens the page, or draws it anew where it is open. */
	async show(name: string, markdown: string): Promise<void> {
		const uri = this.#keep(name, markdown);
		const document = await vscode.workspace.openTextDocument(uri);
		await vscode.languages.setTextDocumentLanguage(document, 'markdown');
		await vscode.window.showTextDocument(document, { preview: true });
	}

	/** The page as a reader wants it, with its tables drawn; its text where VS Code's Markdown is switched off. */
	async showDrawn(name: string, markdown: string): Promise<void> {
		const uri = this.#keep(name, markdown);
		try {
			await vscode.commands.executeCommand('markdown.showPreview', uri);
		} catch {
			await this.show(name, markdown);
		}
	}

	dispose(): void {
		vscode.Disposable.from(this.#registration, this.#changed).dispose();
	}

	#keep(name: string, markdown: string): vscode.Uri {
		const uri = vscode.Uri.from({ scheme, path: `/${name}.md` });
		this.#texts.delete(uri.path);
		this.#texts.set(uri.path, markdown);
		for (const path of [...this.#texts.keys()].slice(0, -pagesKept)) {
			this.#texts.delete(path);
		}
		this.#changed.fire(uri);
		return uri;
	}
}
