/** Insertions, deletions and replacements of single characters between two texts, or `undefined` where there are more than `most`. */
export function editDistance(a: string, b: string, most: number): number | undefined {
	if (Math.abs(a.length - b.length) > most) {
		return undefined;
	}
	// Only cells that are at most `most` off the diagonal can lie on the way.
	let row = Array.from({ length: b.length + 1 }, (_, column) => (column <= most ? column : Number.POSITIVE_INFINITY));
	for (let line = 1; line <= a.length; line++) {
		const next = new Array<number>(b.length + 1).fill(Number.POSITIVE_INFINITY);
		const from = Math.max(0, line - most);
		const to = Math.min(b.length, line + most);
		for (let column = from; column <= to; column++) {
			const replaced = column === 0 ? Number.POSITIVE_INFINITY : (row[column - 1] ?? 0) + (a[line - 1] === b[column - 1] ? 0 : 1);
			const deleted = (row[column] ?? Number.POSITIVE_INFINITY) + 1;
			const inserted = column === 0 ? Number.POSITIVE_INFINITY : (next[column - 1] ?? Number.POSITIVE_INFINITY) + 1;
			next[column] = Math.min(replaced, deleted, inserted);
		}
		row = next;
	}
	const distance = row[b.length] ?? Number.POSITIVE_INFINITY;
	return distance <= most ? distance : undefined;
}
