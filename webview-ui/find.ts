/** The places of `words` below an element, in order, whatever elements they run through. Upper and lower case are one. */
export function findIn(root: Element, words: string): readonly Range[] {
	const wanted = words.toLowerCase();
	if (wanted.trim() === '') return [];
	const nodes: { readonly node: Text; readonly at: number }[] = [];
	let text = '';
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, skipUnseen);
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		if (node instanceof Text) {
			nodes.push({ node, at: text.length });
			text += lowerCase(node.data);
		} else if (node instanceof Element && blocks.has(node.localName)) text += '\n';
	}
	const found: Range[] = [];
	for (let at = text.indexOf(wanted); at >= 0 && found.length < mostFound; at = text.indexOf(wanted, at + wanted.length)) {
		found.push(rangeOf(nodes, at, at + wanted.length));
	}
	return found;
}

const mostFound = 10_000;
const blocks = new Set(['p', 'li', 'div', 'pre', 'tr', 'td', 'th', 'h3', 'h4', 'h5', 'h6', 'br', 'math']);

/** Nothing is found within a word that is for screen readers alone, nor in the source of a formula that is drawn. */
const skipUnseen = (node: Node): number =>
	node instanceof Element && (node.localName === 'annotation' || node.classList.contains('sum'))
		? NodeFilter.FILTER_REJECT
		: NodeFilter.FILTER_ACCEPT;

/** Of the same length, so that places stay: `İ` would become two. */
const lowerCase = (text: string): string => {
	const lower = text.toLowerCase();
	return lower.length === text.length ? lower : text;
};

function rangeOf(nodes: readonly { readonly node: Text; readonly at: number }[], start: number, end: number): Range {
	const range = document.createRange();
	const from = nodes[lastAt(nodes, start)];
	const to = nodes[lastAt(nodes, end - 1)];
	if (from) range.setStart(from.node, Math.min(start - from.at, from.node.length));
	if (to) range.setEnd(to.node, Math.min(end - to.at, to.node.length));
	return range;
}

/** The last node that begins at or before a place. */
function lastAt(nodes: readonly { readonly at: number }[], place: number): number {
	let low = 0;
	let high = nodes.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((nodes[middle]?.at ?? 0) <= place) low = middle;
		else high = middle - 1;
	}
	return low;
}

/** Marks places without a change to the document. */
export function highlightRanges(all: readonly Range[], current: Range | undefined): void {
	CSS.highlights.set('found', new Highlight(...all));
	CSS.highlights.set('found-now', new Highlight(...(current ? [current] : [])));
}

export function showRange(range: Range): void {
	const { startContainer } = range;
	(startContainer instanceof Element ? startContainer : startContainer.parentElement)?.scrollIntoView({ block: 'center' });
}
