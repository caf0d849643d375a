import * as vscode from 'vscode';
import type { CursorSnapshot } from '../core/completion/cursorSnapshot.ts';
import { Pauses } from '../core/completion/pauses.ts';
import { isOnBattery } from '../inference/battery.ts';
import { currentSettings } from './settings.ts';

/** Snooze and battery. The one timer runs while a snooze does, so that whoever draws it learns of its end. */
export class CompletionPauses implements vscode.Disposable {
	readonly #changed = new vscode.EventEmitter<void>();
	readonly onChange = this.#changed.event;
	readonly #pauses = new Pauses({ clock: performance, isOnBattery: () => isOnBattery() });
	#timer: NodeJS.Timeout | undefined;

	get current(): CursorSnapshot['pause'] {
		return this.#pauses.current(currentSettings()['completion.pauseOnBattery']);
	}

	get snoozedUntil(): Date {
		return new Date(Date.now() + this.#pauses.snoozeLeftMs);
	}

	/** Looks at the power supply where that is due. */
	async look(): Promise<CursorSnapshot['pause']> {
		const before = this.current;
		const now = await this.#pauses.look(currentSettings()['completion.pauseOnBattery']);
		if (now !== before) {
			this.#changed.fire();
		}
		return now;
	}

	snooze(): void {
		clearTimeout(this.#timer);
		this.#pauses.snooze();
		this.#timer = setTimeout(() => this.#changed.fire(), this.#pauses.snoozeLeftMs + 1);
		this.#changed.fire();
	}

	resume(): void {
		clearTimeout(this.#timer);
		this.#pauses.resume();
		this.#changed.fire();
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#changed.dispose();
	}
}
