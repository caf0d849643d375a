import { useState } from 'preact/hooks';
import type { Turn } from '../../src/core/chat/session.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import { Icon } from './Icon.tsx';
import { isSendKey, TextArea } from './TextArea.tsx';

interface Props {
	readonly turn: Turn;
	readonly post: Post;
}

/** A question that was asked. In other words it begins a branch of its own. */
export function Question({ turn, post }: Props) {
	const { id: turnId, question } = turn;
	const [edit, setEdit] = useState<string>();
	if (edit === undefined) {
		return (
			<div class="question-row">
				<button
					type="button"
					class="quiet when-idle"
					title="Ask in other words. What was said since is kept beside it"
					aria-label="Edit the question"
					onClick={() => setEdit(question)}
				>
					<Icon name="edit" />
				</button>
				<div class="question" dir="auto">
					{reveal(question)}
				</div>
			</div>
		);
	}
	const ask = (): void => {
		if (edit.trim() === '') return;
		setEdit(undefined);
		if (edit.trim() !== question) post({ kind: 'askInstead', turnId, question: edit.trim() });
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (isSendKey(event)) {
			event.preventDefault();
			ask();
		} else if (event.key === 'Escape' && !event.isComposing) {
			event.stopPropagation();
			setEdit(undefined);
		}
	};
	return (
		<div class="question editing">
			<TextArea label="Edit the question" value={edit} autoFocus onChange={setEdit} onKeyDown={onKeyDown} />
			<div class="buttons">
				<button type="button" class="primary" disabled={edit.trim() === ''} onClick={ask}>
					Ask
				</button>
				<button type="button" class="secondary" onClick={() => setEdit(undefined)}>
					Cancel
				</button>
			</div>
		</div>
	);
}
