import * as vscode from 'vscode';
import { type Change, counted, noStatistics, readStatistics, type Statistics } from '../core/completion/statistics.ts';
import { statisticsPage } from '../core/completion/statisticsPage.ts';
import type { CompletionPages } from './completionPages.ts';

const key = 'lemma.completionStatistics';
const pageName = 'Lemma completions in numbers';
/** Whether the page is in front, which brings its button for Reset. */
const shownKey = 'lemma.statisticsShown';
/** Counting goes on in memory; it is stored at most this often. */
const storeMs = 30_000;

/** Numbers of this machine's completions, in VS Code's own storage and nowhere else. */
export class CompletionStatistics implements vscode.Disposable {
	readonly #state: vscode.Memento;
	readonly #subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
		const isShown = vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes(pageName) ?? false;
		if (isShown !== this.#isShown) {
			this.#isShown = isShown;
			void vscode.commands.executeCommand('setContext', shownKey, isShown);
		}
	});
	#isShown = false;
	#statistics: Statistics;
	#timer: NodeJS.Timeout | undefined;

	constructor(state: vscode.Memento) {
		this.#state = state;
		this.#statistics = readStatistics(state.get(key));
	}

	count(languageId: string, change: Change): void {
		this.#statistics = counted(this.#statistics, today(), languageId, change);
		this.#timer ??= setTimeout(() => void this.#store(), storeMs);
	}

	async show(pages: CompletionPages): Promise<void> {
		await pages.showDrawn(pageName, statisticsPage(this.#statistics, today()));
	}

	async reset(pages: CompletionPages): Promise<void> {
		const reset = 'Reset';
		const detail = 'The numbers of all days and languages are forgotten.';
		if ((await vscode.window.showWarningMessage('Reset the statistics of inline completions?', { modal: true, detail }, reset)) === reset) {
			this.#statistics = noStatistics;
			await this.#store();
			if (this.#isShown) {
				await this.show(pages);
			}
		}
	}

	dispose(): void {
		this.#subscription.dispose();
		void this.#store();
	}

	async #store(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		await this.#state.update(key, this.#statistics);
	}
}

/** The day here, counted from 1970. */
function today(): number {
	const now = new Date();
	return Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / 86_400_000);
}
