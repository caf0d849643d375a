import { type AskPorts, ask } from './ask.ts';
import { applyEvent, type ChatEvent, type ContextItem, isRunning, type Session, type Turn } from './session.ts';

export interface ConversationPorts extends Omit<AskPorts, 'session'> {
	/** Every event, in order, after it was applied: to be stored and shown. */
	readonly changed: (event: ChatEvent) => void;
	readonly newId: () => string;
	/** Epoch milliseconds. */
	readonly today: () => number;
}

/** One session and what runs in it. Questions are answered one after another; one asked meanwhile waits. */
export class Conversation {
	#session: Session;
	#running: { readonly turnId: string; readonly controller: AbortController } | undefined;
	#answering: Promise<void> = Promise.resolve();
	readonly #ports: ConversationPorts;

	constructor(session: Session, ports: ConversationPorts) {
		this.#session = session;
		this.#ports = ports;
	}

	get session(): Session {
		return this.#session;
	}

	get isBusy(): boolean {
		return this.#running !== undefined;
	}

	/** Attachments go along with the question. Resolves when nothing is left to answer. */
	async ask(question: string, task: Turn['task'] = 'chat', context: readonly ContextItem[] = []): Promise<void> {
		const turnId = this.#ports.newId();
		this.#apply({
			kind: 'asked',
			turnId,
			question,
			task,
			context: [...this.#session.attachments, ...context],
			askedAt: this.#ports.today(),
		});
		await this.#answerWaiting();
	}

	/** Ends the running answer; what is there of it stays. */
	stop(): void {
		this.#running?.controller.abort();
	}

	/** Stops the running answer, marks waiting questions as interrupted, and resolves when nothing runs any more. */
	async end(): Promise<void> {
		for (const turn of this.#session.turns.filter(({ state }) => state.kind === 'waiting')) {
			this.#apply({ kind: 'interrupted', turnId: turn.id });
		}
		this.stop();
		await this.#answering;
	}

	/** Takes a question back that has not begun, or one that failed; gives its text. */
	withdraw(turnId: string): string | undefined {
		const turn = this.#turn(turnId);
		if (turn === undefined || (isRunning(turn) && turn.state.kind !== 'waiting')) {
			return undefined;
		}
		this.#apply({ kind: 'withdrawn', turnId });
		if (this.#running?.turnId === turnId) {
			this.#running.controller.abort();
		}
		return turn.question;
	}

	/** False when the model has begun to answer already. */
	edit(turnId: string, question: string): boolean {
		if (this.#turn(turnId)?.state.kind !== 'waiting') {
			return false;
		}
		this.#apply({ kind: 'edited', turnId, question });
		return true;
	}

	/** Asks a question again that failed, was stopped or was interrupted. */
	async retry(turnId: string): Promise<void> {
		const turn = this.#turn(turnId);
		if (turn === undefined || isRunning(turn)) {
			return;
		}
		this.#apply({ kind: 'withdrawn', turnId });
		const { question, task, context } = turn;
		const { attachments } = this.#session;
		this.#apply({ kind: 'asked', turnId: this.#ports.newId(), question, task, context, askedAt: this.#ports.today() });
		// A question takes along what is attached; this one has its own context, so they wait for the next.
		for (const item of attachments) {
			this.attach(item);
		}
		await this.#answerWaiting();
	}

	attach(item: ContextItem): void {
		this.#apply({ kind: 'attached', item });
	}

	detach(index: number): void {
		this.#apply({ kind: 'detached', index });
	}

	#turn(turnId: string): Turn | undefined {
		return this.#session.turns.find((turn) => turn.id === turnId);
	}

	#apply(event: ChatEvent): void {
		this.#session = applyEvent(this.#session, event);
		this.#ports.changed(event);
	}

	#answerWaiting(): Promise<void> {
		if (this.#running === undefined) {
			this.#answering = this.#answerAll();
		}
		return this.#answering;
	}

	async #answerAll(): Promise<void> {
		while (this.#running === undefined) {
			const next = this.#session.turns.find((turn) => turn.state.kind === 'waiting');
			if (next === undefined) {
				return;
			}
			const controller = new AbortController();
			this.#running = { turnId: next.id, controller };
			try {
				for await (const event of ask(next.id, { ...this.#ports, session: () => this.#session }, controller.signal)) {
					this.#apply(event);
				}
			} finally {
				this.#running = undefined;
			}
		}
	}
}
