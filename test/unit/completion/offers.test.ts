import { describe, expect, it } from 'vitest';
import { Offers, type Outcome } from '../../../src/core/completion/offers.ts';

function start() {
	const told: Outcome[] = [];
	const offers = new Offers((outcome) => told.push(outcome));
	return {
		told,
		offer: (at: number, ...texts: string[]) => offers.offered('a.ts', 'typescript', at, texts),
		type: (at: number, text: string, deleted = 0) => offers.changed('a.ts', [{ at, deleted, text }]),
		accept: (id: unknown, index: unknown = 0) => offers.accepted(id, index),
		rest: (at: number, document = 'a.ts') => offers.rested(document, at),
		offers,
	};
}

const shown = { kind: 'shown' };
const rejected = { kind: 'rejected' };

describe('what became of ghost text', () => {
	it('was taken over as a whole: the document changes, then the command of the item comes', () => {
		const { told, offer, type, accept } = start();
		const id = offer(10, 'items.length;');
		type(10, 'items.length;');
		accept(id);
		expect(told).toEqual([shown, { kind: 'accepted', how: 'all', characters: 13, isFirst: true }]);
	});

	it('was taken over though the editor left out the ending that stands there already', () => {
		const { told, offer, type, accept } = start();
		const id = offer(10, 'a, b)');
		type(10, 'a, b');
		accept(id);
		expect(told).toEqual([shown, { kind: 'accepted', how: 'all', characters: 5, isFirst: true }]);
	});

	it('was taken over word by word, line by line, and then the rest', () => {
		const { told, offer, type, accept } = start();
		const id = offer(0, 'return a +\n\tb;');
		type(0, 'return ');
		offer(7, 'a +\n\tb;');
		type(7, 'a +\n');
		offer(11, '\tb;');
		type(11, '\tb;');
		accept(id);
		expect(told).toEqual([
			shown,
			{ kind: 'accepted', how: 'word', characters: 7, isFirst: true },
			{ kind: 'accepted', how: 'line', characters: 4, isFirst: false },
			{ kind: 'accepted', how: 'all', characters: 3, isFirst: false },
		]);
	});

	it('is still the same where it is typed along, brackets that the editor closes included', () => {
		const { told, offer, type } = start();
		const id = offer(0, 'f(a)');
		type(0, 'f');
		expect(offer(1, '(a)')).toBe(id);
		type(1, '()');
		expect(offer(2, 'a')).toBe(id);
		type(2, 'a');
		offer(9, 'other');
		expect(told).toEqual([shown, shown]);
	});

	it.each<[string, (seen: ReturnType<typeof start>) => void]>([
		['something else was typed', ({ type }) => type(0, 'x')],
		['something was deleted', ({ type }) => type(0, '', 3)],
		['the text changed elsewhere', ({ type }) => type(40, 'y')],
		[
			'several places changed',
			({ offers }) =>
				offers.changed('a.ts', [
					{ at: 0, deleted: 0, text: 'f' },
					{ at: 9, deleted: 0, text: 'f' },
				]),
		],
		['the cursor rests elsewhere', ({ rest }) => rest(30)],
		['another editor was entered', ({ rest }) => rest(0, 'b.ts')],
		['something else is offered', ({ offer }) => offer(0, 'other')],
	])('was rejected: %s', (_, act) => {
		const seen = start();
		seen.offer(0, 'f(a)');
		act(seen);
		expect(seen.told.slice(0, 2)).toEqual([shown, rejected]);
	});

	it('was not rejected once a part of it was taken', () => {
		const { told, offer, type } = start();
		offer(0, 'return a;');
		type(0, 'return ');
		type(7, 'x');
		expect(told.map(({ kind }) => kind)).toEqual(['shown', 'accepted']);
	});

	it('counts the alternative that was taken', () => {
		const { told, offer, type, accept } = start();
		const id = offer(0, 'one', 'twelve');
		type(0, 'twelve');
		accept(id, 1);
		expect(told[1]).toEqual({ kind: 'accepted', how: 'all', characters: 6, isFirst: true });
	});

	it('with the suggestion list open covers the begun word', () => {
		const { told, offer, type, accept } = start();
		const id = offer(12, 'gth;');
		type(9, 'length;', 3);
		accept(id);
		expect(told[1]).toMatchObject({ how: 'all', characters: 4 });
	});

	it.each([[99], ['1'], [undefined], [{}]])('is not moved by the id %j, which was never given out', (id) => {
		const { told, offer, accept } = start();
		offer(0, 'one');
		accept(id);
		expect(told).toEqual([shown]);
	});

	it('counts an id once', () => {
		const { told, offer, type, accept } = start();
		const id = offer(0, 'one');
		type(0, 'one');
		accept(id);
		accept(id);
		expect(told).toHaveLength(2);
	});

	it('is known to stand there, until it is gone', () => {
		const { offer, type, offers } = start();
		offer(4, 'one');
		expect([offers.standsAt('a.ts', 4), offers.standsAt('a.ts', 5), offers.standsAt('b.ts', 4)]).toEqual([true, false, false]);
		type(4, 'x');
		expect(offers.standsAt('a.ts', 4)).toBe(false);
	});

	it('in another document means nothing', () => {
		const { told, offer, offers } = start();
		offer(0, 'one');
		offers.changed('log', [{ at: 0, deleted: 0, text: 'x' }]);
		expect(told).toEqual([shown]);
	});
});
