import { useState } from 'preact/hooks';
import { type ContextMeter, type Fit, fitOf } from '../../src/core/chat/contextMeter.ts';
import type { ContextItem } from '../../src/core/chat/session.ts';
import { count, place, plural } from '../format.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';

interface Props {
	readonly meter: ContextMeter;
	/** What would be sent is too much for the window; said whether or not the meter is open. */
	readonly isFull: boolean;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** How much of the model's window the next question takes, and what of it. */
export function ContextMeterView({ meter, isFull }: Props) {
	const [open, setOpen] = useState(false);
	const { windowTokens, isEstimate } = meter;
	const sent = sentTokens(meter);
	const share = windowTokens === undefined ? undefined : Math.min(100, Math.round((100 * (sent + meter.answer)) / windowTokens));
	const shown = share === undefined ? short(sent) : `${share} %`;
	const about = isEstimate ? 'about ' : '';
	const label =
		windowTokens === undefined
			? `The question takes ${about}${count(sent)} tokens`
			: `The question takes ${about}${count(sent)} of ${count(windowTokens)} tokens, and ${count(meter.answer)} are kept for the answer`;
	return (
		<>
			<button
				type="button"
				class={`quiet context-meter${isFull ? ' full' : ''}`}
				aria-expanded={open}
				aria-label={`${shown} · Context: ${label}`}
				title={label}
				onClick={() => setOpen(!open)}
			>
				<span class="meter-bar" aria-hidden="true">
					<span style={{ width: `${share ?? 0}%` }} />
				</span>
				<span>{shown}</span>
			</button>
			{open && <Parts meter={meter} />}
		</>
	);
}

const sentTokens = ({ system, attached, automatic, question, history }: ContextMeter): number =>
	system + sum(attached) + (automatic?.tokens ?? 0) + question + sum(history);

const short = (tokens: number): string => (tokens < 1000 ? count(tokens) : `${(tokens / 1000).toFixed(1)}k`);

function Parts({ meter }: { readonly meter: ContextMeter }) {
	const { windowTokens, system, standing, attached, automatic, question, history, thought, answer } = meter;
	const room = windowTokens === undefined ? undefined : windowTokens - sentTokens(meter) - answer;
	const rows: readonly (readonly [string, number | undefined])[] = [
		[standing.length > 0 ? 'System and standing instructions' : 'System', system],
		['Attached', sum(attached)],
		['Goes along by itself', automatic?.tokens ?? 0],
		['Question', question],
		[`Earlier in the chat (${plural(history.length, 'question')})`, sum(history)],
		['Thought, at most', room === undefined ? undefined : Math.max(0, Math.min(thought, room))],
		['Answer, kept free', windowTokens === undefined ? undefined : answer],
		['Free', room === undefined ? undefined : Math.max(0, room - Math.min(thought, Math.max(0, room)))],
	];
	return (
		<dl class="meter-parts">
			{rows
				.filter(([name, tokens]) => tokens !== 0 || name === 'Free')
				.map(([name, tokens]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{tokens === undefined ? 'not known yet' : count(tokens)}</dd>
					</div>
				))}
		</dl>
	);
}

/** What gives way when the question is sent as it stands; said before it is. */
export function FitWarning({
	meter,
	attachments,
	post,
}: {
	readonly meter: ContextMeter;
	readonly attachments: readonly ContextItem[];
	readonly post: Post;
}) {
	const fit = fitOf(meter);
	const text = warningOf(fit);
	if (text === undefined) return null;
	const drop = fit.kind === 'tooLong' ? fit.drop : [];
	return (
		<p class="fit-warning">
			<span>{text}</span>
			{drop.length > 0 && (
				<button type="button" class="link" onClick={() => removeAll(drop, post)}>
					Remove {reveal(drop.map((index) => nameOf(attachments[index])).join(', '))}
				</button>
			)}
			{fit.kind === 'tooLong' && meter.automatic && (
				<button type="button" class="link" onClick={() => post({ kind: 'leaveOutAutomatic' })}>
					Leave out {reveal(meter.automatic.label)}
				</button>
			)}
		</p>
	);
}

const nameOf = (item: ContextItem | undefined): string => (item === undefined ? '' : place(item));

/** From the last one on, so that the places of the others stay. */
function removeAll(indices: readonly number[], post: Post): void {
	for (const index of [...indices].sort((a, b) => b - a)) post({ kind: 'detach', index });
}

function warningOf(fit: Fit): string | undefined {
	switch (fit.kind) {
		case 'unknown':
		case 'fits':
			return undefined;
		case 'shortThought':
			return `Only ${plural(Math.max(0, fit.tokens), 'token')} are left to think.`;
		case 'dropsHistory':
			return `The window is full: ${fit.turns === 1 ? 'the oldest question' : `the oldest ${count(fit.turns)} questions`} of this chat will not be sent.`;
		case 'tooLong':
			return `This is ${plural(fit.overTokens, 'token')} more than the model can read.${fit.drop.length === 0 ? ' Shorten the question, or choose a model with a larger window.' : ''}`;
	}
}
