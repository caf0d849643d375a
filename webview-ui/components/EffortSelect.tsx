import { answerReserve } from '../../src/core/chat/ask.ts';
import { budgetTokens, type Effort } from '../../src/core/settings.ts';
import { count } from '../format.ts';
import type { Post } from '../host.ts';

interface Props {
	readonly effort: Effort;
	/** The window of the model that answered last. */
	readonly contextTokens: number | undefined;
	/** How many replies are compared. */
	readonly votes: number;
	readonly onVotes: (votes: number) => void;
	readonly post: Post;
}

const labels: Readonly<Record<Effort, string>> = { off: 'Off', low: 'Low', medium: 'Medium', high: 'High', max: 'Max' };
const efforts = ['off', 'low', 'medium', 'high', 'max'] as const;

/** How long the model thinks at most; while it thinks, of the thought that runs. */
export function EffortSelect({ effort, contextTokens, votes, onVotes, post }: Props) {
	const roomTokens = contextTokens === undefined ? Number.POSITIVE_INFINITY : contextTokens - answerReserve(contextTokens);
	const choose = (value: string): void => {
		const known = efforts.find((candidate) => candidate === value);
		if (known) post({ kind: 'setEffort', effort: known });
	};
	return (
		<fieldset class="effort">
			<legend class="visually-hidden">Effort</legend>
			<label title={`Thinking effort. ${effortTitle(effort, roomTokens)}.`}>
				<span class="effort-word">Think</span>
				<select aria-label="Thinking effort" value={effort} onChange={(event) => choose(event.currentTarget.value)}>
					{efforts.map((option) => (
						<option key={option} value={option} title={effortTitle(option, roomTokens)}>
							{labels[option]}
							{isClipped(option, roomTokens) && ` (${count(roomTokens)})`}
						</option>
					))}
				</select>
			</label>
			<button
				type="button"
				class="quiet votes"
				aria-pressed={votes > 1}
				aria-label={`Ask ${timesAsked}×`}
				title={`Ask ${timesAsked}×: for questions with a short answer. Writes up to ${timesAsked} replies, one after another, and shows the answer that most of them give.`}
				onClick={() => onVotes(votes > 1 ? 1 : timesAsked)}
			>
				<span class="roomy-only">Ask </span>
				{timesAsked}×
			</button>
		</fieldset>
	);
}

const timesAsked = 3;

/** Max means the room that there is, so nothing is taken from it. */
const isClipped = (effort: Effort, roomTokens: number): boolean => effort !== 'max' && budgetTokens[effort] > roomTokens;

function effortTitle(effort: Effort, roomTokens: number): string {
	if (effort === 'off') return 'Answers at once, without thinking';
	if (effort === 'max') return 'Thinks until the context is full';
	return isClipped(effort, roomTokens)
		? `Thinks for at most ${count(roomTokens)} of ${count(budgetTokens[effort])} tokens: the context holds no more`
		: `Thinks for at most ${count(budgetTokens[effort])} tokens`;
}
