import type { GenerateEvent } from '../core/model.ts';

/** Sends events at once after a pause, and together while they come thick and fast. */
export class EventBatch {
	readonly #send: (events: GenerateEvent[]) => void;
	readonly #nowMs: () => number;
	#events: GenerateEvent[] = [];
	#lastMs = Number.NEGATIVE_INFINITY;
	#timer: NodeJS.Timeout | undefined;

	constructor(send: (events: GenerateEvent[]) => void, nowMs = () => performance.now()) {
		this.#send = send;
		this.#nowMs = nowMs;
	}

	readonly add = (event: GenerateEvent): void => {
		const last = this.#events.at(-1);
		const joined = last && join(last, event);
		if (joined !== undefined) {
			this.#events.splice(-1, 1, joined);
		} else {
			this.#events.push(event);
		}
		const waitMs = this.#lastMs + intervalMs - this.#nowMs();
		if (waitMs <= 0) {
			this.flush();
		} else {
			this.#timer ??= setTimeout(() => this.flush(), waitMs);
		}
	};

	flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#events.length > 0) {
			const events = this.#events;
			this.#events = [];
			this.#lastMs = this.#nowMs();
			this.#send(events);
		}
	}
}

const intervalMs = 30;

/** Neighbours of one kind as one event. */
function join(a: GenerateEvent, b: GenerateEvent): GenerateEvent | undefined {
	if (a.kind === 'prefill' && b.kind === 'prefill') {
		return b;
	}
	if (a.kind === 'reasoning' && b.kind === 'reasoning') {
		return { kind: 'reasoning', text: a.text + b.text, tokens: a.tokens + b.tokens };
	}
	if (a.kind === 'answer' && b.kind === 'answer') {
		const probabilities = [...(a.probabilities ?? []), ...(b.probabilities ?? [])];
		return { kind: 'answer', text: a.text + b.text, tokens: a.tokens + b.tokens, ...(probabilities.length > 0 ? { probabilities } : {}) };
	}
	return undefined;
}
