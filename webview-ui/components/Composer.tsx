import { place } from '../format.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import { type PanelState, runningTurn } from '../state.ts';
import type { Store } from '../store.ts';
import { EffortSelect } from './EffortSelect.tsx';
import { Icon } from './Icon.tsx';
import { isSendKey, TextArea } from './TextArea.tsx';

interface Props {
	readonly state: PanelState;
	readonly store: Store;
}

/** The input with what goes along with the question. */
export function Composer({ state, store }: Props) {
	const { post, tell } = store;
	const { session, draft, notice, restricted, effort } = state;
	const running = runningTurn(session);
	const setDraft = (text: string): void => tell({ kind: 'drafted', text });

	const ask = (): void => {
		const question = draft.trim();
		if (question === '' || running) return;
		setDraft('');
		post({ kind: 'ask', question });
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (isSendKey(event)) {
			event.preventDefault();
			ask();
		} else if (event.key === 'ArrowUp' && draft === '' && !event.isComposing) {
			const last = session.turns.at(-1);
			if (!last) return;
			event.preventDefault();
			setDraft(last.question);
		}
	};
	return (
		<div class="composer-area">
			{restricted && <p class="hint">Restricted Mode: answers use no code of this workspace.</p>}
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
			<div class="composer">
				{session.attachments.length > 0 && <Attachments state={state} post={post} />}
				<TextArea
					label="Question"
					placeholder="Ask about code or mathematics"
					value={draft}
					focusRequests={state.focusRequests}
					onChange={setDraft}
					onKeyDown={onKeyDown}
				/>
				<div class="toolbar">
					<button
						type="button"
						class="quiet"
						title="Add the selected code to the question"
						aria-label="Add selection"
						disabled={restricted}
						onClick={() => post({ kind: 'attachSelection' })}
					>
						<Icon name="plus" /> <span class="wide-only">Add selection</span>
					</button>
					<EffortSelect effort={effort} contextTokens={session.turns.findLast((turn) => turn.contextTokens)?.contextTokens} post={post} />
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
						<button type="button" class="send" title="Send (Enter)" aria-label="Send" disabled={draft.trim() === ''} onClick={ask}>
							<Icon name="send" />
						</button>
					)}
				</div>
			</div>
		</div>
	);
}

/** A question that waits was never begun: it goes back to the input. */
export const stopIntent = (turnId: string, waits: boolean) => (waits ? { kind: 'withdraw' as const, turnId } : { kind: 'stop' as const });

function Attachments({ state, post }: { readonly state: PanelState; readonly post: Post }) {
	return (
		<ul class="chips" aria-label="Attached to the question">
			{state.session.attachments.map((item, index) => (
				<li class="chip" key={`${index}:${item.label}`}>
					<span class="chip-label" title={reveal(place(item))}>
						{reveal(place(item))}
					</span>
					<button
						type="button"
						class="quiet"
						aria-label={`Remove ${reveal(place(item))}`}
						title="Remove"
						onClick={() => post({ kind: 'detach', index })}
					>
						<Icon name="close" />
					</button>
				</li>
			))}
		</ul>
	);
}
