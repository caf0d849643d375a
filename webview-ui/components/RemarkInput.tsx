import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import { isSendKey } from './TextArea.tsx';

interface Props {
	/** With the remark, or with nothing where it was given up. */
	readonly onLeave: (remark: string) => void;
	readonly onOrphaned: (text: string) => void;
}

/** One line that goes into a paused thought. */
export function RemarkInput({ onLeave, onOrphaned }: Props) {
	const [text, setText] = useState('');
	const inputRef = useRef<HTMLInputElement>(null);
	const unsent = useRef('');
	unsent.current = text.trim();
	// At once, or an Escape that comes right behind would stop the whole answer.
	useLayoutEffect(() => inputRef.current?.focus(), []);
	// Not while the panel is being drawn, for it is drawn again by this.
	useEffect(() => {
		// The thought may end before its pause: what was typed is not lost.
		return () => {
			if (unsent.current !== '') onOrphaned(unsent.current);
		};
	}, [onOrphaned]);

	const leave = (remark: string): void => {
		unsent.current = '';
		onLeave(remark);
		setText('');
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (isSendKey(event) && !event.altKey) {
			event.preventDefault();
			leave(text.trim());
		} else if (event.key === 'Escape' && !event.isComposing) {
			event.stopPropagation();
			leave('');
		}
	};
	return (
		<div class="remark">
			<input
				ref={inputRef}
				type="text"
				dir="auto"
				aria-label="Remark for the thought"
				placeholder="A remark, such as: mind zero"
				value={text}
				onInput={(event) => setText(event.currentTarget.value)}
				onKeyDown={onKeyDown}
			/>
			<button type="button" class="tool wanted" title="Puts the remark into the thought (Enter)" onClick={() => leave(text.trim())}>
				{text.trim() === '' ? 'Go on' : 'Add'}
			</button>
			<button type="button" class="quiet" aria-label="Cancel" title="Goes on without a remark (Escape)" onClick={() => leave('')}>
				<Icon name="close" />
			</button>
		</div>
	);
}
