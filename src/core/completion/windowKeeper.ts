import type { FileIdentity } from '../model.ts';
import { sharedLength } from '../sharedLength.ts';
import type { SnippetSource } from './context/snippetSource.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import { ReadingSpeed } from './readingSpeed.ts';
import { contextBudgetCharacters, type Window, windowAt, windowBudget } from './window.ts';

/** Keeps the prompt append-only: anchor, suffix and context of a place stay as they are for as long as they hold. */
export class WindowKeeper {
	readonly #snippets: SnippetSource | undefined;
	readonly #speed: ReadingSpeed;
	/** The latest first, of as many places as the engine remembers. */
	#kept: readonly Kept[] = [];
	#mostPlaces = 1;
	/** One that is to take the place of `former`, which holds until all of it is read. */
	#renewal: { readonly kept: Kept; readonly former: Kept } | undefined;

	constructor(snippets?: SnippetSource, speed = new ReadingSpeed()) {
		this.#snippets = snippets;
		this.#speed = speed;
	}

	/** Of so many places the engine remembers what it has read. */
	remember(places: number): void {
		this.#mostPlaces = places;
		this.#kept = this.#kept.slice(0, places);
	}

	/** Another engine has read nothing yet. */
	forget(): void {
		this.#kept = [];
		this.#renewal = undefined;
	}

	/** The window here, from which the next one goes on. `isResting`: nobody types, so that a new anchor may be taken in good time. */
	move(snapshot: CursorSnapshot, isResting = false): Window {
		const holding = this.#holdingAt(snapshot);
		const last = holding ?? this.#kept.find(({ document }) => document === snapshot.document);
		const window = this.#at(snapshot, isResting, last);
		const kept = { document: snapshot.document, window, isRead: false, isCut: this.#isCut(snapshot, window, isResting, last) };
		// The engine remembers the former one only beside one that does not begin with it.
		if (this.#mostPlaces > 1 && isResting && holding !== undefined && !goesOnFrom(holding.window, window)) {
			this.#renewal = { kept, former: holding };
		} else {
			this.#keep(kept, holding);
		}
		return window;
	}

	/** The engine has read all of it. */
	noteRead(window: Window): void {
		if (this.#renewal?.kept.window === window) {
			this.#keep(this.#renewal.kept, this.#renewal.former);
		}
		this.#kept = this.#kept.map((kept) => (kept.window === window ? { ...kept, isRead: true } : kept));
	}

	/** Whether a key here only appends to a window that was taken before. */
	holds(snapshot: CursorSnapshot): boolean {
		return this.#holdingAt(snapshot) !== undefined;
	}

	/**
	 * What is worth reading here while nobody types. `part`: at a place that is new to a slow engine. `renew`: a window holds, but not for long or
	 * not in whole, so it can wait until a key is not near.
	 */
	wish(snapshot: CursorSnapshot): 'nothing' | 'part' | 'read' | 'renew' {
		const last = this.#holdingAt(snapshot);
		if (last === undefined) {
			return this.#freshShare() < 1 ? 'part' : 'read';
		}
		const window = this.#at(snapshot, true, last);
		const isKnown = last.isRead && window.middle.length - sharedLength(last.window.middle, window.middle) <= unnoticedCharacters;
		if (isAnchoredAlike(last.window, window)) {
			return isKnown ? 'nothing' : 'read';
		}
		return last.isCut && !last.isRead ? 'part' : 'renew';
	}

	#keep(kept: Kept, former: Kept | undefined): void {
		this.#kept = [kept, ...this.#kept.filter((other) => other !== former)].slice(0, this.#mostPlaces);
		this.#renewal = undefined;
	}

	#holdingAt(snapshot: CursorSnapshot): Kept | undefined {
		return this.#kept.find(({ document, window }) => document === snapshot.document && holdsAt(window, snapshot));
	}

	#at(snapshot: CursorSnapshot, isResting: boolean, last: Kept | undefined): Window {
		const previous = isResting && last?.isCut ? undefined : last?.window;
		const window = windowAt(snapshot.before, snapshot.after, previous, isResting, undefined, isResting ? 1 : this.#freshShare());
		// Another context before it means to read it all again, and a first one 250 tokens more: not where somebody types and waits.
		const keepsContext = !isResting || previous?.prefix === window.prefix;
		const context = keepsContext ? (previous?.context ?? []) : (this.#snippets?.snippets(snapshot, contextBudgetCharacters) ?? []);
		return context.length === 0 ? window : { ...window, context, file: fileOf(snapshot) };
	}

	#isCut(snapshot: CursorSnapshot, { prefix }: Window, isResting: boolean, last: Kept | undefined): boolean {
		if (last !== undefined && !isResting && (prefix.startsWith(last.window.prefix) || last.window.prefix.startsWith(prefix))) {
			return last.isCut;
		}
		return !isResting && this.#freshShare() < 1 && !snapshot.before.startsWith(prefix);
	}

	/** Where somebody types and waits, a slow engine gets less of a new place to read, and the rest once they rest. */
	#freshShare(): number {
		return Math.min(1, Math.max(leastShare, this.#speed.tokensWithin(patienceMs) / wholeTokens));
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

/** Whether a key there only appends to the window. */
export const holdsAt = (window: Window, { before, after }: CursorSnapshot): boolean =>
	isAnchoredAlike(window, windowAt(before, after, window));

/** What was read of `former` is the beginning of `window`. */
const goesOnFrom = (former: Window, window: Window): boolean =>
	window.prefix.startsWith(former.prefix) && JSON.stringify(former.context) === JSON.stringify(window.context);

const fileOf = ({ file, paths, languageId }: CursorSnapshot): FileIdentity =>
	file ?? { path: paths[0]?.split(/[\\/]/).at(-1) ?? 'untitled', languageId };
