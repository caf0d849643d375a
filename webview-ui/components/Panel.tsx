import { Fragment } from 'preact';
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import { siblingsOf } from '../../src/core/chat/branches.ts';
import type { Session } from '../../src/core/chat/session.ts';
import { noAudit } from '../../src/core/chat/turnAudit.ts';
import type { ModelStatus } from '../../src/core/model.ts';
import { announcement } from '../announce.ts';
import { plural } from '../format.ts';
import { useFollowEnd } from '../hooks/useFollowEnd.ts';
import { useKeptFocus } from '../hooks/useKeptFocus.ts';
import { useLastTurns } from '../hooks/useLastTurns.ts';
import { canAnswer, type PanelState, runningTurn } from '../state.ts';
import type { Store } from '../store.ts';
import { Composer, stopIntent } from './Composer.tsx';
import { EmptyState } from './EmptyState.tsx';
import { Icon } from './Icon.tsx';
import { ModelCard } from './ModelCard.tsx';
import { Siblings } from './Siblings.tsx';
import { TurnView } from './TurnView.tsx';

interface Props {
	readonly state: PanelState;
	readonly store: Store;
}

export function Panel({ state, store }: Props) {
	const { session, status, offer } = state;
	const { post, tell } = store;
	const empty = session.turns.length === 0;
	const { scrollRef, contentRef, following, jumpToEnd, stay } = useFollowEnd(!empty);
	const running = runningTurn(session);
	const panelRef = useKeptFocus();
	const { from, showMore } = useLastTurns(session.id, session.turns.length, scrollRef);
	const compose = useCallback((text: string) => tell({ kind: 'compose', text }), [tell]);

	// Also a question that a command asked is what the reader wants to see now.
	const lastId = session.turns.at(-1)?.id;
	const shownId = useRef<string>(undefined);
	useLayoutEffect(() => {
		// Not where another branch is shown: what was clicked stays in view.
		if (lastId !== undefined && (running || shownId.current !== session.id)) jumpToEnd();
		shownId.current = session.id;
	}, [lastId, session.id, jumpToEnd]);

	const waits = running?.state.kind === 'waiting';
	const runningId = running?.id;
	// At once, so that no Escape stops an answer that is over.
	useLayoutEffect(() => {
		if (runningId === undefined) return undefined;
		const onKeyDown = (event: KeyboardEvent): void => {
			if (event.key === 'Escape' && !event.isComposing) post(stopIntent(runningId, waits));
		};
		window.addEventListener('keydown', onKeyDown);
		return () => window.removeEventListener('keydown', onKeyDown);
	}, [runningId, waits, post]);

	const onExample = (question: string): void => {
		if (canAnswer(status)) post({ kind: 'ask', question });
		else compose(question);
	};
	const card = <ModelCard status={status} offer={offer} post={post} />;
	return (
		<div ref={panelRef} class="panel" data-running={running !== undefined || undefined}>
			<div class="log-area">
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: the conversation scrolls, also by keyboard */}
				<section ref={scrollRef} class="log" tabIndex={0} aria-label="Conversation">
					<main ref={contentRef} class="log-content">
						{empty && <EmptyState onExample={onExample}>{card}</EmptyState>}
						{from > 0 && (
							<button type="button" class="quiet earlier" onClick={showMore}>
								<Icon name="up" /> {plural(from, 'earlier question')}
							</button>
						)}
						{session.turns.slice(from).map((turn, index) => (
							// The place stays while its turns are looked through, and the focus with it.
							<Fragment key={from + index}>
								<Versions session={session} index={from + index} onShow={stay} post={post} />
								<TurnView
									key={turn.id}
									turn={turn}
									audit={state.audits[turn.id] ?? noAudit}
									waitsFor={turn.state.kind === 'waiting' ? waitingText(status) : ''}
									meter={turn.id === runningId ? state.meter : undefined}
									isAlone={session.turns.length === 1}
									isLast={from + index === session.turns.length - 1 && !running}
									onToggle={stay}
									onOrphanedEdit={compose}
									post={post}
								/>
							</Fragment>
						))}
					</main>
				</section>
				{!following && (
					<button type="button" class="jump" onClick={jumpToEnd}>
						<Icon name="down" /> Jump to latest
					</button>
				)}
			</div>
			{!empty && card}
			<Composer state={state} store={store} />
			<div class="visually-hidden" aria-live="polite">
				{announcement(session.turns.at(-1))}
			</div>
		</div>
	);
}

/** Where a question was asked, or answered, more than once. */
function Versions({ session, index, onShow, post }: { session: Session; index: number; onShow: () => void; post: Store['post'] }) {
	const turn = session.turns[index];
	const siblings = siblingsOf(session, index);
	return turn === undefined || siblings.length < 2 ? null : (
		<Siblings turnId={turn.id} place={siblings.indexOf(turn) + 1} count={siblings.length} onShow={onShow} post={post} />
	);
}

function waitingText(status: ModelStatus): string {
	switch (status.kind) {
		case 'missing':
		case 'failed':
			return 'Waits for a model';
		case 'getting':
			return 'Waits for the download';
		case 'loading':
			return `Waits while the model loads · ${Math.round(status.percent)} %`;
		case 'busy':
			return status.message ?? 'Waits for its turn';
		case 'idle':
		case 'ready':
			return 'Waits for the model';
	}
}
