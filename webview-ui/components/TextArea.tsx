import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
	readonly label: string;
	readonly value: string;
	readonly placeholder?: string;
	readonly autoFocus?: boolean;
	/** The focus goes here when this number changes. */
	readonly focusRequests?: number;
	readonly inputRef?: RefObject<HTMLTextAreaElement | null>;
	/** Of a list that belongs to the input, and of its active line. */
	readonly listId?: string;
	readonly activeId?: string;
	readonly onCursor?: (position: number) => void;
	readonly onChange: (value: string) => void;
	readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Grows with its text, up to what the stylesheet allows. */
export function TextArea(props: Props) {
	const { label, value, placeholder = '', autoFocus = false, focusRequests = 0, listId, activeId, onCursor, onChange, onKeyDown } = props;
	const ownRef = useRef<HTMLTextAreaElement>(null);
	const ref = props.inputRef ?? ownRef;
	useLayoutEffect(() => {
		const element = ref.current;
		if (!element) return;
		element.style.height = 'auto';
		element.style.height = `${element.scrollHeight}px`;
	}, [value, ref]);
	useEffect(() => {
		const element = ref.current;
		if (!element || !(autoFocus || focusRequests > 0)) return;
		element.focus();
		element.setSelectionRange(element.value.length, element.value.length);
	}, [autoFocus, focusRequests, ref]);
	return (
		<textarea
			ref={ref}
			rows={1}
			dir="auto"
			aria-label={label}
			placeholder={placeholder}
			value={value}
			aria-autocomplete={listId === undefined ? undefined : 'list'}
			aria-controls={listId}
			aria-activedescendant={activeId}
			onInput={(event) => {
				onChange(event.currentTarget.value);
				onCursor?.(event.currentTarget.selectionStart);
			}}
			onSelect={(event) => onCursor?.(event.currentTarget.selectionStart)}
			onKeyDown={onKeyDown}
		/>
	);
}

/** Enter, but not the one that ends a composition of an input method, and not with Shift, which starts a new line. */
export const isSendKey = (event: KeyboardEvent): boolean =>
	event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== imeKeyCode;

/** What browsers report for a key that an input method consumes. */
const imeKeyCode = 229;
