import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';

const longest = 16;

/**
 * Parts of a long text in stretches of some of them, each in an element of its own: what is out of sight costs nothing then, and what is closed
 * is not even compared. `keyOf` gives what a part is drawn from; the last stretch is always drawn.
 */
export function useStretches(count: number, keyOf: (part: number) => readonly unknown[], draw: (part: number) => VNode): readonly VNode[] {
	const kept = useRef<readonly { readonly keys: readonly unknown[]; readonly node: VNode }[]>([]);
	kept.current = Array.from({ length: Math.ceil(count / longest) }, (_, stretch) => {
		const parts = Array.from({ length: Math.min(longest, count - stretch * longest) }, (_, index) => stretch * longest + index);
		const keys = parts.flatMap(keyOf);
		const before = kept.current[stretch];
		if (before && before.keys.length === keys.length && keys.every((key, index) => key === before.keys[index])) return before;
		const node = (
			<div key={stretch} class="stretch">
				{parts.map(draw)}
			</div>
		);
		return { keys, node };
	});
	return kept.current.map(({ node }) => node);
}
