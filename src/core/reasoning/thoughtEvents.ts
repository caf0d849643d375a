import type { CloseReason } from '../model.ts';
import type { ThoughtEvent } from './parser.ts';

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
