import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';

interface ListKeys {
	readonly listRef: RefObject<HTMLDivElement | null>;
	readonly searchRef: RefObject<HTMLInputElement | null>;
	/** For both: the arrow keys go from the search to the first row and from row to row, Home and End to the first and the last. */
	readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A list of rows below a search, as one stop of the Tab key; the search has the focus first. */
export function useListKeys(): ListKeys {
	const listRef = useRef<HTMLDivElement>(null);
	const searchRef = useRef<HTMLInputElement>(null);
	useEffect(() => searchRef.current?.focus(), []);
	const onKeyDown = useCallback((event: KeyboardEvent): void => {
		const { target } = event;
		const rows = [...(listRef.current?.querySelectorAll<HTMLElement>('.chat-open') ?? [])];
		const isSearch = target === searchRef.current;
		if (event.isComposing || (target instanceof HTMLInputElement && !isSearch)) return;
		const at = isSearch ? -1 : rows.findIndex((row) => target instanceof Node && row.closest('li')?.contains(target));
		const to = isSearch && event.key !== 'ArrowDown' ? undefined : rowFor(event.key, at, rows.length);
		if (to === undefined) return;
		event.preventDefault();
		(to < 0 ? searchRef.current : rows[to])?.focus();
	}, []);
	return { listRef, searchRef, onKeyDown };
}

function rowFor(key: string, at: number, count: number): number | undefined {
	switch (key) {
		case 'ArrowDown':
			return Math.min(at + 1, count - 1);
		case 'ArrowUp':
			return at - 1;
		case 'Home':
			return 0;
		case 'End':
			return count - 1;
		default:
			return undefined;
	}
}
