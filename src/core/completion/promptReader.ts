import type { Clock } from '../clock.ts';
import type { LanguageModel } from '../model.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import type { BackgroundRecord } from './requestRecord.ts';
import { Task } from './task.ts';
import type { Window } from './window.ts';
import { holdsAt, type WindowKeeper } from './windowKeeper.ts';

export interface PromptReaderPorts {
	readonly clock: Clock;
	readonly windows: WindowKeeper;
	/** The model, once nothing else is computed and if nothing else became of it. */
	readonly whenFree: (signal: AbortSignal) => Promise<LanguageModel | undefined>;
	/** Whether nothing is computed at this very moment: others wait for the same one. */
	readonly isFree: () => boolean;
	readonly onRead: ((record: BackgroundRecord) => void) | undefined;
}

/** Reads beforehand what a completion would need, while nobody waits. */
export class PromptReader {
	readonly #ports: PromptReaderPorts;
	#task: Task | undefined;
	#reading: { readonly window: Window; readonly isResting: boolean } | undefined;
	/** Counts up with each start, key and stop: the last one counts. */
	#turn = 0;

	constructor(ports: PromptReaderPorts) {
		this.#ports = ports;
	}

	get isReading(): boolean {
		return this.#reading !== undefined;
	}

	/** Resolves when all is read, or when it was stopped. */
	async read(snapshot: CursorSnapshot): Promise<void> {
		const { windows, clock } = this.#ports;
		const stopped = this.stop();
		const turn = this.#turn;
		await stopped;
		if (turn !== this.#turn) {
			return;
		}
		this.#task = new Task(async (signal) => {
			if (windows.wish(snapshot) === 'part') {
				await this.#readWhenFree(snapshot, false, signal);
			}
			if (turn !== this.#turn) {
				return;
			}
			if (windows.wish(snapshot) === 'renew') {
				await clock.sleep(longRestMs, signal);
			}
			await this.#readWhenFree(snapshot, true, signal);
		});
		await this.#task.done;
	}

	/** A key came. What it needs as well is read on until it is asked for; everything else ends. */
	follow(snapshot: CursorSnapshot): void {
		this.#turn++;
		const isNeeded = this.#reading?.isResting === false && holdsAt(this.#reading.window, snapshot);
		if (!isNeeded) {
			this.#task?.stop();
		}
	}

	/** Resolves when nothing is read any more. */
	async stop(): Promise<void> {
		this.#turn++;
		this.#task?.stop();
		await this.#task?.ended;
	}

	async #readWhenFree(snapshot: CursorSnapshot, isResting: boolean, signal: AbortSignal): Promise<void> {
		const { windows, whenFree, isFree } = this.#ports;
		let model = await whenFree(signal);
		while (model !== undefined && !isFree()) {
			model = await whenFree(signal);
		}
		if (model === undefined || windows.wish(snapshot) === 'nothing') {
			return;
		}
		const window = windows.move(snapshot, isResting);
		this.#reading = { window, isResting };
		try {
			await this.#readWith(model, snapshot.document, window, signal);
		} finally {
			this.#reading = undefined;
		}
	}

	async #readWith(model: LanguageModel, document: string, window: Window, signal: AbortSignal): Promise<void> {
		const { windows, clock, onRead } = this.#ports;
		const startedAt = clock.now();
		let evaluatedTokens = 0;
		let isComplete = false;
		try {
			for await (const event of model.generate({ kind: 'fill', ...window, maxTokens: 0, purpose: 'idle' }, signal)) {
				evaluatedTokens = event.kind === 'prefill' ? event.evaluated : evaluatedTokens;
				isComplete ||= event.kind === 'end';
			}
			if (isComplete) {
				windows.noteRead(window);
			}
		} finally {
			onRead?.({ kind: 'idle', document, evaluatedTokens, answerTokens: 0, totalMs: clock.now() - startedAt, isComplete });
		}
	}
}

/** The cursor rests when it has not moved for this long; sooner where it went elsewhere than where it was typed, since a key may come at any time. */
export const restMs = { key: 400, jump: 200 } as const;
/** A window that still holds is exchanged for a better one only where a key is not near. */
const longRestMs = 1500;
