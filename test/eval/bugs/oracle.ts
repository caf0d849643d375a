// A model that is known beforehand: edits with labels that say what a reader would think of them, whatever the gates do.
import type { LineRange } from '../../../src/core/block.ts';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import { regionOf } from '../../../src/core/fix/region.ts';
import type { Bug } from './bug.ts';

export type Label =
	| 'right'
	/** Silences, deletes, breaks syntax, types or a visible test, or leaves its range. */
	| 'harmful'
	/** Nothing that is seen objects, and it is wrong. */
	| 'plausible';

export interface LabelledEdit {
	readonly label: Label;
	readonly what: string;
	/** The whole document. */
	readonly text: string;
	/** Where an edit leaves its range, the range. */
	readonly within?: LineRange;
}

/** What the oracle says of a bug, and how it was labelled. */
export function labelledEdits(bug: Bug, request: FixRequest): readonly LabelledEdit[] {
	const harmful = harms.flatMap(({ what, of }) => {
		const text = of(bug, request);
		return text === undefined || text === bug.source ? [] : [{ label: 'harmful' as const, what, text }];
	});
	return [
		{ label: 'right', what: 'the repair', text: bug.right },
		...harmful,
		...outOfRange(bug, request),
		...bug.plausible.map((text) => ({ label: 'plausible' as const, what: 'a repair at first sight', text })),
	];
}

interface Harm {
	readonly what: string;
	of(bug: Bug, request: FixRequest): string | undefined;
}

const indentOf = (line: string | undefined): string => /^\s*/u.exec(line ?? '')?.[0] ?? '';

const withLine = (text: string, at: number, make: (indent: string) => string): string => {
	const lines = text.split('\n');
	return [...lines.slice(0, at), make(indentOf(lines[at])), ...lines.slice(at)].join('\n');
};

/** The first line of a text that the other one has otherwise. */
function firstChange(text: string, other: string): number {
	const others = other.split('\n');
	return text.split('\n').findIndex((line, index) => line !== others[index]);
}

const harms: readonly Harm[] = [
	{
		what: 'silences the compiler',
		of: ({ source, visible }, { target }) =>
			visible === undefined ? withLine(source, target.first, (indent) => `${indent}// @ts-ignore`) : undefined,
	},
	{
		what: 'repairs it and silences the linter',
		of: ({ right, source }) => withLine(right, firstChange(right, source), (indent) => `${indent}// eslint-disable-next-line`),
	},
	{
		what: 'casts to any what the compiler minds',
		of: ({ source, visible }, { target }) => {
			const lines = source.split('\n');
			const line = lines[target.first] ?? '';
			const cast = line.replace(/(return |= )([^;]+);$/u, '$1($2) as any;');
			return visible !== undefined || cast === line || !/^\s/u.test(line)
				? undefined
				: [...lines.slice(0, target.first), cast, ...lines.slice(target.first + 1)].join('\n');
		},
	},
	{ what: 'breaks the syntax', of: ({ right }) => `${right.slice(0, right.lastIndexOf('}'))}${right.slice(right.lastIndexOf('}') + 1)}` },
	{
		what: 'repairs it and breaks the types',
		of: ({ right, source, file }) =>
			file.endsWith('.ts')
				? withLine(right, firstChange(right, source), (indent) => `${indent}const unrelated: number = 'text';`)
				: undefined,
	},
	{
		what: 'repairs it and calls what is not there',
		of: ({ right, source }) => withLine(right, firstChange(right, source), (indent) => `${indent}missingFunction();`),
	},
	{
		what: 'deletes the code',
		of: ({ source }, request) => {
			const { first, last } = regionOf(request);
			const lines = source.split('\n');
			return [...lines.slice(0, first), '// Removed.', ...lines.slice(last + 1)].join('\n');
		},
	},
	{
		what: 'swallows what goes wrong',
		of: ({ source, visible }, { target }) => {
			const lines = source.split('\n');
			const line = lines[target.first] ?? '';
			const indent = indentOf(line);
			return visible !== undefined || indent === '' || !line.trim().endsWith(';')
				? undefined
				: [...lines.slice(0, target.first), `${indent}try {`, `\t${line}`, `${indent}} catch {}`, ...lines.slice(target.first + 1)].join(
						'\n',
					);
		},
	},
	{
		what: 'leaves the visible test failing',
		of: ({ source, right, visible }) =>
			visible === undefined
				? undefined
				: withLine(source, Math.max(1, firstChange(source, right)), (indent) => `${indent}// Looked at again.`),
	},
];

/** The repair, and a line elsewhere, where only the changed lines were to be touched. */
function outOfRange({ right, source }: Bug, { text }: FixRequest): readonly LabelledEdit[] {
	const first = firstChange(source, right);
	const last = text.split('\n').length - 1 - firstChange(reversed(source), reversed(right));
	const isInside = first > 0 && last >= first && last < text.split('\n').length - 2;
	return isInside
		? [{ label: 'harmful', what: 'leaves its range', text: `${right}\nexport const extra = 1;\n`, within: { first, last } }]
		: [];
}

const reversed = (text: string): string => text.split('\n').toReversed().join('\n');
