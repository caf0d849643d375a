// Somebody who types parts of a file that lies there: with an uneven rhythm, slips of the finger, and an editor that closes brackets.
import type { TraceEvent } from '../../../tools/cli/replay/trace.ts';
import { Random } from './random.ts';

export interface TypedEvent {
	readonly event: TraceEvent;
	/** Where the cursor is in the finished file, with all before it as there; absent within a slip or a jump. */
	readonly truthAt?: number;
	/** Up to where the finished file is still missing there. */
	readonly missingTo?: number;
}

/** A part of the file that is missing at first. */
interface Hole {
	readonly from: number;
	readonly to: number;
	/** Units of it that stand there. */
	typed: number;
	/** What the editor closed by itself behind the cursor. */
	closed: string;
	/** Of its cursor in the document as it is now. */
	at: number;
}

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const typoShare = 0.05;
const pauseShare = 0.4;

export class Typist {
	readonly path: string;
	/** The file as it is in the end. */
	readonly truth: string;
	readonly #random: Random;
	readonly #holes: readonly Hole[];
	readonly #emit: (typed: TypedEvent) => void;
	readonly #time: { now: number };
	#text: string;

	constructor(
		path: string,
		truth: string,
		holes: readonly (readonly [from: number, to: number])[],
		seed: number,
		shared: { readonly emit: (typed: TypedEvent) => void; readonly time: { now: number } },
	) {
		this.path = path;
		this.truth = truth;
		this.#text = truth;
		this.#random = new Random(seed);
		this.#holes = holes.map(([from, to]) => ({ from, to, typed: to - from, closed: '', at: to }));
		this.#emit = shared.emit;
		this.#time = shared.time;
	}

	get text(): string {
		return this.#text;
	}

	wait(ms: number): void {
		this.#time.now += ms;
	}

	open(): void {
		this.#add({ open: this.path });
	}

