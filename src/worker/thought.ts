import type { CloseReason, GenerateEvent } from '../core/model.ts';
import { LoopDetector } from '../core/reasoning/loopDetector.ts';
import { mostThinkMore, type ThoughtCommand } from '../core/reasoning/thoughtControl.ts';

/** What has to happen to a thought before its next token. */
export type Due =
	| { readonly kind: 'close'; readonly reason: Extract<CloseReason, 'budget' | 'user' | 'loop'> }
	| { readonly kind: 'remark'; readonly remark: string }
	| { readonly kind: 'goOn' };

/** What the user wants of a thought, and what it may take. Knows nothing of tokens and marks. */
export class Thought {
	readonly #report: (event: GenerateEvent) => void;
	readonly #budgetAtFirst: number;
	#askedTokens: number;
	#roomTokens: number;
	#usedTokens: number;
	#toldTokens: number | undefined;
	#isOver = false;
	#isPaused = false;
	#wake: (() => void) | undefined;
	#wantsAnswer = false;
	#remarks: string[] = [];
	#isArmed = false;
	#thinkMoreLeft = mostThinkMore;
	#loops = new LoopDetector();
	#repeatedCharacters = 0;

	constructor(options: {
		readonly budgetTokens: number;
		/** What the context leaves for the whole thought. */
		readonly roomTokens: number;
		/** Of the thought that was begun before. */
		readonly usedTokens: number;
		readonly report: (event: GenerateEvent) => void;
	}) {
		this.#budgetAtFirst = options.budgetTokens;
		this.#askedTokens = options.budgetTokens;
		this.#roomTokens = options.roomTokens;
		this.#usedTokens = options.usedTokens;
		this.#report = options.report;
	}

	get isPaused(): boolean {
		return this.#isPaused;
	}

	get isDue(): boolean {
		return this.#wantsAnswer || this.#remarks.length > 0 || this.#usedTokens >= this.#budgetTokens || this.#isStuck;
	}

	/** Tokens of ours that still fit. */
	get roomLeft(): number {
		return this.#roomTokens - this.#usedTokens;
	}

	/** Commands that come after the thought are ignored. */
	readonly obey = (command: ThoughtCommand): void => {
		if (this.#isOver) {
			return;
		}
		this.#repeatedCharacters = 0; // the user has an eye on it
		switch (command.kind) {
			case 'answerNow':
				this.#wantsAnswer = true;
				this.#setPaused(false);
				break;
			case 'thinkMore':
				this.#setArmed(true);
				break;
			case 'pause':
				this.#setPaused(!this.#wantsAnswer);
				break;
			case 'resume':
				this.#setPaused(false);
				break;
			case 'steer':
				this.#remarks.push(command.remark);
				this.#setPaused(false);
				break;
			case 'setBudget':
				this.#setBudget(command.budgetTokens);
		}
	};

	tellBudget(): void {
		if (this.#toldTokens !== this.#budgetTokens) {
			this.#toldTokens = this.#budgetTokens;
			this.#report({ kind: 'budget', tokens: this.#budgetTokens });
		}
	}

	/** What the model has thought. */
	note(text: string, tokens: number): void {
		this.#usedTokens += tokens;
		const wasLooping = this.#loops.isLooping;
		this.#loops.push(text);
		if (!this.#loops.isLooping) {
			this.#repeatedCharacters = 0;
			return;
		}
		this.#repeatedCharacters += text.length;
		if (!wasLooping) {
			this.#report({ kind: 'looping' });
		}
	}

	/** Tokens of ours take room from the model's, and lead it elsewhere. */
	noteInserted(tokens: number): void {
		this.#roomTokens -= tokens;
		this.#loops = new LoopDetector();
		this.#repeatedCharacters = 0;
		this.tellBudget();
	}

	/** What comes first of what is due. */
	takeDue(): Due | undefined {
		const remark = this.#remarks.shift();
		if (remark !== undefined) {
			return { kind: 'remark', remark };
		}
		if (this.#wantsAnswer) {
			return { kind: 'close', reason: 'user' };
		}
		if (this.#usedTokens >= this.#budgetTokens) {
			return this.putOff() ? { kind: 'goOn' } : { kind: 'close', reason: 'budget' };
		}
		return this.#isStuck ? { kind: 'close', reason: 'loop' } : undefined;
	}

	/** Whether the thought, which would end here, goes on because the user asked for more. */
	putOff(): boolean {
		const isSpent = this.#usedTokens >= this.#budgetTokens;
		const asked = isSpent ? this.#budgetTokens + this.#budgetAtFirst : this.#askedTokens;
		if (!this.#isArmed || Math.min(asked, this.#roomTokens) <= this.#usedTokens) {
			return false;
		}
		this.#askedTokens = asked;
		this.#isArmed = false;
		this.#tellThinkMore();
		this.tellBudget();
		return true;
	}

	end(): void {
		this.#isOver = true;
		this.#remarks = [];
		this.#setArmed(false);
		this.#setPaused(false);
	}

	async whilePaused(signal: AbortSignal): Promise<void> {
		while (this.#isPaused) {
			signal.throwIfAborted(); // it will not be told again
			const { promise, resolve } = Promise.withResolvers<void>();
			this.#wake = resolve;
			signal.addEventListener('abort', this.#wake);
			await promise;
			signal.removeEventListener('abort', this.#wake);
			signal.throwIfAborted();
		}
	}

	get #budgetTokens(): number {
		return Math.max(0, Math.min(this.#askedTokens, this.#roomTokens));
	}

	/** Nobody reacted to the loop, and the machine must not run hot for nothing. */
	get #isStuck(): boolean {
		return this.#repeatedCharacters >= mostRepeatedCharacters;
	}

	/** A budget that is spent already means an end now, also to what was asked for before. */
	#setBudget(tokens: number): void {
		this.#askedTokens = tokens;
		this.tellBudget();
		if (this.#usedTokens >= this.#budgetTokens) {
			this.#setArmed(false);
			this.#setPaused(false);
		}
	}

	#setArmed(isArmed: boolean): void {
		if (this.#isArmed !== isArmed && (!isArmed || this.#thinkMoreLeft > 0)) {
			this.#isArmed = isArmed;
			this.#thinkMoreLeft += isArmed ? -1 : 1;
			this.#tellThinkMore();
		}
	}

	#tellThinkMore(): void {
		this.#report({ kind: 'thinkMore', isArmed: this.#isArmed, left: this.#thinkMoreLeft });
	}

	#setPaused(isPaused: boolean): void {
		if (this.#isPaused !== isPaused) {
			this.#isPaused = isPaused;
			this.#report({ kind: 'paused', isPaused });
			this.#wake?.();
		}
	}
}

const mostRepeatedCharacters = 4000;
