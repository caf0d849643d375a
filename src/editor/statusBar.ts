import * as vscode from 'vscode';
import { type CompletionState, describeState } from '../core/completion/completionState.ts';
import { isCodeScheme, isLanguageOn } from '../core/completion/shouldComplete.ts';
import type { ModelStatus } from '../core/model.ts';
import { timeOfDay } from './completionCommands.ts';
import type { CompletionPauses } from './completionPauses.ts';
import type { Models } from './models.ts';
import { currentSettings, onSettingsChanged } from './settings.ts';

/** What is computed for shorter than this is not drawn as work: a spinner at each key would be a nuisance. */
const busyMs = 300;

/** Which model, what it does, and what completions do; a click opens the menu. */
export class StatusBar implements vscode.Disposable {
	readonly #item = vscode.window.createStatusBarItem('lemma.status', vscode.StatusBarAlignment.Right, 90);
	readonly #models: Models;
	readonly #pauses: CompletionPauses;
	readonly #subscriptions: vscode.Disposable;
	#completionError: string | undefined;
	#lastMs: number | undefined;
	#isComputing = false;
	#timer: NodeJS.Timeout | undefined;

	constructor(models: Models, pauses: CompletionPauses) {
		this.#models = models;
		this.#pauses = pauses;
		this.#item.name = 'Lemma';
		this.#item.command = 'lemma.showMenu';
		const draw = () => this.#draw();
		this.#subscriptions = vscode.Disposable.from(
			models.onChange(draw),
			pauses.onChange(draw),
			onSettingsChanged(draw),
			vscode.window.onDidChangeActiveTextEditor(draw),
		);
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

	/** How long the last one took that was shown. */
	showLatency(ms: number): void {
		this.#lastMs = ms;
		this.#draw();
	}

	showComputing(isComputing: boolean): void {
		clearTimeout(this.#timer);
		if (isComputing) {
			this.#timer = setTimeout(() => this.#setComputing(true), busyMs);
		} else {
			this.#setComputing(false);
		}
	}

	dispose(): void {
		clearTimeout(this.#timer);
		vscode.Disposable.from(this.#item, this.#subscriptions).dispose();
	}

	#setComputing(isComputing: boolean): void {
		if (this.#isComputing !== isComputing) {
			this.#isComputing = isComputing;
			this.#draw();
		}
	}

	#draw(): void {
		const status = this.#models.status('reasoner');
		const completer = this.#models.status('completer');
		const model = face(status);
		const own = completer.title === status.title ? undefined : face(completer);
		const completions = describeState(this.#completionState());
		const hasError = status.kind === 'failed' || completer.kind === 'failed' || this.#completionError !== undefined;
		// What keeps the one or the other from working is told before what completions do.
		const busiest = isAtRest(status) && !isQuiet(completer) ? face(completer) : model;
		const areAtRest = isAtRest(status) && isQuiet(completer);
		const icon = this.#isComputing ? '$(loading~spin)' : ((areAtRest ? completions.icon : undefined) ?? busiest.icon);
		const text = areAtRest ? (completions.text ?? '') : busiest.text;
		const lines = [model.detail, own?.detail, completions.sentence, this.#completionError].filter((line) => line !== undefined);
		this.#item.text = `${hasError ? '$(warning)' : icon} Lemma${text === '' ? '' : `: ${text}`}`;
		this.#item.tooltip = lines.join('\n');
		this.#item.accessibilityInformation = { label: `Lemma, ${lines.join(' ')}`, role: 'button' };
		this.#item.backgroundColor = hasError ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
	}

	#completionState(): CompletionState {
		const settings = currentSettings();
		const { languageId, uri } = vscode.window.activeTextEditor?.document ?? {};
		if (!settings['completion.enabled']) {
			return { kind: 'off' };
		}
		if (languageId !== undefined && isCodeScheme(uri?.scheme ?? '') && !isLanguageOn(languageId, settings)) {
			return { kind: 'languageOff', languageId };
		}
		switch (this.#pauses.current) {
			case 'snoozed':
				return { kind: 'snoozed', until: timeOfDay(this.#pauses.snoozedUntil) };
			case 'battery':
				return { kind: 'battery' };
			case undefined:
				return { kind: settings['completion.mode'], lastMs: this.#lastMs };
		}
	}
}

const isAtRest = ({ kind }: ModelStatus): boolean => kind === 'ready' || kind === 'idle';

/** Work on completions comes and goes with the keys: it is drawn by `showComputing` alone. */
const isQuiet = (status: ModelStatus): boolean => isAtRest(status) || (status.kind === 'busy' && status.message === undefined);

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
