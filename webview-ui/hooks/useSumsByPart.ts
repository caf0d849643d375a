import { useRef } from 'preact/hooks';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';

export const noSums: readonly Equality[] = [];

/** The sums that end in each part of a text. A part whose sums are those it had keeps its list, so that it is not drawn again. */
export function useSumsByPart(sums: readonly Equality[], starts: readonly number[]): readonly (readonly Equality[])[] {
	const last = useRef<readonly (readonly Equality[])[]>([]);
	let next = 0;
	last.current = starts.map((_, part) => {
		const end = starts[part + 1] ?? Number.POSITIVE_INFINITY;
		const from = next;
		while (next < sums.length && (sums[next]?.end ?? 0) <= end) next++;
		const before = last.current[part] ?? noSums;
		const isSame = before.length === next - from && before.every((sum, index) => sum === sums[from + index]);
		return isSame ? before : sums.slice(from, next);
	});
	return last.current;
}
