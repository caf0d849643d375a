import { addedLines, removedLines, type TextGate } from './gate.ts';

/** Code that is gone has no problems either. */
export const keepsCode: TextGate = (candidate) => {
	const { request } = candidate;
	// Whoever asks for something in words may ask for that.
	if (request.instruction !== undefined || request.problems.some(({ message }) => superfluous.test(message))) return undefined;
	const declared = declaredIn(removedLines(candidate));
	// Another name in its place is a renaming.
	const isFewer = declared.length > declaredIn(addedLines(candidate)).length;
	const lost = isFewer ? declared.find((name) => !isNamed(name, candidate.text)) : undefined;
	if (lost !== undefined) return `it deleted \`${lost}\``;
	const [removed, added] = [removedLines(candidate), addedLines(candidate)].map((lines) => lines.filter(isCode).length);
	// What else goes may be what the reported line suffers from, as a name that shadows another.
	const isTarget = request.problems.some(({ lines: { first } }) =>
		candidate.changes.some(({ before }) => first >= before.first && first <= before.last),
	);
	return isTarget && request.failure === undefined && (removed ?? 0) > 0 && added === 0 ? 'it only deleted code' : undefined;
};

/** Problems that a deletion mends. */
const superfluous =
	/\bunused|never (?:read|used|reached)|not (?:used|accessed)|unreachable|duplicat|redeclar|redefin|already (?:been )?(?:declared|defined|imported)|unnecessary|redundant|superfluous|useless|no effect|\bdebugger\b|\bconsole\b|\bempty\b|\bexpected\.?$|^unexpected\b|syntax/iu;

const declaration =
	/^\s*(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|pub(?:\([^)]*\))?|override|sealed)\s+)*(?:function\*?|class|interface|type|enum|def|fn|func|struct|trait|module|namespace)\s+(?:\([^)]*\)\s*)?([\w$]+)|^\s*export\s+(?:const|let|var)\s+([\w$]+)/u;

const declaredIn = (lines: readonly string[]): readonly string[] =>
	lines.flatMap((line) => {
		const found = declaration.exec(line);
		const name = found?.[1] ?? found?.[2];
		return name === undefined ? [] : [name];
	});

const isNamed = (name: string, text: string): boolean => new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(text);

const isCode = (line: string): boolean => line.trim() !== '' && !/^\s*(?:\/\/|\/\*|\*|#(?!include|\[|!)|--|<!--)/u.test(line);
