import { audit } from '../reasoning/audit/audit.ts';
import { checkAnswer } from '../reasoning/audit/checkAnswer.ts';
import { nothingRead, type ParagraphsRead, readParagraphs } from '../reasoning/audit/paragraphs.ts';
import { type ChatEvent, isRunning, type Session, type Turn } from './session.ts';
import type { AuditChange } from './turnAudit.ts';

/** Audits what turns say: each paragraph once while it is written, and the rest when its text is over. */
export class TurnAudits {
	readonly #read = new Map<string, Readonly<Record<'reasoning' | 'answer', ParagraphsRead>>>();

	/** What an event, already applied to the session, has settled. */
	follow(session: Session, event: ChatEvent): readonly AuditChange[] {
		if (!('turnId' in event)) return [];
		const turn = session.turns.find(({ id }) => id === event.turnId);
		if (!turn) return [];
		switch (event.kind) {
			case 'reasoning':
			case 'answer':
				return event.text.includes('\n') ? this.#paragraphs(turn, event.kind) : [];
			case 'closed':
				return this.#rest(turn, 'reasoning', turn.closed === 'natural');
			case 'sampled':
			case 'chosen':
				return this.#anew(turn);
			case 'ended':
			case 'failed':
			case 'interrupted':
				return this.ofTurn(turn);
			default:
				return [];
		}
	}

	/** All of a turn that is over, or what of a running one is settled. */
	ofTurn(turn: Turn): readonly AuditChange[] {
		if (isRunning(turn)) {
			const reasoning =
				turn.closed === undefined ? this.#paragraphs(turn, 'reasoning') : this.#rest(turn, 'reasoning', turn.closed === 'natural');
			return [...reasoning, ...this.#paragraphs(turn, 'answer')];
		}
		const isWhole = turn.state.kind === 'done' && turn.state.end === 'stop';
		const solution = isWhole ? checkAnswer(turn.question, turn.answer) : [];
		return [
			...this.#rest(turn, 'reasoning', turn.closed === 'natural'),
			...this.#rest(turn, 'answer', isWhole),
			...(solution.length > 0 ? [{ turnId: turn.id, part: 'solution' as const, from: 0, equalities: solution }] : []),
		];
	}

	/** Another text takes the place of the turn's. */
	#anew(turn: Turn): readonly AuditChange[] {
		this.#read.delete(turn.id);
		return (['reasoning', 'answer', 'solution'] as const).map((part) => ({ turnId: turn.id, part, from: 0, equalities: [] }));
	}

	/** The paragraphs that were closed since the last time. */
	#paragraphs(turn: Turn, part: 'reasoning' | 'answer'): readonly AuditChange[] {
		const all = this.#read.get(turn.id) ?? { reasoning: nothingRead, answer: nothingRead };
		const before = all[part];
		const read = readParagraphs(turn[part], before);
		this.#read.set(turn.id, { ...all, [part]: read });
		return read.openAt === before.openAt ? [] : changeOf(turn, part, before.openAt, read.openAt, true);
	}

	/** What no closed paragraph holds. It stays unread: a turn that goes on continues it. */
	#rest(turn: Turn, part: 'reasoning' | 'answer', isWhole: boolean): readonly AuditChange[] {
		const from = this.#read.get(turn.id)?.[part].openAt ?? 0;
		return changeOf(turn, part, from, turn[part].length, isWhole);
	}
}

/** Where a text was cut, the number at its end may be half of one. */
function changeOf(turn: Turn, part: 'reasoning' | 'answer', from: number, to: number, isWhole: boolean): readonly AuditChange[] {
	const text = turn[part].slice(from, to);
	const certainTo = isWhole ? text.length + 1 : text.trimEnd().length;
	const equalities = audit(text)
		.filter(({ end }) => end < certainTo)
		.map((equality) => ({ ...equality, start: equality.start + from, end: equality.end + from }));
	return equalities.length === 0 ? [] : [{ turnId: turn.id, part, from, equalities }];
}
