import { describe, expect, it } from 'vitest';
import { applyEvent, type ChatEvent, emptySession, type Session } from '../../../src/core/chat/session.ts';
import { type AuditChange, applyAudit, noAudit } from '../../../src/core/chat/turnAudit.ts';
import { TurnAudits } from '../../../src/core/chat/turnAudits.ts';

const usage = { promptTokens: 1, reusedTokens: 0, reasoningTokens: 1, answerTokens: 1, firstTokenMs: 1, totalMs: 1 };
const asked = (question = 'What is 17 * 24?'): ChatEvent => ({
	kind: 'asked',
	turnId: 't',
	question,
	task: 'chat',
	context: [],
	askedAt: 0,
});
const thought = (text: string): ChatEvent => ({ kind: 'reasoning', turnId: 't', text, tokens: 1 });
const answer = (text: string): ChatEvent => ({ kind: 'answer', turnId: 't', text, tokens: 1 });
const closed: ChatEvent = { kind: 'closed', turnId: 't', reason: 'natural', thoughtMs: 1 };
const ended = (end: 'stop' | 'length' = 'stop'): ChatEvent => ({ kind: 'ended', turnId: 't', end, usage });
const resumed: ChatEvent = { kind: 'resumed', turnId: 't' };

function follow(...events: readonly ChatEvent[]) {
	const audits = new TurnAudits();
	let session: Session = emptySession('s');
	const changes: AuditChange[] = [];
	for (const event of events) {
		session = applyEvent(session, event);
		changes.push(...audits.follow(session, event));
	}
	const audit = changes.reduce(applyAudit, noAudit);
	const said = (part: AuditChange['part']): readonly string[] => audit[part].map(({ verdict, text }) => `${verdict}: ${text}`);
	return { changes, audit, said, turn: session.turns[0] };
}

describe('the sums of a turn', () => {
	it('are audited paragraph by paragraph while it is written, each once', () => {
		const { changes, said } = follow(
			asked(),
			thought('17 × 20 = 340\n'),
			thought('\n17 × 4 ='),
			thought(' 6'),
			thought('8\n\n340'),
			thought(' + 68 = 4'),
			thought('08'),
		);
		expect(changes.map(({ from, equalities }) => [from, equalities.length])).toEqual([
			[0, 1],
			[15, 1],
		]);
		expect(said('reasoning')).toEqual(['checked: 17 × 20 = 340', 'checked: 17 × 4 = 68']);
	});

	it('are all there at the end, at their places in the text', () => {
		const { audit, turn } = follow(
			asked(),
			thought('1 + 1 = 2\n\n2 + 2 = 5'),
			closed,
			answer('So:\n\n3 + 3 = 6\n\nand 4 + 4 = 8.'),
			ended(),
		);
		for (const part of ['reasoning', 'answer'] as const) {
			expect(audit[part]).toHaveLength(2);
			for (const { text, start, end } of audit[part]) expect(turn?.[part].slice(start, end)).toBe(text);
		}
	});

	it('leave out a number that was cut, until the turn goes on', () => {
		const cut = [asked(), answer('1 + 1 = 2.\n\n17 × 24 = 4'), ended('length')];
		expect(follow(...cut).said('answer')).toEqual(['checked: 1 + 1 = 2']);
		expect(follow(...cut, resumed, answer('08. 5 + 5 = 11'), ended()).said('answer')).toEqual([
			'checked: 1 + 1 = 2',
			'checked: 17 × 24 = 408',
			'refuted: 5 + 5 = 11',
		]);
	});

	it('are not looked for in code that is still open', () => {
		expect(follow(asked(), answer('```\n1 + 1 = 3\n\n2 + 2 = 5\n\n'), answer('```\n\n1 + 1 = 2'), ended()).said('answer')).toEqual([
			'checked: 1 + 1 = 2',
		]);
	});

	it('count the answer put into the equation of the question', () => {
		expect(follow(asked('Solve 2x + 3 = 17.'), answer('x = 8'), ended()).said('solution')).toEqual(['refuted: 2x + 3 = 17 with x = 8']);
		expect(follow(asked('Solve 2x + 3 = 17.'), answer('x = 8'), ended('length')).said('solution')).toEqual([]);
	});

	it('cost nothing for an event that settles nothing', () => {
		const long = 'a '.repeat(100_000);
		const { changes } = follow(asked(), ...Array.from({ length: 500 }, () => thought(long)));
		expect(changes).toEqual([]);
	});
});
