import { isRunning, type Turn } from '../../src/core/chat/session.ts';
import type { TurnAudit } from '../../src/core/chat/turnAudit.ts';
import type { Usage } from '../../src/core/model.ts';
import { count, duration, place, plural } from '../format.ts';
import type { Post } from '../host.ts';
import { kindTitles } from '../kindTitles.ts';
import { reveal } from '../reveal.ts';
import { sumFacts } from '../sums.ts';
import { CopyButton } from './CopyButton.tsx';
import { Icon } from './Icon.tsx';

interface Props {
	readonly turn: Turn;
	readonly audit: TurnAudit;
	readonly post: Post;
}

/** What the answer rests on and what it cost. */
export function TurnDetails({ turn, audit, post }: Props) {
	if (isRunning(turn)) return null;
	const facts = [turn.model, turn.state.kind === 'done' ? usageText(turn, turn.state.usage) : undefined].filter(
		(fact) => fact !== undefined,
	);
	const sums = sumFacts(audit);
	return (
		<footer class="details">
			<span class="context-used">
				{turn.context.length === 0 ? 'No context used' : 'Context used: '}
				{turn.context.map((item, index) => (
					<>
						{index > 0 && ', '}
						<button
							type="button"
							class="link"
							title={`${kindTitles[item.kind]}: ${reveal(place(item))}`}
							onClick={() => post({ kind: 'openContext', turnId: turn.id, index })}
						>
							{reveal(place(item))}
						</button>
					</>
				))}
			</span>
			<span class="cost">
				<span>
					{facts.join(' · ')}
					{sums && (
						<span class="sum-facts" title="The equalities between numbers in the thought and the answer, worked out exactly">
							{facts.length > 0 && ' · '}
							{sums.checked}
							{sums.wrong && (
								<>
									{', '}
									<strong class="wrong">{sums.wrong}</strong>
								</>
							)}
						</span>
					)}
				</span>
				{turn.answer.trim() !== '' && <CopyButton label="Copy answer" text={reveal(turn.answer.trim())} post={post} />}
				{turn.answer.trim() !== '' && (
					<button
						type="button"
						class="quiet when-idle"
						title="Write another answer. This one is kept beside it"
						aria-label="Answer again"
						onClick={() => post({ kind: 'retry', turnId: turn.id })}
					>
						<Icon name="retry" />
					</button>
				)}
				{turn.reasoning.trim() !== '' && (
					<CopyButton label="Copy question, thought and answer" text={reveal(wholeTurn(turn))} isShort icon="copyAll" post={post} />
				)}
			</span>
		</footer>
	);
}

const wholeTurn = ({ question, reasoning, answer }: Turn): string =>
	[`## Question\n\n${question.trim()}`, `## Thought\n\n${reasoning.trim()}`, answer.trim() === '' ? '' : `## Answer\n\n${answer.trim()}`]
		.join('\n\n')
		.trim();

/** Of a stopped answer the prompt's tokens are not known. */
function usageText(turn: Turn, { promptTokens, reusedTokens, totalMs }: Usage): string {
	const prompt = plural(promptTokens, 'prompt token');
	const read = promptTokens === 0 ? [] : [reusedTokens > 0 ? `${count(reusedTokens)} of ${prompt} reused` : prompt];
	const allMs = totalMs + (turn.earlier?.totalMs ?? 0);
	return [duration(allMs), plural(turn.reasoningTokens + turn.answerTokens, 'token'), ...read].join(' · ');
}
