import type { GenerateEvent } from '../model.ts';
import type { ChatEvent } from './session.ts';

/** What a model tells of a turn, as events of its session. A thought that a failure or a stop breaks off is closed first. */
export async function* toChatEvents(turnId: string, events: AsyncIterable<GenerateEvent>, now: () => number): AsyncGenerator<ChatEvent> {
	const thought = new Stopwatch(now);
	try {
		for await (const event of events) {
			switch (event.kind) {
				case 'prefill':
					yield { kind: 'reading', turnId, evaluated: event.evaluated, total: event.total };
					break;
				case 'reasoning':
					thought.run();
					yield { kind: 'reasoning', turnId, text: event.text, tokens: event.tokens, ms: thought.elapsedMs };
					break;
				case 'paused':
					if (event.isPaused) {
						thought.pause();
					} else {
						thought.run();
					}
					yield { turnId, ...event };
					break;
				case 'budget':
				case 'looping':
				case 'thinkMore':
					yield { turnId, ...event };
					break;
				case 'closed':
					yield { kind: 'closed', turnId, reason: event.reason, thoughtMs: thought.stop() };
					break;
				case 'answer':
					yield { kind: 'answer', turnId, text: event.text, tokens: event.tokens };
					break;
				case 'end':
					yield { kind: 'ended', turnId, end: event.end, usage: event.usage };
					break;
			}
		}
	} catch (error) {
		if (thought.isOpen) {
			yield { kind: 'closed', turnId, reason: 'abort', thoughtMs: thought.stop() };
		}
		throw error;
	}
}

/** The time of a thought without its pauses. */
class Stopwatch {
	readonly #now: () => number;
	#sinceMs: number | undefined;
	#elapsedMs = 0;
	#isOpen = false;

	constructor(now: () => number) {
		this.#now = now;
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	get elapsedMs(): number {
		return Math.round(this.#elapsedMs + (this.#sinceMs === undefined ? 0 : this.#now() - this.#sinceMs));
	}

	run(): void {
		this.#isOpen = true;
		this.#sinceMs ??= this.#now();
	}

	pause(): void {
		this.#elapsedMs += this.#sinceMs === undefined ? 0 : this.#now() - this.#sinceMs;
		this.#sinceMs = undefined;
	}

	stop(): number {
		this.pause();
		this.#isOpen = false;
		return Math.round(this.#elapsedMs);
	}
}
