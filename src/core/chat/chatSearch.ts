import type { Session, Turn } from './session.ts';

/** A chat in the list of chats. */
export interface ChatSummary {
	readonly id: string;
	readonly title: string;
	readonly questions: number;
	/** When its last question was asked; epoch milliseconds. */
	readonly askedAt: number;
	readonly isPinned: boolean;
	/** Where the text, not the title, has what was searched. */
	readonly excerpt?: Excerpt;
}

export interface Excerpt {
	readonly before: string;
	readonly match: string;
	readonly after: string;
}

/** A chat with what can be found in it. */
export interface SearchableChat {
	readonly summary: ChatSummary;
	readonly texts: readonly string[];
}

/** Questions and answers of every branch; thoughts are left out, for nobody remembers their words. */
export function searchable(session: Session): SearchableChat {
	const turns: readonly Turn[] = [...session.turns, ...session.others];
	return {
		summary: {
			id: session.id,
			title: session.title,
			questions: session.turns.length,
			askedAt: turns.reduce((last, { askedAt }) => Math.max(last, askedAt), 0),
			isPinned: session.isPinned === true,
		},
		texts: turns.flatMap(({ question, answer }) => [question, answer]),
	};
}

/** The chats that hold every word of the query in title or text, pinned ones and the newest first. */
export function searchChats(chats: readonly SearchableChat[], query: string): readonly ChatSummary[] {
	const words = query.trim().split(/\s+/u).filter(Boolean);
	return chats
		.map((chat) => found(chat, words))
		.filter((summary) => summary !== undefined)
		.sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.askedAt - a.askedAt);
}

function found({ summary, texts }: SearchableChat, words: readonly string[]): ChatSummary | undefined {
	const patterns = words.map((word) => new RegExp(escaped(word), 'iu'));
	if (!patterns.every((pattern) => pattern.test(summary.title) || texts.some((text) => pattern.test(text)))) return undefined;
	const outside = patterns.find((pattern) => !pattern.test(summary.title));
	const text = outside && texts.find((candidate) => outside.test(candidate));
	return outside === undefined || text === undefined ? summary : { ...summary, excerpt: excerptAt(text, outside) };
}

/** A line around the first hit. */
function excerptAt(text: string, pattern: RegExp): Excerpt {
	const hit = pattern.exec(text);
	const at = hit?.index ?? 0;
	const match = hit?.[0] ?? '';
	const oneLine = (part: string): string => part.replace(/\s+/gu, ' ');
	const from = Math.max(0, at - 30);
	const to = at + match.length + 90;
	const before = text.slice(from, at);
	return {
		// Not from the middle of a word.
		before: from > 0 ? `…${oneLine(before.replace(/^\S*\s/u, ''))}` : oneLine(before).trimStart(),
		match: oneLine(match),
		after: `${oneLine(text.slice(at + match.length, to)).trimEnd()}${to < text.length ? '…' : ''}`,
	};
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
