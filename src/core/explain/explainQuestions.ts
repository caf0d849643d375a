import { stripInvisible } from '../text.ts';

/** Something that was reported, as a question tells of it. Lines are zero-based. */
export interface ReportedProblem {
	readonly label: string;
	readonly line: number;
	readonly severity: 'error' | 'warning' | 'information' | 'hint';
	readonly message: string;
	/** Who reported it, with its code: `ts(2322)`. */
	readonly source?: string;
	readonly related: readonly { readonly label: string; readonly line: number; readonly message: string }[];
}

export function explainProblem({ label, line, severity, message, source, related }: ReportedProblem): string {
	const what = { error: 'an error', warning: 'a warning', information: 'reported', hint: 'reported' }[severity];
	const places = related.map((place) => `- ${place.label}:${place.line + 1}: ${plain(place.message)}`);
	return [
		`Why is this ${what} in ${label}:${line + 1}, and what would mend it?`,
		`> ${plain(message)}${source === undefined ? '' : ` (${source})`}`,
		...(places.length === 0 ? [] : [`It names these places:\n${places.join('\n')}`]),
	].join('\n\n');
}

/** `label` with its line: where the cursor is. `isElsewhere`: the definition is in another place, which goes along. */
export const explainSymbol = (
	name: string,
	label: string,
	line: number,
	definition?: { readonly label: string; readonly line: number },
): string =>
	definition === undefined
		? `Explain \`${name}\` in ${label}:${line + 1}.`
		: `Explain \`${name}\`, which ${label}:${line + 1} uses and ${definition.label}:${definition.line + 1} defines: what it is, and what it does here.`;

export const explainRange = (label: string, lines: { readonly first: number; readonly last: number } | undefined): string =>
	`Explain ${label}${lines === undefined ? '' : `:${lines.first + 1}${lines.last === lines.first ? '' : `–${lines.last + 1}`}`}.`;

/** `hasFiles`: code of the workspace that the text names goes along. */
export const explainTerminal = (hasFiles: boolean): string =>
	`Explain this output of the terminal: what happened, what is the likely cause${hasFiles ? ' in the code above, with its place,' : ''} and what to do next. Where nothing went wrong, say what it shows.`;

const plain = (text: string): string => stripInvisible(text).trim().split('\n').slice(0, 12).join('\n> ');
