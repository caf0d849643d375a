// Hears what Lemma asks, and answers as a person does: in the real widget, where there is one. Messages are only heard, because the workbench
// of the tests shows none.
import * as vscode from 'vscode';

export interface Dialogs {
	/** Titles of the lists, with the labels in each. */
	readonly picks: { readonly title: string; readonly labels: readonly string[] }[];
	readonly messages: string[];
	/** What is chosen from the lists that come, by label; without one a list is closed. */
	readonly choices: string[];
	/** What is written into the boxes that come. */
	readonly texts: string[];
}

type Loose = (...args: readonly unknown[]) => Thenable<unknown>;

/** Runs `test` while its dialogs are heard and answered. */
export async function withDialogs(test: (dialogs: Dialogs) => Promise<void>): Promise<void> {
	const dialogs: Dialogs = { picks: [], messages: [], choices: [], texts: [] };
	const { showQuickPick, showInputBox } = vscode.window;
	const hear =
		(answer: string | undefined) =>
		async (...[message, ...more]: readonly unknown[]) => {
			const [options] = more;
			const detail = typeof options === 'object' && options !== null && 'detail' in options ? `\n${options.detail}` : '';
			dialogs.messages.push(`${message}${detail}`);
			return answer;
		};
	const undo = [
		replace('showQuickPick', async (items, options) => {
			const all = (await items) as readonly vscode.QuickPickItem[]; // data of the extension
			const given = options as vscode.QuickPickOptions; // data of the extension
			const labels = all.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator).map(({ label }) => label);
			dialogs.picks.push({ title: given.title ?? '', labels });
			const widget = new Widget();
			const shown = showQuickPick(all, { ...given, onDidSelectItem: (item) => widget.focus(item) });
			void widget.choose(shown, dialogs.choices.shift());
			return shown;
		}),
		replace('showInputBox', (options) => {
			const given = options as vscode.InputBoxOptions; // data of the extension
			const shown = showInputBox({ ...given, value: dialogs.texts.shift() ?? '' });
			void new Widget().accept(shown);
			return shown;
		}),
		replace('showInformationMessage', hear(undefined)),
		replace('showErrorMessage', hear(undefined)),
		replace('showWarningMessage', hear(undefined)),
	];
	try {
		await test(dialogs);
	} finally {
		for (const each of undo) {
			each();
		}
	}
}

/** The extension and its tests are given the same object. */
function replace(name: keyof typeof vscode.window, by: Loose): () => void {
	const before = vscode.window[name];
	Object.assign(vscode.window, { [name]: by });
	return () => Object.assign(vscode.window, { [name]: before });
}

/** The one list or box that is open: it tells what has the focus, and obeys commands as it does keys. */
class Widget {
	#focused: string | undefined;

	focus(item: vscode.QuickPickItem | string): void {
		this.#focused = typeof item === 'string' ? item : item.label;
	}

	async choose(shown: Thenable<unknown>, label: string | undefined): Promise<void> {
		if (label === undefined) {
			await this.#until(shown, () => 'workbench.action.closeQuickOpen');
			return;
		}
		await this.#until(shown, () => {
			if (this.#focused === undefined) return undefined;
			return this.#focused === label ? 'workbench.action.acceptSelectedQuickOpenItem' : 'workbench.action.quickOpenSelectNext';
		});
	}

	async accept(shown: Thenable<unknown>): Promise<void> {
		await this.#until(shown, () => 'workbench.action.acceptSelectedQuickOpenItem');
	}

	async #until(shown: Thenable<unknown>, command: () => string | undefined): Promise<void> {
		let isOpen = true;
		const close = () => {
			isOpen = false;
		};
		shown.then(close, close);
		while (isOpen) {
			const id = command();
			if (id !== undefined) await vscode.commands.executeCommand(id);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}
}
