import * as vscode from 'vscode';
import type { RequestHistory } from '../core/completion/history.ts';
import { requestPage, requestRow } from '../core/completion/requestPage.ts';
import type { RequestRecord } from '../core/completion/requestRecord.ts';
import type { CompletionPages } from './completionPages.ts';

interface Row extends vscode.QuickPickItem {
	readonly record: RequestRecord;
}

const copy: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('copy'), tooltip: 'Copy all of it' };
const openLog: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('output'), tooltip: 'Show Log' };

/** Lists the last requests with what became of each; picking one opens all that is known of it. */
export function whyNoSuggestion(history: RequestHistory, pages: CompletionPages, showLog: () => void): void {
	if (history.newestFirst.length === 0) {
		void vscode.window.showInformationMessage(
			'Nothing was asked for yet. Type in a code file, or run "Lemma: Trigger Inline Completion", and look here again.',
		);
		return;
	}
	const list = vscode.window.createQuickPick<Row>();
	list.title = 'Why no suggestion? The last requests, newest first';
	list.placeholder = 'Pick one to see all of it: timing, prompt, what the model wrote and what was shown';
	list.matchOnDescription = true;
	list.matchOnDetail = true;
	list.buttons = [openLog];
	list.items = history.newestFirst.map((record) => {
		const { label, description, detail } = requestRow(record, timeOf(record));
		const icon = record.reason === 'shown' ? '$(check)' : '$(circle-slash)';
		return { label: `${icon} ${label}`, description, detail, buttons: [copy], record };
	});
	list.onDidTriggerButton(showLog);
	list.onDidTriggerItemButton(async ({ item }) => {
		await vscode.env.clipboard.writeText(requestPage(item.record, timeOf(item.record)));
		void vscode.window.setStatusBarMessage('Lemma: the request is in the clipboard, with its texts.', 5000);
	});
	list.onDidAccept(() => {
		const [picked] = list.selectedItems;
		list.hide();
		if (picked !== undefined) {
			const { record } = picked;
			void pages.show(`Completion ${record.id} at ${timeOf(record).replaceAll(/[^\w]+/g, '-')}`, requestPage(record, timeOf(record)));
		}
	});
	list.onDidHide(() => list.dispose());
	list.show();
}

const timeOf = ({ atMs }: RequestRecord): string => new Date(atMs).toLocaleTimeString();
