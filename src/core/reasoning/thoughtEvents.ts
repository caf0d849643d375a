import type { CloseReason } from '../model.ts';

/** `maybe`: the model decides; its output is a thought only if it begins with the open tag. */
export type ThoughtState = 'thinking' | 'answer' | 'maybe';

export type ThoughtEvent =
	| { readonly kind: 'reasoning'; readonly text: string }
	| { readonly kind: 'answer'; readonly text: string }
	| { readonly kind: 'closed'; readonly reason: CloseReason };

/** Splits an output into thought and answer; texts and marks add up to what was pushed, however it is cut. */
export interface OutputParser {
	/** Whether what comes next belongs to a thought. */
	readonly isThinking: boolean;
	push(text: string): ThoughtEvent[];
	/** A mark of the format that came as a token of its own, so that it is no quotation. */
	pushMark(text: string): ThoughtEvent[];
	/** Closes the thought from outside. A close mark that the model writes after it all the same is swallowed. */
	close(reason: CloseReason): ThoughtEvent[];
	/** The stream is over: held text goes to the side it is on, and an open thought is closed. */
	end(reason: CloseReason): ThoughtEvent[];
}

export type Side = 'reasoning' | 'answer';

/** The events of one push, neighbours of one side in one piece. */
export class ThoughtEvents {
	readonly list: ThoughtEvent[] = [];

	say(side: Side, text: string): void {
		const last = this.list.at(-1);
		if (last?.kind === side) this.list[this.list.length - 1] = { kind: side, text: last.text + text };
		else if (text !== '') this.list.push({ kind: side, text });
	}

	closed(reason: CloseReason): void {
		this.list.push({ kind: 'closed', reason });
	}
}

/** Cuts texts so that no pair of surrogates lies in two of them: the half of a character waits for the other. */
export class WholeCharacters {
	#half = '';

	push(text: string): string {
		const all = this.#half + text;
		const end = isFirstHalf(all.charCodeAt(all.length - 1)) ? all.length - 1 : all.length;
		this.#half = all.slice(end);
		return all.slice(0, end);
	}

	/** A half whose other half never came. */
	flush(): string {
		const half = this.#half;
		this.#half = '';
		return half;
	}
}

const isFirstHalf = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
