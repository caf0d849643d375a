import * as vscode from 'vscode';
import type { ModelStatus } from '../core/model.ts';
import type { Models } from './models.ts';
import { currentSettings, onSettingsChanged } from './settings.ts';

/** Which model, and what it does; a click opens the menu. */
export class StatusBar implements vscode.Disposable {
	readonly #item = vscode.window.createStatusBarItem('lemma.status', vscode.StatusBarAlignment.Right, 90);
	readonly #models: Models;
	readonly #subscriptions: vscode.Disposable[];
	#completionError: string | undefined;

	constructor(models: Models) {
		this.#models = models;
		this.#item.name = 'Lemma';
		this.#item.command = 'lemma.showMenu';
		this.#subscriptions = [models.onChange(() => this.#draw()), onSettingsChanged(() => this.#draw())];
		this.#draw();
		this.#item.show();
	}

	/** An error while typing is told here and never in a popup; `undefined` clears it. */
	showCompletionError(message: string | undefined): void {
		if (this.#completionError !== message) {
			this.#completionError = message;
			this.#draw();
		}
	}

	dispose(): void {
		vscode.Disposable.from(this.#item, ...this.#subscriptions).dispose();
	}

	#draw(): void {
		const status = this.#models.status('reasoner');
		const { icon, text, detail } = face(status);
		const isOff = !currentSettings()['completion.enabled'];
		const hasError = status.kind === 'failed' || this.#completionError !== undefined;
		this.#item.text = `${hasError ? '$(warning)' : icon} Lemma${text === '' ? '' : `: ${text}`}`;
		this.#item.tooltip = [detail, isOff ? 'Inline completions are off.' : '', this.#completionError ?? '']
			.filter((line) => line !== '')
			.join('\n');
		this.#item.accessibilityInformation = { label: `Lemma, ${detail}${isOff ? ', inline completions are off' : ''}`, role: 'button' };
		this.#item.backgroundColor = hasError ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
	}
}

interface Face {
	readonly icon: string;
	readonly text: string;
	readonly detail: string;
}

function face(status: ModelStatus): Face {
	switch (status.kind) {
		case 'missing':
			return {
				icon: '$(cloud-download)',
				text: 'no model',
				detail: `${status.title} is not on this machine yet. Click for ways to get it.`,
			};
		case 'getting': {
			const percent = Math.floor((100 * status.receivedBytes) / Math.max(1, status.totalBytes));
			return { icon: '$(sync~spin)', text: `getting ${percent} %`, detail: `Getting ${status.title}, ${percent} %` };
		}
		case 'idle':
			return { icon: '$(circle-outline)', text: '', detail: `${status.title} loads at first use.` };
		case 'loading':
			return {
				icon: '$(sync~spin)',
				text: `loading ${Math.round(status.percent)} %`,
				detail: `Loading ${status.title}, ${Math.round(status.percent)} %`,
			};
		case 'ready':
			return { icon: '$(check)', text: '', detail: `${status.title} is ready.` };
		case 'busy':
			return status.message === undefined
				? { icon: '$(loading~spin)', text: 'thinking', detail: `${status.title} is at work.` }
				: { icon: '$(warning)', text: 'not responding', detail: status.message };
		case 'failed':
			return { icon: '$(warning)', text: 'failed', detail: status.message };
	}
}
