/** What can follow one another and have siblings: a turn, as far as branches are concerned. */
export interface Branching {
	readonly id: string;
	/** The one that it follows; empty for one that begins its conversation. Absent in what was made before there were branches. */
	readonly after?: string;
	/** Counts those that follow the same one, in the order they were made. */
	readonly nth?: number;
}

/** A tree, of which one way from its root to a leaf is shown. */
export interface Branches<Node extends Branching> {
	/** The way that is shown. */
	readonly turns: readonly Node[];
	/** All that lies on other branches. */
	readonly others: readonly Node[];
}

/** Puts a new turn where it says, at the end where it does not say, and shows it. What followed there before becomes another branch. */
export function addTurn<Node extends Branching>(branches: Branches<Node>, node: Node): Branches<Node> {
	const isNode = ({ id }: Node): boolean => id === node.id;
	if (branches.turns.some(isNode) || branches.others.some(isNode)) return branches;
	const { turns, others } = towards(branches, node.after ?? '');
	const parent = turns.findLastIndex(({ id }) => id === node.after);
	const kept = node.after === '' ? 0 : parent < 0 ? turns.length : parent + 1;
	const after = turns[kept - 1]?.id ?? '';
	// Most turns follow the last one, so that nothing is left.
	const left = kept === turns.length ? others : [...placed(turns).slice(kept), ...others];
	const nth = left.reduce((next, other) => (other.after === after ? Math.max(next, 1 + (other.nth ?? 0)) : next), 0);
	return { turns: [...turns.slice(0, kept), { ...node, after, nth }], others: left };
}

/** Takes a turn out. Where it was the end of what is shown, the newest of its siblings takes its place. */
export function removeTurn<Node extends Branching>(branches: Branches<Node>, id: string): Branches<Node> {
	const gone = nodesOf(branches).find((node) => node.id === id);
	if (gone === undefined) return branches;
	const mend = (nodes: readonly Node[]): readonly Node[] =>
		nodes.filter((node) => node !== gone).map((node) => (node.after === id ? { ...node, after: gone.after ?? '' } : node));
	const rest = { turns: mend(branches.turns), others: mend(branches.others) };
	const sibling = newest(rest.others, rest.turns.at(-1)?.id ?? '');
	return sibling === undefined ? rest : showTurn(rest, sibling.id);
}

/** Shows the branch on which a turn lies, from there on the newest. */
export function showTurn<Node extends Branching>(branches: Branches<Node>, id: string): Branches<Node> {
	const way = towards(branches, id);
	const turns = [...way.turns];
	for (let next = newest(way.others, turns.at(-1)?.id ?? ''); next !== undefined; next = newest(way.others, next.id)) {
		turns.push(next);
	}
	return { turns, others: way.others.filter((node) => !turns.includes(node)) };
}

/** The turns that follow the same one, a turn of those shown among them, in the order they were made. */
export function siblingsOf<Node extends Branching>({ turns, others }: Branches<Node>, index: number): readonly Node[] {
	const node = turns[index];
	const after = turns[index - 1]?.id ?? '';
	return node === undefined ? [] : [node, ...others.filter((other) => other.after === after)].sort((a, b) => (a.nth ?? 0) - (b.nth ?? 0));
}

/** Every turn, each behind the one it follows, siblings in their order. */
export function inOrder<Node extends Branching>(branches: Branches<Node>): readonly Node[] {
	const followers = new Map<string, Node[]>();
	for (const node of [...nodesOf(branches)].sort((a, b) => (a.nth ?? 0) - (b.nth ?? 0))) {
		followers.set(node.after ?? '', [...(followers.get(node.after ?? '') ?? []), node]);
	}
	const ordered: Node[] = [...(followers.get('') ?? [])];
	for (const node of ordered) ordered.push(...(followers.get(node.id) ?? []));
	return ordered;
}

/** How many ways there are through the conversation. */
export function countBranches<Node extends Branching>(branches: Branches<Node>): number {
	const nodes = nodesOf(branches);
	const followed = new Set(nodes.map(({ after }) => after));
	return nodes.filter(({ id }) => !followed.has(id)).length;
}

const nodesOf = <Node extends Branching>({ turns, others }: Branches<Node>): readonly Node[] => [...placed(turns), ...others];

/** In what was made before there were branches, each turn follows the one before it. */
const placed = <Node extends Branching>(turns: readonly Node[]): readonly Node[] =>
	turns.map((turn, index) => (turn.after === undefined ? { ...turn, after: turns[index - 1]?.id ?? '' } : turn));

const newest = <Node extends Branching>(nodes: readonly Node[], after: string): Node | undefined =>
	nodes.reduce<Node | undefined>(
		(best, node) => (node.after === after && (best === undefined || (node.nth ?? 0) > (best.nth ?? 0)) ? node : best),
		undefined,
	);

/** With a turn of another branch, the way from the root to it is shown, and nothing behind it. Unknown turns change nothing. */
function towards<Node extends Branching>(branches: Branches<Node>, id: string): Branches<Node> {
	if (!branches.others.some((node) => node.id === id)) return branches;
	const nodes = new Map(nodesOf(branches).map((node) => [node.id, node]));
	const way: Node[] = [];
	for (let node = nodes.get(id); node !== undefined && !way.includes(node); node = nodes.get(node.after ?? '')) way.unshift(node);
	return { turns: way, others: [...nodes.values()].filter((node) => !way.includes(node)) };
}
