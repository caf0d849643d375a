/** The code of a reply: its first fenced block, whole or cut off. */
export function codeBlock(reply: string): { readonly code: string; readonly closed: boolean } | undefined {
	const open = /^[\t ]*(`{3,}|~{3,})[^\n`]*\n/mu.exec(reply);
	if (open?.[1] === undefined) {
		return undefined;
	}
	const rest = reply.slice(open.index + open[0].length);
	const fence = `^[\\t ]*${open[1][0]}{${open[1].length},}`;
	// Small models talk on behind the fence.
	const close = new RegExp(`${fence}[\\t ]*$`, 'mu').exec(rest) ?? new RegExp(`${fence}[\\t ]+\\w`, 'mu').exec(rest);
	return close === null ? { code: rest, closed: false } : { code: rest.slice(0, close.index).replace(/\n$/u, ''), closed: true };
}
