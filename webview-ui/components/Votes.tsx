import type { Sample, Turn } from '../../src/core/chat/session.ts';
import { shortAnswer } from '../../src/core/chat/shortAnswer.ts';
import { tally } from '../../src/core/chat/vote.ts';
import { duration, plural } from '../format.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import { Icon } from './Icon.tsx';
import { Markdown } from './Markdown.tsx';

interface Props {
	readonly turn: Turn;
	readonly onToggle: () => void;
	readonly post: Post;
}

/** How the replies to a question that was asked several times agree, and each of them to open. */
export function Votes({ turn, onToggle, post }: Props) {
	const { samples = [], votes = 1, state } = turn;
	if (votes < 2 || (samples.length === 0 && state.kind === 'waiting')) return null;
	const isOver = state.kind === 'done' || state.kind === 'failed' || state.kind === 'interrupted';
	if (isOver && samples.length === 0) return null;
	const { groups, counted } = tally(samples.map(({ isComplete, answer }) => (isComplete ? answer : undefined)));
	return (
		<section class="votes-result" aria-label="Replies compared">
			<p class="votes-head">
				{isOver ? verdict(groups[0]?.members.length ?? 0, counted, samples.length) : `Reply ${samples.length + 1} of at most ${votes}`}
				{groups.map(({ answer, members }) => (
					<span key={answer.key} class="vote">
						{reveal(answer.text)} <strong>{members.length}×</strong>
					</span>
				))}
			</p>
			{samples.map((sample, index) => (
				<details key={index} onToggle={onToggle}>
					<summary>
						<Icon name="chevron" /> Reply {index + 1}
						<span class="vote-answer">{summaryOf(sample)}</span>
					</summary>
					{sample.reasoning.trim() !== '' && (
						<div class="vote-thought">
							<Markdown text={sample.reasoning} growing={false} mathOutput="mathml" post={post} />
						</div>
					)}
					<div class="vote-text">
						<Markdown text={sample.answer} growing={false} mathOutput="htmlAndMathml" post={post} />
					</div>
				</details>
			))}
		</section>
	);
}

function verdict(agree: number, counted: number, written: number): string {
	if (counted === 0) return written === 1 ? 'No short answer that could be compared' : 'No short answers that could be compared';
	return `${agree} of ${counted} agree`;
}

function summaryOf({ answer, isComplete, reasoningTokens, answerTokens, thoughtMs }: Sample): string {
	if (!isComplete) return 'not finished';
	const facts = [plural(reasoningTokens + answerTokens, 'token'), ...(thoughtMs === undefined ? [] : [duration(thoughtMs)])].join(' · ');
	const short = shortAnswer(answer)?.text;
	return short === undefined ? facts : `${reveal(short)} · ${facts}`;
}
