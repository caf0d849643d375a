import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Within this many pixels of the end the reader counts as being at the end. */
const nearEnd = 24;

interface FollowEnd {
	readonly scrollRef: RefObject<HTMLElement | null>;
	readonly contentRef: RefObject<HTMLDivElement | null>;
	/** False once the reader scrolled up; what arrives then leaves the view where it is. */
	readonly following: boolean;
	readonly jumpToEnd: () => void;
	/** The reader opens or closes something: what was clicked must stay under the pointer. */
	readonly stay: () => void;
}

/** Keeps the end of a growing content in view until the reader scrolls up. What is not a conversation (`enabled` false) shows its start. */
export function useFollowEnd(enabled = true): FollowEnd {
	const scrollRef = useRef<HTMLElement>(null);
	const contentRef = useRef<HTMLDivElement>(null);
	const follows = useRef(true);
	const [following, setFollowing] = useState(true);

	const follow = useCallback((wanted: boolean): void => {
		follows.current = wanted;
		setFollowing(wanted);
	}, []);

	useLayoutEffect(() => {
		const scroller = scrollRef.current;
		const content = contentRef.current;
		if (!enabled || !scroller || !content) return undefined;
		let lastTop = scroller.scrollTop;
		const onScroll = (): void => {
			if (isAtEnd(scroller)) follow(true);
			else if (scroller.scrollTop < lastTop) follow(false);
			lastTop = scroller.scrollTop;
		};
		const onResize = (): void => {
			if (follows.current) scroller.scrollTop = scroller.scrollHeight;
			else if (isAtEnd(scroller)) follow(true);
		};
		const observer = new ResizeObserver(onResize);
		observer.observe(content);
		observer.observe(scroller);
		scroller.addEventListener('scroll', onScroll, { passive: true });
		return () => {
			observer.disconnect();
			scroller.removeEventListener('scroll', onScroll);
		};
	}, [enabled, follow]);

	const jumpToEnd = useCallback((): void => {
		follow(true);
		const scroller = scrollRef.current;
		if (scroller) scroller.scrollTop = scroller.scrollHeight;
	}, [follow]);
	const stay = useCallback((): void => {
		follow(false);
		requestAnimationFrame(() => scrollRef.current && follow(isAtEnd(scrollRef.current)));
	}, [follow]);
	return { scrollRef, contentRef, following, jumpToEnd, stay };
}

const isAtEnd = (scroller: HTMLElement): boolean => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= nearEnd;
