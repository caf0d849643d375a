import { describe, expect, it } from 'vitest';
import { eventsOf, exportJson, importJson } from '../../../src/core/chat/chatJson.ts';
import { applyEvent, emptySession, type Session } from '../../../src/core/chat/session.ts';
import { eventLine, readSession } from '../../../src/core/chat/sessionFile.ts';
import { asked, branched, content, sessionOf } from './sampleTurns.ts';

const session = readSession('s', branched.map(eventLine).join(''));
const exported = (from: Session = session): string => exportJson(from, '2026-11-26T12:00:00.000Z');
const ids = (): (() => string) => {
	let count = 0;
	return () => `n${count++}`;
};
const imported = (text: string): Session => {
	const result = importJson(text, ids());
	if (result.kind === 'refused') throw new Error(result.why);
	return result.session;
};
const why = (text: string): string => {
	const result = importJson(text, ids());
	return result.kind === 'refused' ? result.why : 'read';
};
/** The exported file with one thing changed. */
const changed = (change: (file: { version: unknown; turns: { [key: string]: unknown }[] }) => void): string => {
	const file = JSON.parse(exported());
	change(file);
	return JSON.stringify(file);
};

describe('a chat in a JSON file', () => {
	it('comes back with all its branches, its title and its effort', () => {
		const back = imported(exported());
		expect(content(back)).toEqual(content(session));
		expect(back).toMatchObject({ title: 'Products', effort: 'high' });
		expect(back.turns.map(({ question }) => question)).toEqual(['What is 17 * 24? Show the steps.', 'And 19 * 24?']);
		expect(content(imported(exported(back)))).toEqual(content(session));
	});

	it('has new ids, so that one chat can be imported twice', () => {
		const back = imported(exported());
		expect([...back.turns, ...back.others].map(({ id }) => id)).toEqual(expect.not.arrayContaining(['a', 'b', 'c', 'd']));
		expect(back.id).not.toBe(session.id);
	});

	it('says what it is to people and other programs', () => {
		expect(JSON.parse(exported())).toMatchObject({
			format: 'lemma-chat',
			version: 1,
			exportedAt: '2026-11-26T12:00:00.000Z',
			title: 'Products',
			turns: [{ question: 'What is 17 * 24? Show the steps.', reasoning: 'Hm, so.', answer: 'It is **408**.' }, {}, {}, {}],
		});
	});

	it('holds nothing that runs', () => {
		const running = sessionOf(asked('a', 'A', 'yes').slice(0, -1));
		expect(running.turns[0]?.state.kind).toBe('answering');
		expect(imported(exported(running)).turns[0]?.state).toEqual({ kind: 'interrupted' });
	});

	it.each([
		['', 'not a chat'],
		['null', 'not a chat'],
		['[]', 'not a chat'],
		['{"format":"other"}', 'not a chat'],
		['{"format":"lemma-chat","version":2,"turns":[]}', 'newer version'],
		['{"format":"lemma-chat","turns":[]}', 'which version'],
		['{"format":"lemma-chat","version":1}', 'no questions'],
		['{"format":"lemma-chat","version":1,"turns":[]}', 'no questions'],
		['{"format":"lemma-chat","version":1,"turns":[7]}', 'question 1 cannot be read'],
		[`{"format":"lemma-chat","version":1,"turns":[${'0,'.repeat(20_000)}0]}`, 'more than Lemma imports'],
		['['.repeat(100_000), 'not a chat'],
		[changed((file) => delete file.turns[2]?.answer), 'question 3 cannot be read'],
		[changed((file) => Object.assign(file.turns[1] ?? {}, { question: { text: 'x' } })), 'question 2 cannot be read'],
		[
			changed((file) => Object.assign(file.turns[1] ?? {}, { context: [{ kind: 'virus', label: '', languageId: '', text: '' }] })),
			'question 2',
		],
		[changed((file) => Object.assign(file.turns[1] ?? {}, { answerTokens: -1 })), 'question 2 cannot be read'],
		[changed((file) => Object.assign(file.turns[1] ?? {}, { after: 'd' })), 'follows none'],
		[changed((file) => Object.assign(file.turns[1] ?? {}, { after: 'b' })), 'follows none'],
		[changed((file) => Object.assign(file.turns[1] ?? {}, { id: 'a' })), 'follows none'],
		[changed((file) => void file.turns.reverse()), 'follows none'],
	])('is refused with a sentence where it is none: %.60s', (text, reason) => {
		expect(why(text)).toContain(reason);
		expect(why(text)).toMatch(/^[a-z].*\.$/s);
	});

	it('brings nothing with it that Lemma does not know', () => {
		const back = imported(
			changed((file) =>
				Object.assign(file.turns[0] ?? {}, JSON.parse('{"__proto__":{"evil":1},"constructor":1,"evil":1,"votes":1e9,"model":7}')),
			),
		);
		expect(back.turns[0]).not.toHaveProperty('evil');
		expect(back.turns[0]).not.toHaveProperty('votes');
		expect(back.turns[0]).not.toHaveProperty('model');
		expect(Object.getPrototypeOf(back.turns[0])).toBe(Object.prototype);
	});

	it('with a state of its own invention is an interrupted answer', () => {
		const back = imported(changed((file) => Object.assign(file.turns[0] ?? {}, { state: { kind: 'thinking', isPaused: 1 } })));
		expect(back.turns[0]?.state).toEqual({ kind: 'interrupted' });
	});

	it('survives what random damage does to it, or is refused', () => {
		const text = exported();
		let seed = 11;
		const random = (below: number): number => {
			seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
			return seed % below;
		};
		for (let round = 0; round < 400; round++) {
			const at = random(text.length);
			const damaged = text.slice(0, at) + '{}[],:"0x'.charAt(random(9)) + text.slice(at + random(3));
			expect(() => importJson(damaged, ids())).not.toThrow();
		}
	});
});

describe('a copy of a session', () => {
	it('is the same but for its id', () => {
		const copy = eventsOf(session).reduce(applyEvent, emptySession('s'));
		expect(copy).toMatchObject({ title: 'Products', isPinned: true, effort: 'high', attachments: session.attachments });
		expect(copy.turns).toEqual(session.turns);
		expect([...copy.others].sort((a, b) => a.id.localeCompare(b.id))).toEqual([...session.others].sort((a, b) => a.id.localeCompare(b.id)));
	});

	it('of a session from before there were branches is the same too', () => {
		const old = sessionOf([...asked('a', 'A', '1'), ...asked('b', 'B', '2')]);
		const copy = readSession('s', eventsOf(old).map(eventLine).join(''));
		expect(copy).toEqual(old);
	});
});
