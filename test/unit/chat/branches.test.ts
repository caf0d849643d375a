import { describe, expect, it } from 'vitest';
import {
	addTurn,
	type Branches,
	type Branching,
	countBranches,
	inOrder,
	removeTurn,
	showTurn,
	siblingsOf,
} from '../../../src/core/chat/branches.ts';

const none: Branches<Branching> = { turns: [], others: [] };
const shown = ({ turns }: Branches<Branching>): string => turns.map(({ id }) => id).join(' ');
const siblings = (tree: Branches<Branching>, index: number): string =>
	siblingsOf(tree, index)
		.map(({ id }) => id)
		.join(' ');

/** `b<a` follows `a`, `b<` begins the conversation, and `b` follows whatever is last. */
const grow = (text: string, from = none): Branches<Branching> =>
	text.split(' ').reduce<Branches<Branching>>((tree, word) => {
		const [id = '', after] = word.split('<');
		return addTurn(tree, after === undefined ? { id } : { id, after });
	}, from);

describe('branches', () => {
	it('are one way where each turn follows the last', () => {
		const tree = grow('a b c');
		expect(shown(tree)).toBe('a b c');
		expect(siblings(tree, 1)).toBe('b');
		expect(countBranches(tree)).toBe(1);
	});

	it('keep what followed where a turn is asked in other words', () => {
		const tree = grow('a b c d<a');
		expect(shown(tree)).toBe('a d');
		expect(siblings(tree, 1)).toBe('b d');
		expect(shown(showTurn(tree, 'b'))).toBe('a b c');
		expect(countBranches(tree)).toBe(2);
	});

	it('begin at the first turn, too', () => {
		const tree = grow('a b c<');
		expect(shown(tree)).toBe('c');
		expect(siblings(tree, 0)).toBe('a c');
		expect(shown(showTurn(tree, 'a'))).toBe('a b');
	});

	it('keep the order of siblings, whichever is shown', () => {
		const tree = grow('a b c<a d<a');
		for (const id of ['b', 'c', 'd']) expect(siblings(showTurn(tree, id), 1)).toBe('b c d');
	});

	it('are shown down to the newest turn', () => {
		const tree = grow('a b c d<b e x<a');
		expect(shown(tree)).toBe('a x');
		expect(shown(showTurn(tree, 'b'))).toBe('a b d e');
		expect(shown(showTurn(tree, 'c'))).toBe('a b c');
	});

	it('lead to a turn on another branch that a new one follows', () => {
		const tree = grow('a b c<a d<b');
		expect(shown(tree)).toBe('a b d');
		expect(siblings(tree, 1)).toBe('b c');
	});

	it('show a sibling again when the turn at the end is taken out', () => {
		expect(shown(removeTurn(grow('a b c<a'), 'c'))).toBe('a b');
		expect(shown(removeTurn(grow('a b'), 'b'))).toBe('a');
		expect(shown(removeTurn(grow('a'), 'a'))).toBe('');
	});

	it('close up where a turn in the middle is taken out', () => {
		const tree = removeTurn(grow('a b c d<b'), 'b');
		expect(shown(tree)).toBe('a d');
		expect(siblings(tree, 1)).toBe('c d');
	});

	it('take no turn twice, and put one that follows an unknown turn at the end', () => {
		expect(shown(grow('a b a'))).toBe('a b');
		expect(shown(grow('a b c<nowhere'))).toBe('a b c');
		expect(shown(showTurn(grow('a b'), 'nowhere'))).toBe('a b');
		expect(shown(removeTurn(grow('a b'), 'nowhere'))).toBe('a b');
	});

	it('grow from turns that were made before there were branches', () => {
		const old: Branches<Branching> = { turns: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], others: [] };
		const tree = addTurn(old, { id: 'd', after: 'a' });
		expect(shown(tree)).toBe('a d');
		expect(shown(showTurn(tree, 'b'))).toBe('a b c');
	});

	it('give every turn behind the one it follows, and grow the same from that order', () => {
		const tree = grow('a b c d<b e<a f<');
		const order = inOrder(tree);
		expect(order.map(({ id }) => id)).toHaveLength(6);
		const again = order.reduce(addTurn<Branching>, none);
		expect(inOrder(again)).toEqual(order);
		expect(showTurn(again, 'c').turns).toEqual(showTurn(tree, 'c').turns);
	});

	it('hold whatever is done to them: every turn is there once, and what is shown ends where nothing follows', () => {
		let seed = 7;
		const random = (below: number): number => {
			seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
			return seed % below;
		};
		let tree = none;
		const living = new Set<string>();
		for (let step = 0; step < 600; step++) {
			const ids = [...living];
			const any = ids[random(ids.length + 1)] ?? '';
			if (random(5) === 0 && any !== '') {
				tree = removeTurn(tree, any);
				living.delete(any);
			} else if (random(3) === 0) {
				tree = showTurn(tree, any);
			} else {
				tree = addTurn(tree, { id: `t${step}`, after: any });
				living.add(`t${step}`);
			}
			expect([...tree.turns, ...tree.others].map(({ id }) => id).sort()).toEqual([...living].sort());
			expect(tree.others.filter(({ after }) => after === (tree.turns.at(-1)?.id ?? ''))).toEqual([]);
			tree.turns.forEach(({ after }, index) => void expect(after).toBe(tree.turns[index - 1]?.id ?? ''));
			expect(inOrder(tree)).toHaveLength(living.size);
		}
	});
});
