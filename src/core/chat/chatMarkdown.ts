import { fenced } from '../text.ts';
import { countBranches } from './branches.ts';
import type { ContextItem, Session, Turn } from './session.ts';

/** The branch that is shown, as a Markdown document to read or to share. `exportedOn` is a date as people write it. */
export function exportMarkdown(session: Session, exportedOn: string): string {
	const branches = countBranches(session);
	const facts = [
		`Exported from Lemma on ${exportedOn}`,
		session.turns.length === 1 ? '1 question' : `${session.turns.length} questions`,
		...(branches > 1 ? [`one of ${branches} branches`] : []),
	];
	return [`# ${oneLine(session.title) || 'Chat'}`, `*${facts.join(' · ')}*`, ...session.turns.flatMap(turnParts), '']
		.join('\n\n')
		.trimEnd()
		.concat('\n');
}

const turnParts = (turn: Turn): readonly string[] => [
	'## Question',
	quoted(turn.question.trim()),
	...turn.context.map((item) => `Context: \`${oneLine(place(item)).replaceAll('`', "'")}\``),
	...(turn.reasoning.trim() === '' ? [] : [thoughtPart(turn)]),
	`## Answer${turn.model === undefined ? '' : ` · ${oneLine(turn.model)}`}`,
	turn.answer.trim() === '' ? `*${noAnswer(turn)}*` : closedFences(turn.answer.trim()),
	...(turn.answer.trim() !== '' && wasCut(turn) ? ['*The answer was cut here.*'] : []),
];

/** What is in the thought is shown as it was written: it is notes, and often broken Markdown. */
function thoughtPart(turn: Turn): string {
	const time = turn.thoughtMs === undefined ? '' : ` for ${Math.max(1, Math.round(turn.thoughtMs / 1000))} s`;
	return `<details>\n<summary>Thought${time}</summary>\n\n${fenced(turn.reasoning.trim(), 'text')}\n\n</details>`;
}

function noAnswer({ state }: Turn): string {
	return state.kind === 'failed' ? `No answer: ${oneLine(state.message)}` : 'No answer';
}

const wasCut = ({ state }: Turn): boolean => state.kind !== 'done' || state.end !== 'stop';

const quoted = (text: string): string =>
	text
		.split('\n')
		.map((line) => `> ${line}`.trimEnd())
		.join('\n');

/** A code block that the answer left open must not swallow what comes behind it. */
function closedFences(text: string): string {
	let open: string | undefined;
	for (const line of text.split('\n')) {
		const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/u.exec(line);
		if (mark === null) continue;
		const [, fence = '', info = ''] = mark;
		if (open === undefined) open = fence;
		else if (fence[0] === open[0] && fence.length >= open.length && info.trim() === '') open = undefined;
	}
	return open === undefined ? text : `${text}\n${open}`;
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const place = ({ label, lines }: ContextItem): string => (lines === undefined ? label : `${label}:${lines.first + 1}–${lines.last + 1}`);
