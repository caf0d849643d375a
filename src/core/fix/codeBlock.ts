/** The code of a reply: its first fenced block, whole or cut off. */
export function codeBlock(reply: string): { readonly code: string; readonly closed: boolean } | undefined {
	const open = /^[\t ]*(`{3,}|~{3,})[^\n`]*\n/mu.exec(reply);
	if (open?.[1] === undefined) {
		return undefined;
	}
	const rest = reply.slice(open.index + open[0].length);
	const close = new RegExp(`^[\\t ]*${open[1][0]}{${open[1].length},}[\\t ]*$`, 'mu').exec(rest);
	return close === null ? { code: rest, closed: false } : { code: rest.slice(0, close.index).replace(/\n$/u, ''), closed: true };
}

/** Moves `code` to the indentation of `original`: models often drop the indentation that all lines share. */
export function reindent(code: string, original: string): string {
	const from = commonIndent(code);
	const to = commonIndent(original);
	return from === to
		? code
		: code
				.split('\n')
				.map((line) => (line.trim() === '' ? line.trim() : to + line.slice(from.length)))
				.join('\n');
}

function commonIndent(text: string): string {
	const indents = text
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => /^[\t ]*/u.exec(line)?.[0] ?? '');
	return indents.reduce((shared, indent) => {
		let length = 0;
		while (length < shared.length && shared[length] === indent[length]) {
			length++;
		}
		return shared.slice(0, length);
	}, indents[0] ?? '');
}
