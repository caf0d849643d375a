import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** When what has the focus is no longer drawn, the focus goes to the head of its thought, else to the input; never to nowhere. */
export function useKeptFocus(): RefObject<HTMLDivElement | null> {
	const panelRef = useRef<HTMLDivElement>(null);
	const last = useRef<{ readonly element: HTMLElement; readonly turn: Element | null }>(undefined);
	useEffect(() => {
		const panel = panelRef.current;
		if (!panel) return undefined;
		const onFocusIn = ({ target }: FocusEvent): void => {
			last.current = target instanceof HTMLElement ? { element: target, turn: target.closest('.turn') } : undefined;
		};
		// Who clicks beside everything wants the focus nowhere. What is being removed loses the focus too, but is gone a moment later.
		const onFocusOut = ({ target }: FocusEvent): void =>
			queueMicrotask(() => {
				if (isNowhere() && target instanceof HTMLElement && target.isConnected) last.current = undefined;
			});
		panel.addEventListener('focusin', onFocusIn);
		panel.addEventListener('focusout', onFocusOut);
		return () => {
			panel.removeEventListener('focusin', onFocusIn);
			panel.removeEventListener('focusout', onFocusOut);
		};
	}, []);
	useLayoutEffect(() => {
		const lost = last.current;
		if (!lost || lost.element.isConnected || !isNowhere()) return;
		last.current = undefined;
		const thought = lost.turn?.isConnected ? lost.turn.querySelector<HTMLElement>('.reasoning-head') : null;
		(thought ?? panelRef.current?.querySelector<HTMLElement>('.composer textarea'))?.focus({ preventScroll: true });
	});
	return panelRef;
}

const isNowhere = (): boolean => document.hasFocus() && document.activeElement === document.body;
