import { inOrder } from './branches.ts';
import { listOf, readEffort, readString, readTurn } from './readTurn.ts';
import { applyEvent, type ChatEvent, emptySession, isRunning, type Session, type Turn } from './session.ts';
import { cleanTitle } from './title.ts';

const format = 'lemma-chat';
const version = 1;

/** More than anybody asks in one chat; a file beyond these was not made by Lemma. */
const mostTurns = 5_000;
export const mostImportedCharacters = 100_000_000;

/** A chat with all its branches, as a file for other programs and for `importJson`. `exportedAt` is an ISO date. */
export const exportJson = (session: Session, exportedAt: string): string => {
	const { title, effort } = session;
	const shown = session.turns.at(-1)?.id;
	const turns = inOrder(session).map(settled);
	return `${JSON.stringify({ format, version, exportedAt, title, effort, shown, turns }, undefined, '\t')}\n`;
};

export type Import = { readonly kind: 'read'; readonly session: Session } | { readonly kind: 'refused'; readonly why: string };

/** Reads a file that anyone may have made. What it holds gets ids of ours; unknown members are left out. `why` goes on after the file's name. */
export function importJson(text: string, newId: () => string): Import {
	if (text.length > mostImportedCharacters) return refused('is larger than any chat that Lemma exports.');
	const file = parse(text);
	if (file === undefined || Reflect.get(file, 'format') !== format) {
		return refused('is not a chat that Lemma has exported. Choose a file that was made with "Export as JSON".');
	}
	const made = Reflect.get(file, 'version');
	if (made !== version) {
		return refused(
			typeof made === 'number' && made > version
				? 'was exported by a newer version of Lemma. Update Lemma to import it.'
				: 'does not say which version of the format it has, so Lemma cannot read it.',
		);
	}
	const listed: unknown = Reflect.get(file, 'turns');
	if (!Array.isArray(listed) || listed.length === 0) return refused('holds no questions, so there is nothing to import.');
	if (listed.length > mostTurns) return refused(`holds ${listed.length} questions, more than Lemma imports (${mostTurns}).`);
	const turns = listOf(readTurn, mostTurns)(listed);
	if (turns === undefined) {
		return refused(`is damaged: question ${1 + listed.findIndex((turn) => readTurn(turn) === undefined)} cannot be read.`);
	}
	const stray = strayTurn(turns);
	if (stray >= 0) return refused(`is damaged: question ${stray + 1} follows none of the questions before it.`);
	return { kind: 'read', session: sessionOf(file, turns, newId) };
}

/** What rebuilds a session as it is: for a copy of it. */
export function eventsOf(session: Session): readonly ChatEvent[] {
	const shown = session.turns.at(-1);
	return [
		...inOrder(session).map(copyOf),
		...(shown === undefined ? [] : [{ kind: 'branchShown' as const, turnId: shown.id }]),
		{ kind: 'titled', title: session.title },
		...(session.isPinned === true ? [{ kind: 'pinned' as const, isPinned: true }] : []),
		...(session.effort === undefined ? [] : [{ kind: 'effortChosen' as const, effort: session.effort }]),
		...(session.modelPath === undefined ? [] : [{ kind: 'modelChosen' as const, path: session.modelPath }]),
		...session.attachments.map((item): ChatEvent => ({ kind: 'attached', item })),
	];
}

/** A question that waits is asked, so that what happens to it next fits both. */
function copyOf(turn: Turn): ChatEvent {
	const { id: turnId, question, task, context, askedAt, command, votes, after = '' } = turn;
	return turn.state.kind !== 'waiting'
		? { kind: 'restored', turn: settled(turn) }
		: {
				...{ kind: 'asked', turnId, question, task, context, askedAt, after },
				...(command === undefined ? {} : { command }),
				...(votes === undefined ? {} : { votes }),
			};
}

const refused = (why: string): Import => ({ kind: 'refused', why });

function parse(text: string): object | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

/** The index of the first turn that is there twice, or stands before the one it follows. */
function strayTurn(turns: readonly Turn[]): number {
	const earlier = new Set<string>();
	return turns.findIndex(({ id, after }) => {
		const fits = id !== '' && !earlier.has(id) && after !== undefined && (after === '' || earlier.has(after));
		earlier.add(id);
		return !fits;
	});
}

function sessionOf(file: object, turns: readonly Turn[], newId: () => string): Session {
	const ids = new Map(turns.map(({ id }) => [id, newId()]));
	const ours = (id: string): string => ids.get(id) ?? '';
	const effort = readEffort(Reflect.get(file, 'effort'));
	const shown = ours(readString(Reflect.get(file, 'shown')) ?? '');
	const events: readonly ChatEvent[] = [
		...turns.map((turn): ChatEvent => ({ kind: 'restored', turn: { ...turn, id: ours(turn.id), after: ours(turn.after ?? '') } })),
		...(shown === '' ? [] : [{ kind: 'branchShown' as const, turnId: shown }]),
		{ kind: 'titled', title: cleanTitle(readString(Reflect.get(file, 'title')) ?? '') },
		...(effort === undefined ? [] : [{ kind: 'effortChosen' as const, effort }]),
	];
	return events.reduce(applyEvent, emptySession(newId()));
}

/** In a copy nothing runs. */
const settled = (turn: Turn): Turn => (isRunning(turn) ? { ...turn, state: { kind: 'interrupted' } } : turn);
