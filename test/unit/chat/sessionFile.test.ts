import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/chat/session.ts';
import { eventLine, headLine, isOfNewerVersion, readSession } from '../../../src/core/chat/sessionFile.ts';
import { asked, branched, sessionOf } from './sampleTurns.ts';

const text = headLine + branched.map(eventLine).join('');
const said = (session: Session): readonly string[] =>
	[...session.turns, ...session.others].flatMap(({ question, reasoning, answer }) => [question, reasoning, answer]);

describe('a session file', () => {
	it('is read as it was written', () => {
		expect(said(readSession('s', text))).toEqual(said(sessionOf(branched)));
	});

	it('from before there were sums is read, too', () => {
		const old = branched.map((event) => `${JSON.stringify(event)}\n`).join('');
		expect(readSession('s', old)).toEqual(readSession('s', text));
	});

	it('whose bytes were damaged a thousand times is always readable, and never says what was not said', () => {
		const whole = sessionOf(branched);
		const real = [...whole.turns, ...whole.others];
		let seed = 5;
		const random = (below: number): number => {
			seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
			return seed % below;
		};
		for (let round = 0; round < 1000; round++) {
			const at = random(text.length);
			const damaged = [
				() => text.slice(0, at),
				() => text.slice(0, at) + String.fromCharCode(32 + random(90)) + text.slice(at + 1),
				() => text.slice(0, at) + text.slice(at + random(60)),
				() => text.slice(0, at) + text.slice(random(text.length), random(text.length)) + text.slice(at),
			][random(4)];
			const session = readSession('s', damaged?.() ?? '');
			for (const turn of [...session.turns, ...session.others]) {
				const original = real.find(({ id }) => id === turn.id);
				expect(original?.question).toBe(turn.question);
			}
		}
	});

	it('of which a line was torn by another writer keeps all the others', () => {
		const torn = `${text.slice(0, -30)}\n${asked('z', 'Still there?', 'Yes.').map(eventLine).join('')}`;
		expect(readSession('s', torn).turns.at(-1)).toMatchObject({ question: 'Still there?', answer: 'Yes.', state: { kind: 'done' } });
	});

	it('says when a newer version has written it', () => {
		expect(isOfNewerVersion(text)).toBe(false);
		expect(isOfNewerVersion('')).toBe(false);
		expect(isOfNewerVersion('{"kind":"format","version":3}\n')).toBe(true);
	});
});
