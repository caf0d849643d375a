/** What a user asks of a thought while it runs. */
export type ThoughtCommand =
	/** Closes the thought with a sentence and writes the answer; the tokens of these are all that is evaluated. */
	| { readonly kind: 'answerNow' }
	/** Where the thought would end next, `Wait,` is put instead; at most `mostThinkMore` times in a thought. */
	| { readonly kind: 'thinkMore' }
	| { readonly kind: 'pause' }
	/** Puts a remark into the thought as a paragraph of its own. Ends a pause. */
	| { readonly kind: 'steer'; readonly remark: string }
	| { readonly kind: 'resume' }
	/** The budget of the whole thought from now on, in tokens; clipped to what the context leaves. */
	| { readonly kind: 'setBudget'; readonly budgetTokens: number };

/** A model that may put off the end of its thought for ever would. */
export const mostThinkMore = 2;

/** Carries commands from a user to the one thought that runs, as an AbortSignal carries an abort. What is sent before anyone listens waits. */
export class ThoughtControl {
	#waiting: ThoughtCommand[] = [];
	#listener: ((command: ThoughtCommand) => void) | undefined;

	send(command: ThoughtCommand): void {
		if (this.#listener === undefined) {
			this.#waiting.push(command);
		} else {
			this.#listener(command);
		}
	}

	/** One listener at a time; the returned function ends the listening. */
	listen(listener: (command: ThoughtCommand) => void): () => void {
		this.#listener = listener;
		for (const command of this.#waiting.splice(0)) {
			listener(command);
		}
		return () => {
			if (this.#listener === listener) {
				this.#listener = undefined;
			}
		};
	}
}
