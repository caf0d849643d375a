import { useEffect, useRef, useState } from 'preact/hooks';
import type { Turn } from '../../src/core/chat/session.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import { Icon } from './Icon.tsx';
import { isSendKey, TextArea } from './TextArea.tsx';

interface Props {
	readonly turn: Turn;
	readonly waitsFor: string;
	readonly onOrphanedEdit: (text: string) => void;
	readonly post: Post;
}

/** A question whose model is not ready yet: still the user's to change. */
export function WaitingQuestion({ turn, waitsFor, onOrphanedEdit, post }: Props) {
	const [edit, setEdit] = useState<string>();
	const editNow = useRef(edit);
	editNow.current = edit;
	const { question } = turn;
	useEffect(
		() => () => {
			// The model became ready in the middle of an edit: the old text was sent, what was typed stays.
			if (editNow.current !== undefined && editNow.current !== question) onOrphanedEdit(editNow.current);
		},
		[question, onOrphanedEdit],
	);

	const save = (text: string): void => {
		editNow.current = undefined;
		setEdit(undefined);
		if (text.trim() !== '') post({ kind: 'editWaiting', turnId: turn.id, question: text.trim() });
	};
	const leave = (): void => {
		editNow.current = undefined;
		setEdit(undefined);
	};

	if (edit !== undefined) {
		const onKeyDown = (event: KeyboardEvent): void => {
			if (isSendKey(event)) {
				event.preventDefault();
				save(edit);
			} else if (event.key === 'Escape') {
				event.stopPropagation();
				leave();
			}
		};
		return (
			<div class="question waiting editing">
				<TextArea label="Edit the waiting question" value={edit} autoFocus onChange={setEdit} onKeyDown={onKeyDown} />
				<div class="buttons">
					<button type="button" class="primary" onClick={() => save(edit)}>
						Save
					</button>
					<button type="button" class="secondary" onClick={leave}>
						Keep as it was
					</button>
				</div>
			</div>
		);
	}
	return (
		<div class="question waiting">
			<div dir="auto">{reveal(question)}</div>
			<div class="waiting-line">
				<span class="shimmer">{waitsFor}</span>
				<button type="button" class="quiet" onClick={() => setEdit(question)}>
					<Icon name="edit" /> Edit
				</button>
				<button type="button" class="quiet" onClick={() => post({ kind: 'withdraw', turnId: turn.id })}>
					<Icon name="close" /> Cancel
				</button>
			</div>
		</div>
	);
}
