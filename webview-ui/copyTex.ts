/** What is copied of a formula is its source, as it was written; a formula that is only half selected is copied whole. */
export function copyFormulasAsTex(event: ClipboardEvent): void {
	const selection = document.getSelection();
	if (!selection || selection.isCollapsed || !event.clipboardData) return;
	const range = selection.getRangeAt(0).cloneRange();
	const [first, last] = [formulaOf(range.startContainer), formulaOf(range.endContainer)];
	if (first) range.setStartBefore(first);
	if (last) range.setEndAfter(last);
	const fragment = range.cloneContents();
	const formulas = fragment.querySelectorAll<HTMLElement>('.formula');
	if (formulas.length === 0) return;
	for (const formula of formulas) formula.textContent = formula.dataset.source ?? '';
	event.clipboardData.setData(
		'text/plain',
		textOf(fragment)
			.replaceAll(/\n{3,}/gu, '\n\n')
			.trim(),
	);
	event.preventDefault();
}

const formulaOf = (node: Node): Element | null => (node instanceof Element ? node : node.parentElement)?.closest('.formula') ?? null;

/** `innerText` knows lines only of what is laid out. */
function textOf(node: Node): string {
	if (node instanceof Text) return node.data;
	if (node instanceof Element && (node.localName === 'button' || node.classList.contains('sum')) && !node.classList.contains('link'))
		return '';
	if (node instanceof Element && node.localName === 'br') return '\n';
	const inner = [...node.childNodes].map(textOf).join('');
	return node instanceof Element && (lines.has(node.localName) || node.matches('.formula.display')) ? `\n${inner}\n` : inner;
}

const lines = new Set(['p', 'div', 'li', 'pre', 'tr', 'ol', 'ul', 'blockquote', 'table', 'h3', 'h4', 'h5', 'h6', 'section', 'article']);
