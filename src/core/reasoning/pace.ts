/** How far a thought had come, and what that had taken: where its steps cost their time. */
interface PaceMark {
	readonly characters: number;
	readonly tokens: number;
	/** Without pauses. */
	readonly ms: number;
}

export type Pace = readonly PaceMark[];

/** Between two marks the pace is taken as even. */
const charactersApart = 200;

export function withMark(pace: Pace, mark: PaceMark): Pace {
	const isClose = mark.characters - (pace.at(-2)?.characters ?? 0) < charactersApart;
	return [...(isClose ? pace.slice(0, -1) : pace), mark];
}

/** What the thought had cost when it had come so far. */
export function costAt(pace: Pace, characters: number): { readonly tokens: number; readonly ms: number } {
	let low = 0;
	let high = pace.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((pace[middle]?.characters ?? 0) < characters) low = middle + 1;
		else high = middle;
	}
	const after = pace[low];
	const before = pace[low - 1] ?? { characters: 0, tokens: 0, ms: 0 };
	if (!after) return before;
	const share = (characters - before.characters) / Math.max(1, after.characters - before.characters);
	return {
		tokens: Math.round(before.tokens + share * (after.tokens - before.tokens)),
		ms: Math.round(before.ms + share * (after.ms - before.ms)),
	};
}
