/** Ghost text that was handed to the editor. */
export interface Offer {
	readonly id: number;
	readonly document: string;
	readonly languageId: string;
	/** UTF-16 units from the document's start to where the text stands. */
	readonly at: number;
	/** What is not in the document yet, with its line breaks: the text, and its alternatives where they were asked for. */
	readonly rests: readonly string[];
	/** Whether a part of it was taken over already. */
	readonly isTaken: boolean;
}

export interface TextChange {
	readonly at: number;
	readonly deleted: number;
	readonly text: string;
}

export type Outcome =
	| { readonly kind: 'shown' }
	/** `isFirst`: nothing of this suggestion was taken before. */
	| { readonly kind: 'accepted'; readonly how: 'all' | 'word' | 'line'; readonly characters: number; readonly isFirst: boolean }
	| { readonly kind: 'rejected' };

/** Follows what becomes of ghost text. VS Code tells only of a full accept (through the item's command); the rest is read from the changes. */
export class Offers {
	readonly #tell: (outcome: Outcome, languageId: string) => void;
	#last = 0;
	#open: Offer | undefined;
	/** What the latest change made of the offer; a full accept changes the document before its command comes. */
	#latest: { readonly before: Offer; readonly part?: { readonly how: 'word' | 'line'; readonly characters: number } } | undefined;

	constructor(tell: (outcome: Outcome, languageId: string) => void) {
		this.#tell = tell;
	}

	/** The id by which an accept names the texts. The rest of what was shown before is no new suggestion. */
	offered(document: string, languageId: string, at: number, texts: readonly string[]): number {
		const open = this.#settle();
		if (open?.document === document && open.at === at && open.rests.some((rest) => texts.some((text) => isSame(rest, text)))) {
			this.#open = { ...open, rests: texts };
			return open.id;
		}
		this.#reject();
		this.#last++;
		this.#open = { id: this.#last, document, languageId, at, rests: texts, isTaken: false };
		this.#tell({ kind: 'shown' }, languageId);
		return this.#last;
	}

	/** Whether text stands there now. */
	standsAt(document: string, at: number): boolean {
		return this.#open?.document === document && this.#open.at === at;
	}

	changed(document: string, changes: readonly TextChange[]): void {
		const open = this.#settle();
		if (open === undefined || open.document !== document || changes.length === 0) {
			return;
		}
		const [change, ...others] = changes;
		const typed = change === undefined || others.length > 0 ? undefined : typedOf(open, change);
		if (typed === undefined) {
			this.#reject();
			return;
		}
		const rests = open.rests.filter((rest) => rest.startsWith(typed)).map((rest) => rest.slice(typed.length));
		this.#open = rests.includes('') ? undefined : { ...open, at: open.at + typed.length, rests };
		// A key brings one character; several at once that go along come from "accept next word" or "accept next line".
		this.#latest =
			[...typed].length === 1 || this.#open === undefined
				? { before: open }
				: { before: open, part: { how: /\S[^\n]*\n$/.test(typed) ? 'line' : 'word', characters: typed.length } };
	}

	/** The item's command ran. Only an id that was given out, and only once, counts. */
	accepted(id: unknown, index: unknown): void {
		const offer = [this.#latest?.before, this.#open].find((each) => each !== undefined && each.id === id);
		if (offer === undefined) {
			return;
		}
		this.#latest = undefined;
		this.#open = undefined;
		const text = offer.rests[typeof index === 'number' ? index : 0] ?? '';
		this.#tell({ kind: 'accepted', how: 'all', characters: text.length, isFirst: !offer.isTaken }, offer.languageId);
	}

	/** The cursor came to rest, maybe away from what was offered. */
	rested(document: string, at: number): void {
		const open = this.#settle();
		if (open !== undefined && (open.document !== document || open.at !== at)) {
			this.#reject();
		}
	}

	/** No command of a full accept came: what went along was a part. */
	#settle(): Offer | undefined {
		const latest = this.#latest;
		this.#latest = undefined;
		if (latest?.part !== undefined && this.#open !== undefined) {
			const { before, part } = latest;
			this.#tell({ kind: 'accepted', ...part, isFirst: !before.isTaken }, before.languageId);
			this.#open = { ...this.#open, isTaken: true };
		}
		return this.#open;
	}

	#reject(): void {
		const open = this.#open;
		this.#open = undefined;
		if (open !== undefined && !open.isTaken) {
			this.#tell({ kind: 'rejected' }, open.languageId);
		}
	}
}

const isSame = (rest: string, text: string): boolean => rest.startsWith(text) || text.startsWith(rest);

/** What of an offer a change put into the document. */
function typedOf({ at, rests }: Offer, change: TextChange): string | undefined {
	if (change.at > at || change.at + change.deleted < at) {
		return undefined;
	}
	// With the suggestion list open an accept writes the begun word again.
	const text = change.text.slice(at - change.at);
	if (text === '') {
		return undefined;
	}
	const first = text.charAt(0);
	const isPair = /^(?:\(\)|\[\]|\{\}|<>|""|''|``)$/.test(text);
	// The editor closes a bracket or quote as it is typed; the closer is no part of what was typed.
	return [text, ...(isPair ? [first] : [])].find((typed) => rests.some((rest) => rest.startsWith(typed)));
}
