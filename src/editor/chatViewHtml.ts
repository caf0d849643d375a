export interface PageSources {
	readonly scriptUri: string;
	readonly styleUri: string;
	/** The webview's own `cspSource`. */
	readonly cspSource: string;
	/** Fresh for each page. */
	readonly nonce: string;
}

/**
 * The page of the chat panel. Only our own script runs in it, and nothing in it can reach the network. `style-src-attr` is for formulas:
 * KaTeX places their parts by style attributes. No text can become markup: every sink that parses HTML is shut.
 */
export function chatViewHtml({ scriptUri, styleUri, cspSource, nonce }: PageSources): string {
	const policy = [
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src ${cspSource} 'nonce-${nonce}'`,
		"style-src-attr 'unsafe-inline'",
		`img-src ${cspSource}`,
		`font-src ${cspSource}`,
		...['connect-src', 'media-src', 'frame-src', 'worker-src', 'object-src', 'base-uri', 'form-action'].map((kind) => `${kind} 'none'`),
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	].join('; ');
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lemma</title>
<link rel="stylesheet" href="${styleUri}">
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>
`;
}
