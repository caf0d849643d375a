/** Lines from `at` on, `removed` of them, which `added` takes the place of. */
export interface LineChange {
	readonly at: number;
	readonly removed: readonly string[];
	readonly added: readonly string[];
}

/** Beyond so many differing lines the search for the shortest difference would take long; the rest is then one change. */
const mostEdits = 1000;

/** The shortest list of changes that makes `after` of `before` (Myers, "An O(ND) Difference Algorithm"), in order, none touching the next. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly LineChange[] {
	let start = 0;
	while (start < before.length && start < after.length && before[start] === after[start]) start++;
	let end = 0;
	while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
	const from = before.slice(start, before.length - end);
	const to = after.slice(start, after.length - end);
	const kept = from.length === 0 || to.length === 0 ? [] : (commonLines(from, to) ?? []);
	const changes: LineChange[] = [];
	let x = 0;
	let y = 0;
	for (const [keptX, keptY] of [...kept, [from.length, to.length] as const]) {
		if (keptX > x || keptY > y) {
			changes.push({ at: start + x, removed: from.slice(x, keptX), added: to.slice(y, keptY) });
		}
		x = keptX + 1;
		y = keptY + 1;
	}
	return changes;
}

/** Pairs of line numbers that stay, in order; undefined where the two have too little in common. */
function commonLines(from: readonly string[], to: readonly string[]): readonly (readonly [number, number])[] | undefined {
	const furthest = new Map<number, number>([[1, 0]]);
	const trace: ReadonlyMap<number, number>[] = [];
	for (let edits = 0; edits <= Math.min(mostEdits, from.length + to.length); edits++) {
		trace.push(new Map(furthest));
		for (let k = -edits; k <= edits; k += 2) {
			let x = isDown(furthest, k, edits) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
			while (x < from.length && x - k < to.length && from[x] === to[x - k]) x++;
			furthest.set(k, x);
			if (x >= from.length && x - k >= to.length) {
				return walkBack(trace, from.length, to.length);
			}
		}
	}
	return undefined;
}

const isDown = (furthest: ReadonlyMap<number, number>, k: number, edits: number): boolean =>
	k === -edits || (k !== edits && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));

function walkBack(
	trace: readonly ReadonlyMap<number, number>[],
	fromLength: number,
	toLength: number,
): readonly (readonly [number, number])[] {
	const kept: (readonly [number, number])[] = [];
	let [x, y] = [fromLength, toLength];
	for (let edits = trace.length - 1; edits >= 0; edits--) {
		const furthest = trace[edits] ?? new Map<number, number>();
		const k = x - y;
		const before = isDown(furthest, k, edits) ? k + 1 : k - 1;
		const beforeX = furthest.get(before) ?? 0;
		const beforeY = beforeX - before;
		while (x > Math.max(beforeX, 0) && y > Math.max(beforeY, 0)) {
			x--;
			y--;
			kept.push([x, y]);
		}
		[x, y] = [beforeX, beforeY];
	}
	return kept.reverse();
}
