import type { Clock } from '../clock.ts';
import type { LanguageModel } from '../model.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import type { BackgroundRecord } from './requestRecord.ts';
import { Task } from './task.ts';
import type { WindowKeeper } from './windowKeeper.ts';

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
	#isReading = false;
	/** Counts up with each start and stop: the last one counts. */
	#turn = 0;

	constructor(ports: PromptReaderPorts) {
		this.#ports = ports;
	}

	get isReading(): boolean {
		return this.#isReading;
	}

	/** Resolves when all is read, or when it was stopped. */
	async read(snapshot: CursorSnapshot): Promise<void> {
		const { windows, clock, whenFree, isFree } = this.#ports;
		const stopped = this.stop();
		const turn = this.#turn;
		await stopped;
		if (turn !== this.#turn) {
			return;
		}
		this.#task = new Task(async (signal) => {
			if (windows.wish(snapshot) === 'renew') {
				await clock.sleep(longRestMs, signal);
			}
			let model = await whenFree(signal);
			while (model !== undefined && !isFree()) {
				model = await whenFree(signal);
			}
			if (model !== undefined && windows.wish(snapshot) !== 'nothing') {
				await this.#readWith(model, snapshot, signal);
			}
		});
		await this.#task.done;
	}

	/** Resolves when nothing is read any more. */
	async stop(): Promise<void> {
		this.#turn++;
		this.#task?.stop();
		await this.#task?.ended;
	}

	async #readWith(model: LanguageModel, snapshot: CursorSnapshot, signal: AbortSignal): Promise<void> {
		const { windows, clock, onRead } = this.#ports;
		const window = windows.move(snapshot, true);
		const startedAt = clock.now();
		let evaluatedTokens = 0;
		let isComplete = false;
		this.#isReading = true;
		try {
			for await (const event of model.generate({ kind: 'fill', ...window, maxTokens: 0, purpose: 'idle' }, signal)) {
				evaluatedTokens = event.kind === 'prefill' ? event.evaluated : evaluatedTokens;
				isComplete ||= event.kind === 'end';
			}
			if (isComplete) {
				windows.noteRead(window);
			}
		} finally {
			this.#isReading = false;
			const { document } = snapshot;
			onRead?.({ kind: 'idle', document, evaluatedTokens, answerTokens: 0, totalMs: clock.now() - startedAt, isComplete });
		}
	}
}

/** A window that still holds is exchanged for a better one only where a key is not near. */
const longRestMs = 1500;
