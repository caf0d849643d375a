import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { findIn, highlightRanges, showRange } from '../find.ts';
import { count } from '../format.ts';
import { Icon } from './Icon.tsx';

interface Props {
	/** What is searched. */
	readonly bodyRef: RefObject<HTMLElement | null>;
	readonly onClose: () => void;
}

/** What is drawn while one searches is found a moment later. */
const settleMs = 200;

/** Finds words in a thought. */
export function FindBar({ bodyRef, onClose }: Props) {
	const inputRef = useRef<HTMLInputElement>(null);
	const [words, setWords] = useState('');
	const [found, setFound] = useState<readonly Range[]>([]);
	const [now, setNow] = useState(0);
	useLayoutEffect(() => inputRef.current?.focus(), []);

	useEffect(() => {
		const body = bodyRef.current;
		if (!body) return undefined;
		const search = (): void => setFound(findIn(body, words));
		let timer: ReturnType<typeof setTimeout> | undefined;
		const observer = new MutationObserver(() => {
			timer ??= setTimeout(() => {
				timer = undefined;
				search();
			}, settleMs);
		});
		search();
		observer.observe(body, { childList: true, characterData: true, subtree: true });
		return () => {
			observer.disconnect();
			clearTimeout(timer);
		};
	}, [bodyRef, words]);

	const current = found[Math.min(now, found.length - 1)];
	useEffect(() => highlightRanges(found, current), [found, current]);
	useEffect(() => () => highlightRanges([], undefined), []);

	const go = (by: number): void => {
		if (found.length === 0) return;
		const next = (Math.min(now, found.length - 1) + by + found.length) % found.length;
		setNow(next);
		const range = found[next];
		if (range) showRange(range);
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.isComposing) return;
		if (event.key === 'Escape') onClose();
		else if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
		else return;
		// An Escape here stops no answer.
		event.stopPropagation();
		event.preventDefault();
	};
	const onInput = (text: string): void => {
		setWords(text);
		setNow(0);
		const first = bodyRef.current ? findIn(bodyRef.current, text)[0] : undefined;
		if (first) showRange(first);
	};
	return (
		<search class="find" onKeyDown={onKeyDown}>
			<input
				ref={inputRef}
				type="text"
				aria-label="Find in the thought"
				placeholder="Find"
				value={words}
				onInput={(event) => onInput(event.currentTarget.value)}
			/>
			<span class="find-count" role="status">
				{words.trim() === '' ? '' : found.length === 0 ? 'none' : `${count(Math.min(now, found.length - 1) + 1)} of ${count(found.length)}`}
			</span>
			<FindButton icon="up" label="Previous (Shift+Enter)" onClick={() => go(-1)} />
			<FindButton icon="down" label="Next (Enter)" onClick={() => go(1)} />
			<FindButton icon="close" label="Close (Escape)" onClick={onClose} />
		</search>
	);
}

interface ButtonProps {
	readonly icon: 'up' | 'down' | 'close';
	readonly label: string;
	readonly onClick: () => void;
}

const FindButton = ({ icon, label, onClick }: ButtonProps) => (
	<button type="button" class="quiet" title={label} aria-label={label} onClick={onClick}>
		<Icon name={icon} />
	</button>
);
