import type { ComponentChildren, RefObject } from 'preact';
import { useCallback, useId, useRef, useState } from 'preact/hooks';
import type { Turn } from '../../src/core/chat/session.ts';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import type { Step } from '../../src/core/reasoning/steps.ts';
import { count, plural } from '../format.ts';
import { useFollowEnd } from '../hooks/useFollowEnd.ts';
import { useStepJumps } from '../hooks/useStepJumps.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import type { ThoughtMode } from '../thoughtMode.ts';
import { CopyButton } from './CopyButton.tsx';
import { FindBar } from './FindBar.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { Markdown } from './Markdown.tsx';
import { PlainText } from './PlainText.tsx';
import { StepList } from './StepList.tsx';

interface Props {
	readonly turn: Turn;
	readonly mode: Exclude<ThoughtMode, 'headline'>;
	readonly live: boolean;
	readonly steps: readonly Step[];
	readonly sums: readonly Equality[];
	readonly onMode: (mode: ThoughtMode) => void;
	readonly onCollapse: () => void;
	readonly post: Post;
}

/** What is drawn of a thought in a window of a few lines; it scrolls no further back. */
const previewCharacters = 3000;

/** An open thought, with its outline, and the ways to read it. */
export function ThoughtView({ turn, mode, live, steps, sums, onMode, onCollapse, post }: Props) {
	const bodyRef = useRef<HTMLDivElement>(null);
	const listId = useId();
	const [hasList, setList] = useState(false);
	const [isFinding, setFinding] = useState(false);
	const findButton = useRef<HTMLButtonElement>(null);
	const expand = (): void => onMode('expanded');
	const { jumped, jump } = useStepJumps(bodyRef, steps, expand);
	const current = jumped ?? (live ? steps.length - 1 : -1);

	const latest = useRef({ turn, steps });
	latest.current = { turn, steps };
	const explain = useCallback(
		(index: number): void => {
			const { turn, steps } = latest.current;
			post({ kind: 'ask', question: stepQuestion(turn.reasoning.slice(steps[index]?.at ?? 0, steps[index + 1]?.at)) });
		},
		[post],
	);
	const find = (): void => {
		if (mode !== 'expanded') expand();
		setFinding(true);
	};
	const endFind = (): void => {
		setFinding(false);
		findButton.current?.focus();
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.isComposing || event.target instanceof HTMLInputElement) return;
		const by = event.key === ']' ? 1 : event.key === '[' ? -1 : 0;
		if (by !== 0) jump(Math.min(steps.length - 1, Math.max(0, current + by)));
		else if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.altKey) find();
		else return;
		event.preventDefault();
	};
	const text = live ? (
		<PlainText key="plain" text={turn.reasoning} sums={sums} {...(mode === 'preview' ? { last: previewCharacters } : {})} />
	) : (
		<Markdown text={turn.reasoning} growing={false} mathOutput="mathml" sums={sums} places post={post} />
	);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys for what has buttons too
		<div class="thought-view" onKeyDown={onKeyDown}>
			<div class="view-tools">
				{steps.length > 1 && (
					<button type="button" class="quiet" aria-expanded={hasList} aria-controls={listId} onClick={() => setList(!hasList)}>
						<Icon name="list" /> {plural(steps.length, 'step')}
					</button>
				)}
				<span class="spring" />
				<ToolButton buttonRef={findButton} icon="search" label="Find in the thought" onClick={isFinding ? endFind : find} />
				<CopyButton label="Copy thought" text={reveal(turn.reasoning.trim())} isShort post={post} />
				{mode === 'expanded' ? (
					<ToolButton icon="shrink" label="Show in a small window" onClick={() => onMode('preview')} />
				) : (
					<ToolButton icon="expand" label="Show the whole thought" onClick={expand} />
				)}
			</div>
			{isFinding && <FindBar bodyRef={bodyRef} onClose={endFind} />}
			<div class={hasList && steps.length > 1 ? 'thought-columns' : undefined}>
				{hasList && steps.length > 1 && (
					<StepList
						id={listId}
						steps={steps}
						current={current}
						pace={turn.pace}
						length={turn.reasoning.length}
						onJump={jump}
						onExplain={live ? undefined : explain}
					/>
				)}
				{mode === 'preview' ? (
					<Preview bodyRef={bodyRef} isCut={live && turn.reasoning.length > previewCharacters} live={live}>
						{text}
					</Preview>
				) : (
					<div ref={bodyRef} class="thought whole">
						{text}
					</div>
				)}
			</div>
			{mode === 'expanded' && (
				<button type="button" class="quiet" onClick={onCollapse}>
					<Icon name="up" /> Collapse the thought
				</button>
			)}
		</div>
	);
}

interface PreviewProps {
	readonly bodyRef: RefObject<HTMLDivElement | null>;
	/** The beginning is left out. */
	readonly isCut: boolean;
	readonly live: boolean;
	readonly children: ComponentChildren;
}

/** Of fixed height, so that nothing below it moves while the thought grows. */
function Preview({ bodyRef, isCut, live, children }: PreviewProps) {
	const { scrollRef, contentRef } = useFollowEnd();
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
		<section ref={scrollRef} class="preview" tabIndex={0} aria-label={live ? 'Thought so far' : 'Thought'}>
			<div ref={contentRef}>
				{isCut && <p class="hint">The last {count(previewCharacters)} characters. Show the whole thought to read it from the start.</p>}
				<div ref={bodyRef} class="thought">
					{children}
				</div>
			</div>
		</section>
	);
}

interface ToolButtonProps {
	readonly buttonRef?: RefObject<HTMLButtonElement | null>;
	readonly icon: IconName;
	readonly label: string;
	readonly onClick: () => void;
}

const ToolButton = ({ buttonRef, icon, label, onClick }: ToolButtonProps) => (
	<button {...(buttonRef ? { ref: buttonRef } : {})} type="button" class="quiet" title={label} aria-label={label} onClick={onClick}>
		<Icon name={icon} />
	</button>
);

const longestQuote = 1500;

/** A follow-up about a step, which is quoted: thoughts themselves are not sent back to the model. */
function stepQuestion(step: string): string {
	const text = step.trim();
	const quote = text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`;
	return `Explain this step of your reasoning: why it is taken, and whether it holds.\n\n${quote.replaceAll(/^/gmu, '> ')}`;
}
