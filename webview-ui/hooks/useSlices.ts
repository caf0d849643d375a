import { useEffect, useRef, useState } from 'preact/hooks';

/** What may be drawn in one go, by its weight in characters: a few milliseconds. */
const sliceWeight = 3000;
/** What is drawn together with all that is around it. */
const firstWeight = 1500;

/**
 * How many parts of a text are drawn now. A long text that comes at once is drawn slice by slice, and the window is free between them;
 * what arrives bit by bit is drawn at once.
 */
export function useSlices(count: number, weightOf: (part: number) => number): number {
	const drawn = useRef(0);
	const [, goOn] = useState(0);
	let to = Math.min(drawn.current, count);
	for (let budget = to === 0 ? firstWeight : sliceWeight; to < count && budget > 0; to++) budget -= weightOf(to);
	drawn.current = to;
	const isWhole = to >= count;
	useEffect(() => {
		if (isWhole) return undefined;
		const timer = setTimeout(() => goOn((slices) => slices + 1), 0);
		return () => clearTimeout(timer);
	});
	return to;
}
