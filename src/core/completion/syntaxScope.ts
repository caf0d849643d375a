/** Characters before the cursor that are enough to parse, and after it. */
const near = 6000;
const nearAfter = 2000;

/**
 * The end of `before` from a line on that stands alone, so that a parser needs to know nothing of what is above it: little to parse, and
 * the same start key after key.
 */
export function scopeOf(before: string, languageId: string): string {
	const start = startOf(before, languageId);
	const scope = isInText(before, start) ? before : before.slice(start);
	// Without its mark PHP is text.
	return languageId === 'php' && !scope.includes('<?') ? `<?php\n${scope}` : scope;
}

/** A line of a long string or comment looks as if it stood alone. */
function isInText(before: string, start: number): boolean {
	const above = before.slice(0, start);
	return ['`', '"""', "'''"].some((mark) => above.split(mark).length % 2 === 0) || above.lastIndexOf('/*') > above.lastIndexOf('*/');
}

/** As much of what follows as tells whether something is closed there. */
export const followingScope = (after: string): string => after.slice(0, Math.max(after.lastIndexOf('\n', nearAfter), nearAfter));

/** The last such line that is not near; else the first of all that is left. */
function startOf(before: string, languageId: string): number {
	let lineStart = before.lastIndexOf('\n', before.length - near) + 1;
	while (lineStart > 0 && !standsAlone(before.slice(lineStart, lineStart + 80), languageId)) {
		lineStart = lineStart < 2 ? 0 : before.lastIndexOf('\n', lineStart - 2) + 1;
	}
	if (before.length <= near) {
		return 0;
	}
	return lineStart === 0 && languageId === 'python' ? methodStart(before.slice(0, -near)) : lineStart;
}

/** A method can be read without its class, as no bracket closes that. */
const methodStart = (text: string): number => Math.max(0, text.lastIndexOf('\n    def ') + 1);

/** Not indented, and no label, bracket or word that goes on with something. */
function standsAlone(line: string, languageId: string): boolean {
	const first = languageId === 'css' ? /^[\w.#@:*[]/ : /^[A-Za-z_@]/;
	return (
		first.test(line) &&
		!/^(?:\w+:\s*(?:\n|$)|(?:else|elif|elsif|except|finally|catch|case|default|when|then|do|end|fi|done|esac|rescue|ensure)\b)/.test(line)
	);
}
