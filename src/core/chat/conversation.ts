import { type ThoughtCommand, ThoughtControl } from '../reasoning/thoughtControl.ts';
import type { Effort, Settings } from '../settings.ts';
import { type AskPorts, ask } from './ask.ts';
import { siblingsOf } from './branches.ts';
import { turnBudget } from './chatPrompt.ts';
import { applyEvent, type ChatEvent, type ContextItem, canContinue, endsInThought, isRunning, type Session, type Turn } from './session.ts';
import { cleanTitle } from './title.ts';

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
	#running:
		| { readonly turnId: string; readonly controller: AbortController; readonly control: ThoughtControl; wantsAnswer: boolean }
		| undefined;
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
	async ask(
		question: string,
		task: Turn['task'] = 'chat',
		context: readonly ContextItem[] = [],
		more: Pick<Turn, 'command' | 'votes'> = {},
	): Promise<void> {
		const turnId = this.#ports.newId();
		this.#apply({
			kind: 'asked',
			turnId,
			question,
			task,
			context: [...this.#session.attachments, ...context],
			...more,
			after: this.#session.turns.at(-1)?.id ?? '',
			askedAt: this.#ports.today(),
		});
		await this.#answerWaiting();
	}

	/** Ends the running answer; what is there of it stays. */
	stop(): void {
		this.#running?.controller.abort();
	}

	/** What the user asks of the thought of a turn; nothing happens where that does not run any more. */
	command(turnId: string, command: ThoughtCommand): void {
		if (this.#running?.turnId === turnId) {
			this.#running.control.send(command);
		}
	}

	/** The effort was changed, perhaps: the running thought is held to it too. */
	followEffort(): void {
		const turn = this.#turn(this.#running?.turnId ?? '');
		if (turn !== undefined && turn.thinking !== 'none') {
			this.command(turn.id, { kind: 'setBudget', budgetTokens: turnBudget(turn, this.#settings()) });
		}
	}

	/** Goes on with a turn that was cut, stopped or interrupted; the text that is there stays. */
	async continueTurn(turnId: string): Promise<void> {
		await this.#continue(turnId, new ThoughtControl());
	}

	/** Closes the thought of a turn and writes the answer, also where the turn ended inside its thought. */
	async answerNow(turnId: string): Promise<void> {
		const running = this.#running;
		if (running?.turnId === turnId) {
			running.wantsAnswer = true;
			running.control.send({ kind: 'answerNow' });
			return;
		}
		const turn = this.#turn(turnId);
		if (turn !== undefined && endsInThought(turn)) {
			await this.#continue(turnId, wantingAnswer());
		}
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

	/** Asks a question again. An answer that is there stays, on a branch of its own. */
	async retry(turnId: string): Promise<void> {
		const turn = this.#turn(turnId);
		if (turn !== undefined && !isRunning(turn)) {
			await this.#askBeside(turn, turn.question);
		}
	}

	/** Asks an earlier question in other words, with what went along with it. What was said since stays, on the branch it is on. */
	async askInstead(turnId: string, question: string): Promise<void> {
		if (this.#turn(turnId)?.state.kind === 'waiting') {
			return;
		}
		await this.end();
		const turn = this.#turn(turnId);
		if (turn !== undefined) {
			await this.#askBeside(turn, question);
		}
	}

	/** Shows another of the turns that follow the same one; not while something is written, which must stay in view. */
	showSibling(turnId: string, step: 1 | -1): void {
		const siblings = siblingsOf(
			this.#session,
			this.#session.turns.findIndex(({ id }) => id === turnId),
		);
		const sibling = siblings[siblings.findIndex(({ id }) => id === turnId) + step];
		if (sibling !== undefined && !this.#session.turns.some(isRunning)) {
			this.#apply({ kind: 'branchShown', turnId: sibling.id });
		}
	}

	/** Without a title, the beginning of the first question is one. */
	rename(title: string): void {
		this.#apply({ kind: 'titled', title: cleanTitle(title) });
	}

	pin(isPinned: boolean): void {
		this.#apply({ kind: 'pinned', isPinned });
	}

	/** A model file for this session alone; empty: that of the settings. */
	chooseModel(path: string): void {
		this.#apply({ kind: 'modelChosen', path });
	}

	/** From now on the setting is not asked. A thought that runs is held to it too. */
	chooseEffort(effort: Effort): void {
		this.#apply({ kind: 'effortChosen', effort });
		this.followEffort();
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

	async #askBeside(turn: Turn, question: string): Promise<void> {
		const after = turn.after ?? this.#session.turns[this.#session.turns.indexOf(turn) - 1]?.id ?? '';
		if ((turn.reasoning + turn.answer).trim() === '') {
			this.#apply({ kind: 'withdrawn', turnId: turn.id });
		}
		const { task, context, command, votes } = turn;
		const { attachments } = this.#session;
		this.#apply({
			...{ kind: 'asked', turnId: this.#ports.newId(), question, task, context, askedAt: this.#ports.today(), after },
			...(command === undefined ? {} : { command }),
			...(votes === undefined ? {} : { votes }),
		});
		// A question takes along what is attached; this one has its own context, so they wait for the next.
		for (const item of attachments) {
			this.attach(item);
		}
		await this.#answerWaiting();
	}

	/** With the effort of this session. */
	readonly #settings = (): Settings => {
		const settings = this.#ports.settings();
		return this.#session.effort === undefined ? settings : { ...settings, 'chat.effort': this.#session.effort };
	};

	#apply(event: ChatEvent): void {
		this.#session = applyEvent(this.#session, event);
		this.#ports.changed(event);
	}

	async #continue(turnId: string, control: ThoughtControl): Promise<void> {
		const turn = this.#turn(turnId);
		if (turn === undefined || this.isBusy || !canContinue(turn)) {
			return;
		}
		this.#apply({ kind: 'resumed', turnId });
		this.#answering = this.#answer(turnId, control).then(() => this.#answerAll());
		await this.#answering;
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
			await this.#answer(next.id, new ThoughtControl());
		}
	}

	async #answer(turnId: string, control: ThoughtControl): Promise<void> {
		const controller = new AbortController();
		const running = { turnId, controller, control, wantsAnswer: false };
		this.#running = running;
		try {
			for await (const event of ask(
				turnId,
				{ ...this.#ports, settings: this.#settings, session: () => this.#session },
				controller.signal,
				control,
			)) {
				this.#apply(event);
			}
		} finally {
			this.#running = undefined;
		}
		const turn = this.#turn(turnId);
		if (running.wantsAnswer && !controller.signal.aborted && turn !== undefined && endsInThought(turn)) {
			// It ended by itself before it heard of that.
			this.#apply({ kind: 'resumed', turnId });
			await this.#answer(turnId, wantingAnswer());
		}
	}
}

function wantingAnswer(): ThoughtControl {
	const control = new ThoughtControl();
	control.send({ kind: 'answerNow' });
	return control;
}
