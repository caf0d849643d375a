import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Turn } from '../../src/core/chat/session.ts';
import type { TurnAudit } from '../../src/core/chat/turnAudit.ts';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import { count } from '../format.ts';
import type { Post } from '../host.ts';
import { memo } from '../memo.tsx';
import type { Meter } from '../meter.ts';
import { LiveFacts } from './LiveFacts.tsx';
import { Markdown } from './Markdown.tsx';
import { Outcome } from './Outcome.tsx';
import { Question } from './Question.tsx';
import { Reasoning } from './Reasoning.tsx';
import { TurnDetails } from './TurnDetails.tsx';
import { Votes } from './Votes.tsx';
import { WaitingQuestion } from './WaitingQuestion.tsx';

interface Props {
	readonly turn: Turn;
	/** Its sums, as far as they are worked out. */
	readonly audit: TurnAudit;
	/** What the model is doing, while the question waits for it. */
	readonly waitsFor: string;
	/** Of the turn that is written at this moment. */
	readonly meter: Meter | undefined;
	/** There is nothing to leave behind by a new chat. */
	readonly isAlone: boolean;
	/** The last of its conversation, with nothing running behind it. */
	readonly isLast: boolean;
	readonly onToggle: () => void;
	/** An edit of a waiting question, or a remark, that came too late goes back to the input. */
	readonly onOrphanedEdit: (text: string) => void;
	readonly post: Post;
}

export const TurnView = memo(function TurnView(props: Props) {
	const { turn, audit, waitsFor, meter, isAlone, isLast, onToggle, onOrphanedEdit, post } = props;
	const answerSums = useMemo(() => [...audit.answer, ...audit.solution].sort(byEnd), [audit.answer, audit.solution]);
	return (
		<article class="turn" aria-label={turn.task === 'explain' ? 'Explanation' : 'Question and answer'}>
			{turn.state.kind === 'waiting' ? (
				<WaitingQuestion turn={turn} waitsFor={waitsFor} onOrphanedEdit={onOrphanedEdit} post={post} />
			) : (
				<Question turn={turn} post={post} />
			)}
			{turn.state.kind === 'reading' && <Progress>Reading{readingFacts(turn.state)}</Progress>}
			{(turn.reasoning.trim() !== '' || turn.state.kind === 'thinking') && (
				<Reasoning turn={turn} sums={audit.reasoning} meter={meter} onToggle={onToggle} onOrphanedRemark={onOrphanedEdit} post={post} />
			)}
			{turn.state.kind === 'answering' && turn.answer === '' && <Progress>Answering</Progress>}
			{turn.answer.trim() !== '' && (
				<div class="answer">
					<Markdown text={turn.answer} growing={turn.state.kind === 'answering'} mathOutput="htmlAndMathml" sums={answerSums} post={post} />
				</div>
			)}
			{turn.state.kind === 'answering' && turn.answer !== '' && (
				<p class="progress-line small">
					<LiveFacts what="Answering" meter={meter} tokens={turn.answerTokens} />
				</p>
			)}
			<Votes turn={turn} onToggle={onToggle} post={post} />
			<Outcome turn={turn} isAlone={isAlone} isLast={isLast} post={post} />
			<TurnDetails turn={turn} audit={audit} post={post} />
		</article>
	);
});

const byEnd = (a: Equality, b: Equality): number => a.end - b.end;

function Progress({ children }: { readonly children: ComponentChildren }) {
	return (
		<p class="progress-line">
			<span class="shimmer">{children}</span>
		</p>
	);
}

const readingFacts = ({ evaluated, total }: { readonly evaluated: number; readonly total: number }): string =>
	total > 0 ? ` · ${count(evaluated)} of ${count(total)} tokens` : '';
