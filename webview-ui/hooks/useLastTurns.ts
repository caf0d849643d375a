import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** So many are drawn when a conversation is opened, and so many more each time. */
const first = 3;
const more = 12;

interface LastTurns {
	/** Turns before this one are not drawn. */
	readonly from: number;
	readonly showMore: () => void;
}

/** Of a long conversation the last turns are drawn, and earlier ones as the reader comes to them, without a move of what is in view. */
export function useLastTurns(sessionId: string, turns: number, scrollRef: RefObject<HTMLElement | null>): LastTurns {
	const [start, setStart] = useState({ sessionId, at: Math.max(0, turns - first) });
	const isSame = start.sessionId === sessionId && start.at < Math.max(1, turns);
	const from = isSame ? start.at : Math.max(0, turns - first);
	if (!isSame) setStart({ sessionId, at: from });

	const fromEnd = useRef<number>(undefined);
	const showMore = useCallback((): void => {
		const scroller = scrollRef.current;
		fromEnd.current = scroller ? scroller.scrollHeight - scroller.scrollTop : undefined;
		setStart((before) => ({ ...before, at: Math.max(0, before.at - more) }));
	}, [scrollRef]);
	useLayoutEffect(() => {
		const scroller = scrollRef.current;
		if (fromEnd.current !== undefined && scroller) scroller.scrollTop = scroller.scrollHeight - fromEnd.current;
		fromEnd.current = undefined;
	}, [start, scrollRef]);

	useLayoutEffect(() => {
		const scroller = scrollRef.current;
		if (!scroller || from === 0) return undefined;
		const onScroll = (): void => {
			if (scroller.scrollTop < near) showMore();
		};
		// Short ones do not fill the view. First what there is appears.
		const timer = setTimeout(onScroll, 50);
		scroller.addEventListener('scroll', onScroll, { passive: true });
		return () => {
			clearTimeout(timer);
			scroller.removeEventListener('scroll', onScroll);
		};
	}, [from, scrollRef, showMore]);
	return { from, showMore };
}

/** Pixels from the top at which the reader is about to want more. */
const near = 300;