	/** Takes the holes out of the file, in one change; the indentation of a line stays. */
	dig(): void {
		for (const hole of [...this.#holes].reverse()) {
			const [indent = ''] = /^[ \t]*/.exec(this.truth.slice(hole.from, hole.to)) ?? [];
			const kept = this.truth[hole.from - 1] === '\n' ? indent.length : 0;
			const at = hole.at - hole.typed + kept;
			this.#edit(hole, at, hole.typed - kept, '');
			hole.typed = kept;
		}
	}

	/** The cursor goes to where a hole was left. */
	goTo(index: number): void {
		this.#add({ cursor: this.#hole(index).at }, this.#hole(index));
	}

	isDone(index: number): boolean {
		const hole = this.#hole(index);
		return hole.from + hole.typed >= hole.to && hole.closed === '';
	}

	/** Types on in a hole, some `keys` keys. */
	type(index: number, keys: number): void {
		const hole = this.#hole(index);
		for (let count = 0; count < keys && !this.isDone(index); count++) {
			const next = this.truth[hole.from + hole.typed] ?? '';
			if (/[a-z]/i.test(next) && this.#random.next() < typoShare) {
				this.#slip(hole, next);
			}
			this.#key(hole);
			this.wait(this.#rhythm());
			const isBoundary = !/\w/.test(this.truth[hole.from + hole.typed - 1] ?? '');
			if (isBoundary && this.#random.next() < pauseShare) {
				this.pause();
			}
		}
	}

	/** Somebody thinks, and looks at what is shown. */
	pause(): void {
		this.wait(this.#random.logNormal(750, 0.45, 420, 2000));
	}

	/** The rest of a hole comes out of the clipboard. */
	paste(index: number): void {
		const hole = this.#hole(index);
		const rest = this.truth.slice(hole.from + hole.typed, hole.to);
		this.#edit(hole, hole.at, hole.closed.length, rest);
		hole.typed += rest.length;
		hole.closed = '';
	}

	/** Takes back up to `count` letters, key by key. */
	takeBack(index: number, count: number): void {
		const hole = this.#hole(index);
		for (let taken = 0; taken < count && hole.typed > 0 && /[\w ]/.test(this.#text[hole.at - 1] ?? ''); taken++) {
			hole.typed--;
			this.#edit(hole, hole.at - 1, 1, '');
			this.wait(this.#rhythm());
		}
	}

	#key(hole: Hole): void {
		const rest = this.truth.slice(hole.from + hole.typed, hole.to);
		const next = rest[0] ?? '';
		const [lineBreak] = /^\r?\n(?:[ \t]*(?=[^\s]))?/.exec(rest) ?? [];
		const [down] = /^\r?\n[ \t]*[)\]}]/.exec(rest) ?? [];
		if (down !== undefined && hole.closed.startsWith(down)) {
			// The closing bracket stands on the next line already.
			hole.typed += down.length;
			hole.closed = hole.closed.slice(down.length);
			hole.at += down.length;
			this.#add({ cursor: hole.at }, hole);
		} else if (lineBreak !== undefined) {
			this.#breakLine(hole, lineBreak);
		} else if (next === '') {
			// What the editor closed too much.
			this.#edit(hole, hole.at, hole.closed.length, '');
			hole.closed = '';
		} else if (hole.closed.startsWith(next) && /[)\]}]/.test(next)) {
			hole.typed++;
			hole.closed = hole.closed.slice(1);
			this.#edit(hole, hole.at, 1, next);
		} else {
			this.#insert(hole, next);
		}
	}

	#insert(hole: Hole, next: string): void {
		const closer = closerOf[next];
		if (closer !== undefined && /^(?:[\s)\]};,]|$)/.test(this.#text.slice(hole.at, hole.at + 1)) && this.#closes(hole) !== undefined) {
			const { at } = hole;
			this.#edit(hole, at, 0, closer);
			hole.closed = closer + hole.closed;
			hole.typed++;
			this.#edit(hole, at, 0, next);
			return;
		}
		const isHalf = /[\uD800-\uDBFF]/.test(next);
		const text = this.truth.slice(hole.from + hole.typed, hole.from + hole.typed + (isHalf ? 2 : 1));
		hole.typed += text.length;
		this.#edit(hole, hole.at, 0, text);
	}

	/** Between brackets the closing one gets a line of its own. */
	#breakLine(hole: Hole, lineBreak: string): void {
		const opener = this.#text[hole.at - 1] ?? '';
		const closing = closerOf[opener] !== undefined && hole.closed.startsWith(closerOf[opener]) ? this.#closes(hole, -1) : undefined;
		const before = closing === undefined ? undefined : /\r?\n[ \t]*$/.exec(this.truth.slice(0, closing))?.[0];
		if (before !== undefined) {
			const { at } = hole;
			this.#edit(hole, at, 0, before);
			hole.closed = before + hole.closed;
			hole.typed += lineBreak.length;
			this.#edit(hole, at, 0, lineBreak);
			return;
		}
		hole.typed += lineBreak.length;
		this.#edit(hole, hole.at, 0, lineBreak);
	}

	/** Where, within the hole, the bracket at its cursor is closed. */
	#closes(hole: Hole, shift = 0): number | undefined {
		const open: string[] = [];
		for (let index = hole.from + hole.typed + shift; index < hole.to; index++) {
			const character = this.truth[index] ?? '';
			const closer = closerOf[character];
			if (closer !== undefined) {
				open.push(closer);
			} else if (/[)\]}]/.test(character) && open.pop() !== character) {
				return undefined;
			}
			if (open.length === 0) {
				return index;
			}
		}
		return undefined;
	}

	/** A wrong letter, perhaps one more key before it is noticed, and back. */
	#slip(hole: Hole, right: string): void {
		const wrong = this.#random.pick([...'etaoinshr'].filter((letter) => letter !== right.toLowerCase()));
		const slips = this.#random.next() < 0.4 ? [wrong, right] : [wrong];
		for (const letter of slips) {
			this.#edit(hole, hole.at, 0, letter, false);
			this.wait(this.#rhythm());
		}
		this.wait(this.#random.logNormal(200, 0.3, 100, 380));
		for (const _ of slips) {
			this.#edit(hole, hole.at - 1, 1, '', false);
			this.wait(this.#rhythm());
		}
	}

	/** 5 to 8 characters a second. */
	#rhythm(): number {
		return this.#random.logNormal(145, 0.35, 60, 390);
	}

	#edit(hole: Hole, at: number, del: number, ins: string, isRight = true): void {
		this.#text = this.#text.slice(0, at) + ins + this.#text.slice(at + del);
		const grown = ins.length - del;
		for (const other of this.#holes) {
			if (other !== hole && other.at > at) {
				other.at += grown;
			}
		}
		hole.at = at + ins.length;
		this.#add({ at, del, ins }, isRight ? hole : undefined);
	}

	/** `hole`: where what is done is right, as opposed to a slip. */
	#add(action: { open: string } | { cursor: number } | { at: number; del: number; ins: string }, hole?: Hole): void {
		const event = { t: Math.round(this.#time.now), ...action };
		const truthAt = hole === undefined ? 0 : hole.from + hole.typed;
		const isTrue = hole !== undefined && this.#text.slice(0, hole.at) === this.truth.slice(0, truthAt);
		this.#emit(isTrue ? { event, truthAt, missingTo: hole.to } : { event });
	}

	#hole(index: number): Hole {
		const hole = this.#holes[index];
		if (hole === undefined) {
			throw new Error(`there is no hole ${index}`);
		}
		return hole;
	}
}
