import { useCallback, useRef, useState } from 'preact/hooks';
import { fitOf } from '../../src/core/chat/contextMeter.ts';
import { count } from '../format.ts';
import { useDrop } from '../hooks/useDrop.ts';
import { usePicker } from '../hooks/usePicker.ts';
import { useRecall } from '../hooks/useRecall.ts';
import { reveal } from '../reveal.ts';
import { type PanelState, runningTurn } from '../state.ts';
import type { Store } from '../store.ts';
import { ContextChips } from './ContextChips.tsx';
import { ContextMeterView, FitWarning } from './ContextMeter.tsx';
import { EffortSelect } from './EffortSelect.tsx';
import { Icon } from './Icon.tsx';
import { optionId, Picker, pickerId } from './Picker.tsx';
import { isSendKey, TextArea } from './TextArea.tsx';

interface Props {
	readonly state: PanelState;
	readonly store: Store;
}

/** The input with what goes along with the question. */
export function Composer({ state, store }: Props) {
	const { post, tell } = store;
	const { session, draft, restricted, effort, votes, context, search } = state;
	const running = runningTurn(session);
	const inputRef = useRef<HTMLTextAreaElement>(null);
	const [cursor, setCursor] = useState(draft.length);
	const write = (text: string, at = text.length): void => {
		tell({ kind: 'drafted', text });
		setCursor(at);
		requestAnimationFrame(() => {
			inputRef.current?.focus();
			inputRef.current?.setSelectionRange(at, at);
		});
	};

	const ask = (): void => {
		const question = draft.trim();
		if (question === '' || running || search) return;
		write('');
		post({ kind: 'ask', question, ...(votes > 1 ? { votes } : {}) });
	};
	const { picker, pick, onKey } = usePicker({ draft, cursor, suggestions: state.suggestions, replace: write, post });
	const recall = useRecall(
		session.turns.map(({ question }) => question),
		draft,
		write,
	);
	const onKeyDown = (event: KeyboardEvent): void => {
		if (onKey(event)) {
			event.preventDefault();
			// Escape closes the list; it does not stop the answer as well.
			event.stopPropagation();
		} else if (isSendKey(event)) {
			event.preventDefault();
			ask();
		} else if (recall(event)) {
			event.preventDefault();
		}
	};
	const onDrop = useCallback(
		(uris: readonly string[]): void => {
			if (uris.length > 0) post({ kind: 'drop', uris });
			else tell({ kind: 'notice', message: 'Files from outside VS Code have no place in the workspace. Drag them from the Explorer.' });
		},
		[post, tell],
	);
	const isOver = useDrop(!restricted, onDrop);
	return (
		<div class="composer-area">
			{restricted && <p class="hint">Restricted Mode: answers use no code of this workspace.</p>}
			<Notice state={state} store={store} />
			{context && <FitWarning meter={context} attachments={session.attachments} post={post} />}
			{search && (
				<p class="search-line" role="status">
					<span class="shimmer">
						Searching the workspace · {count(search.done)} of {count(search.total)} files
					</span>
					<button type="button" class="quiet" onClick={() => post({ kind: 'stopSearch' })}>
						<Icon name="close" /> Cancel
					</button>
				</p>
			)}
			<div class={`composer${isOver ? ' drop-target' : ''}`}>
				{picker && <Picker {...picker} onPick={pick} />}
				<ContextChips state={state} post={post} />
				<TextArea
					label="Question"
					placeholder="Ask · @ context · / commands"
					value={draft}
					focusRequests={state.focusRequests}
					inputRef={inputRef}
					{...(picker ? { listId: pickerId, activeId: optionId(picker.active) } : {})}
					onChange={(text) => tell({ kind: 'drafted', text })}
					onCursor={setCursor}
					onKeyDown={onKeyDown}
				/>
				<div class="toolbar">
					<button
						type="button"
						class="quiet"
						title="Add context: selection, files, problems, changes… (or type @; or drop files here while holding Shift)"
						aria-label="Add context"
						disabled={restricted}
						onClick={() => write(draft === '' || /\s$/u.test(draft) ? `${draft}@` : `${draft} @`)}
					>
						<Icon name="plus" /> <span class="roomy-only">Context</span>
					</button>
					<EffortSelect
						effort={effort}
						contextTokens={context?.windowTokens ?? session.turns.findLast((turn) => turn.contextTokens)?.contextTokens}
						votes={votes}
						onVotes={(chosen) => tell({ kind: 'votesChosen', votes: chosen })}
						post={post}
					/>
					{context && <ContextMeterView meter={context} isFull={fitOf(context).kind === 'tooLong'} />}
					{running ? (
						<button
							type="button"
							class="send stop"
							title="Stop (Escape)"
							aria-label="Stop"
							onClick={() => post(stopIntent(running.id, running.state.kind === 'waiting'))}
						>
							<Icon name="stop" />
						</button>
					) : (
						<button
							type="button"
							class="send"
							title="Send (Enter)"
							aria-label="Send"
							disabled={draft.trim() === '' || search !== undefined}
							onClick={ask}
						>
							<Icon name="send" />
						</button>
					)}
				</div>
			</div>
		</div>
	);
}

function Notice({ state: { notice }, store: { tell } }: Props) {
	return (
		<div role="status" class="notice-area">
			{notice !== undefined && (
				<p class="notice">
					<span dir="auto">{reveal(notice)}</span>
					<button type="button" class="quiet" aria-label="Dismiss" title="Dismiss" onClick={() => tell({ kind: 'noticeDismissed' })}>
						<Icon name="close" />
					</button>
				</p>
			)}
		</div>
	);
}

/** A question that waits was never begun: it goes back to the input. */
export const stopIntent = (turnId: string, waits: boolean) => (waits ? { kind: 'withdraw' as const, turnId } : { kind: 'stop' as const });
