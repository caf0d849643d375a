import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ThinkingState } from '../../src/core/chat/session.ts';
import type { Post } from '../host.ts';
import { Icon } from './Icon.tsx';
import { RemarkInput } from './RemarkInput.tsx';

interface Props {
	readonly turnId: string;
	readonly state: ThinkingState;
	/** A remark that the end of the thought overtook. */
	readonly onOrphanedRemark: (text: string) => void;
	readonly post: Post;
}

/** What can be asked of a thought while it runs. */
export function ThoughtTools({ turnId, state, onOrphanedRemark, post }: Props) {
	const { isPaused, isLooping, thinkMore } = state;
	// What was asked for here and not yet told by the host, which has the last word: a thought that is paused waits for a remark.
	const [asked, setAsked] = useState<'pause' | 'resume'>();
	const [isEnding, setEnding] = useState(false);
	const isSteering = asked === 'pause' || (isPaused && asked !== 'resume');
	useEffect(() => {
		if (!isPaused) setAsked((now) => (now === 'resume' ? undefined : now));
	}, [isPaused]);

	const steerButton = useRef<HTMLButtonElement>(null);
	const comesBack = useRef(false);
	useLayoutEffect(() => {
		if (comesBack.current && !isSteering) steerButton.current?.focus();
		comesBack.current = false;
	}, [isSteering]);

	const answerNow = (): void => {
		if (isEnding) return;
		setEnding(true);
		post({ kind: 'answerNow', turnId });
	};
	const canThinkMore = !thinkMore.isArmed && thinkMore.left > 0 && !isEnding;
	const askForMore = (): void => {
		if (canThinkMore) post({ kind: 'thinkMore', turnId });
	};
	const steer = (): void => {
		if (isSteering || isEnding) return;
		setAsked('pause');
		post({ kind: 'pauseThought', turnId });
	};
	const leave = (remark: string): void => {
		comesBack.current = true;
		setAsked('resume');
		post(remark === '' ? { kind: 'resumeThought', turnId } : { kind: 'steer', turnId, remark });
	};

	const onShortcut = useRef<(event: KeyboardEvent) => void>(undefined);
	onShortcut.current = (event) => {
		const wanted = event.altKey && !event.ctrlKey && !event.metaKey && !event.isComposing;
		if (!wanted) return;
		const act =
			event.key === 'Enter' ? (event.shiftKey ? steer : answerNow) : event.key === '+' || event.key === '=' ? askForMore : undefined;
		if (act === undefined) return;
		event.preventDefault();
		act();
	};
	useLayoutEffect(() => {
		const onKeyDown = (event: KeyboardEvent): void => onShortcut.current?.(event);
		window.addEventListener('keydown', onKeyDown);
		return () => window.removeEventListener('keydown', onKeyDown);
	}, []);

	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend
		<div class="thought-tools" role="group" aria-label="Control of the thought">
			{isLooping && (
				<p class="loop-offer">
					<Icon name="warning" /> It seems to repeat itself.
				</p>
			)}
			{isSteering ? (
				<RemarkInput onLeave={leave} onOrphaned={onOrphanedRemark} />
			) : (
				<>
					<button
						type="button"
						class={isLooping ? 'tool wanted' : 'tool'}
						aria-disabled={isEnding}
						aria-keyshortcuts="Alt+Enter"
						title="Closes the thought and writes the answer (Alt+Enter)"
						onClick={answerNow}
					>
						<Icon name="forward" /> {isEnding ? 'Closing the thought' : 'Answer now'}
					</button>
					<button
						type="button"
						class="tool"
						aria-pressed={thinkMore.isArmed}
						aria-disabled={!canThinkMore}
						aria-keyshortcuts="Alt++"
						title={thinkMoreTitle(thinkMore)}
						onClick={askForMore}
					>
						<Icon name={thinkMore.isArmed ? 'check' : 'plus'} /> {thinkMore.isArmed ? 'Will think more' : 'Think more'}
						<span class="left-over" aria-hidden="true">
							{thinkMore.left}
						</span>
					</button>
					<button
						ref={steerButton}
						type="button"
						class="tool"
						aria-disabled={isEnding}
						aria-keyshortcuts="Alt+Shift+Enter"
						title="Pauses the thought and puts a remark of yours into it (Alt+Shift+Enter)"
						onClick={steer}
					>
						<Icon name="edit" /> Steer
					</button>
				</>
			)}
		</div>
	);
}

function thinkMoreTitle({ isArmed, left }: ThinkingState['thinkMore']): string {
	if (isArmed) return `Where the thought would end next, it goes on. ${timesLeft(left)}`;
	return left === 0
		? 'This thought was prolonged as often as it may be'
		: `Where the thought would end next, it goes on instead (Alt and +). ${timesLeft(left)}`;
}

const timesLeft = (left: number): string =>
	left === 0 ? 'Not possible again.' : `Possible ${left === 1 ? 'once' : `${left} times`} more.`;
