import { type ShortAnswer, shortAnswer } from './shortAnswer.ts';

/** How many times the replies so far gave each answer. */
export interface Tally {
	/** The most frequent first; at a tie, the one that was given first. */
	readonly groups: readonly { readonly answer: ShortAnswer; readonly members: readonly number[] }[];
	/** Of the replies that have an answer short enough to compare. */
	readonly counted: number;
}

/** `replies` in the order in which they were written; an unfinished one is `undefined`. */
export function tally(replies: readonly (string | undefined)[]): Tally {
	const groups = new Map<string, { answer: ShortAnswer; members: number[] }>();
	for (const [index, reply] of replies.entries()) {
		const answer = reply === undefined ? undefined : shortAnswer(reply);
		if (answer !== undefined) {
			const group = groups.get(answer.key) ?? { answer, members: [] };
			group.members.push(index);
			groups.set(answer.key, group);
		}
	}
	const ranked = [...groups.values()].sort((a, b) => b.members.length - a.members.length);
	return { groups: ranked, counted: ranked.reduce((sum, { members }) => sum + members.length, 0) };
}

/** Whether no further reply can change which answer leads. */
export function isDecided({ groups }: Tally, done: number, wanted: number): boolean {
	const [first, second] = groups;
	const lead = (first?.members.length ?? 0) - (second?.members.length ?? 0);
	return done >= wanted || (first !== undefined && lead > wanted - done);
}

/** The reply to show: the first of those that most agree; where none can be compared, the first that is there. */
export const chosen = ({ groups }: Tally, replies: readonly (string | undefined)[]): number =>
	groups[0]?.members[0] ??
	Math.max(
		0,
		replies.findIndex((reply) => reply !== undefined),
	);
