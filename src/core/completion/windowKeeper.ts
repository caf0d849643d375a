import type { FileIdentity } from '../model.ts';
import type { SnippetSource } from './context/snippetSource.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import { ReadingSpeed } from './readingSpeed.ts';
import { contextBudgetCharacters, type Window, windowAt, windowBudget } from './window.ts';

/** Keeps the prompt of one document append-only: anchor, suffix and context stay as they are for as long as they hold. */
export class WindowKeeper {
	readonly #snippets: SnippetSource | undefined;
	readonly #speed: ReadingSpeed;
	#last: Kept | undefined;

	constructor(snippets?: SnippetSource, speed = new ReadingSpeed()) {
		this.#snippets = snippets;
		this.#speed = speed;
	}

	/** The window here, from which the next one goes on. `isResting`: nobody types, so that a new anchor may be taken in good time. */
	move(snapshot: CursorSnapshot, isResting = false): Window {
		const window = this.#at(snapshot, isResting);
		this.#last = { document: snapshot.document, window, isRead: false, isCut: this.#isCut(snapshot, window, isResting) };
		return window;
	}

	/** The engine has read all of it. */
	noteRead(window: Window): void {
		if (this.#last?.window === window) {
			this.#last = { ...this.#last, isRead: true };
		}
	}

	/** Whether a key here only appends to the last window. */
	holds(snapshot: CursorSnapshot): boolean {
		const last = this.#lastIn(snapshot);
		return last !== undefined && isAnchoredAlike(last.window, this.#at(snapshot, false));
	}

	/**
	 * What is worth reading here while nobody types. `renew`: the last window still holds, but not for long, so it can wait until a key is not
	 * near.
	 */
	wish(snapshot: CursorSnapshot): 'nothing' | 'read' | 'renew' {
		const last = this.#lastIn(snapshot);
		if (last === undefined || !this.holds(snapshot)) {
			return 'read';
		}
		const window = this.#at(snapshot, true);
		if (!isAnchoredAlike(last.window, window)) {
			return 'renew';
		}
		const isKnown = last.isRead && window.middle.length - sharedLength(last.window.middle, window.middle) <= unnoticedCharacters;
		return isKnown ? 'nothing' : 'read';
	}

	#at(snapshot: CursorSnapshot, isResting: boolean): Window {
		const last = this.#lastIn(snapshot);
		const previous = isResting && last?.isCut ? undefined : last?.window;
		const window = windowAt(snapshot.before, snapshot.after, previous, isResting, undefined, isResting ? 1 : this.#freshShare());
		// Another context before it means to read it all again, and a first one 250 tokens more: not where somebody types and waits.
		const keepsContext = !isResting || previous?.prefix === window.prefix;
		const context = keepsContext ? (previous?.context ?? []) : (this.#snippets?.snippets(snapshot, contextBudgetCharacters) ?? []);
		return context.length === 0 ? window : { ...window, context, file: fileOf(snapshot) };
	}

	#isCut(snapshot: CursorSnapshot, { prefix }: Window, isResting: boolean): boolean {
		const last = this.#lastIn(snapshot);
		if (last !== undefined && !isResting && (prefix.startsWith(last.window.prefix) || last.window.prefix.startsWith(prefix))) {
			return last.isCut;
		}
		return !isResting && this.#freshShare() < 1 && !snapshot.before.startsWith(prefix);
	}

	/** Where somebody types and waits, a slow engine gets less of a new place to read, and the rest once they rest. */
	#freshShare(): number {
		return Math.min(1, Math.max(leastShare, this.#speed.tokensWithin(patienceMs) / wholeTokens));
	}

	#lastIn({ document }: CursorSnapshot) {
		return this.#last?.document === document ? this.#last : undefined;
	}
}

interface Kept {
	readonly document: string;
	readonly window: Window;
	readonly isRead: boolean;
	/** It may hold less than a window whose reading nobody waits for. */
	readonly isCut: boolean;
}

/** How long somebody waits for text at a new place. */
const patienceMs = 800;
const leastShare = 0.25;
/** Of a whole window, as text of a program has it. */
const wholeTokens = (windowBudget.prefix + windowBudget.suffix) / 4;

/** So much unread text is read at a key without anybody noticing. */
const unnoticedCharacters = 48;

const isAnchoredAlike = (a: Window, b: Window): boolean => a.prefix === b.prefix && a.suffix === b.suffix;

function sharedLength(a: string, b: string): number {
	const most = Math.min(a.length, b.length);
	let length = 0;
	while (length < most && a[length] === b[length]) {
		length++;
	}
	return length;
}

const fileOf = ({ file, paths, languageId }: CursorSnapshot): FileIdentity =>
	file ?? { path: paths[0]?.split(/[\\/]/).at(-1) ?? 'untitled', languageId };
