import { kindOf, type StepKind, startsStep, titleOf } from './stepWords.ts';

/** A stretch of a thought, judged by how its text opens: a guess that helps to find one's way, no more. */
export interface Step {
	readonly kind: StepKind;
	/** Its first clause. */
	readonly title: string;
	/** Where it begins in the thought. */
	readonly at: number;
}

export interface Outline {
	readonly steps: readonly Step[];
	/** How far the text has been read. */
	readonly scan: Scan;
}

interface Scan {
	readonly steps: readonly OpenStep[];
	readonly lineAt: number;
	/** What ends the code or the formula that the text is in. */
	readonly closer?: RegExp;
	readonly afterBlank: boolean;
}

interface OpenStep extends Step {
	/** A heading, a numbered item, or a line that ends in a colon: what follows belongs to it. */
	readonly leads: boolean;
}

/** What is shorter joins its neighbour: a step is more than a line. */
const shortestStep = 120;
/** A numbered item is a step of its own also where it is short, but not in a list of mere words. */
const shortestItem = 80;
const mostSteps = 60;

export const noOutline: Outline = { steps: [], scan: { steps: [], lineAt: 0, afterBlank: true } };

/** Goes on outlining a growing thought from where `before` ended, so that it costs as much as the text that is new. */
export function outlineThought(text: string, before: Outline = noOutline): Outline {
	let { closer, afterBlank, lineAt } = before.scan;
	const steps = [...before.scan.steps];
	for (let end = text.indexOf('\n', lineAt); end >= 0; end = text.indexOf('\n', lineAt)) {
		const line = text.slice(lineAt, end);
		if (closer) {
			if (closer.test(line)) closer = undefined;
		} else if (line.trim() === '') {
			afterBlank = true;
		} else {
			if (!fence.test(line)) takeLine(steps, line, lineAt, afterBlank);
			closer = closerOf(line);
			afterBlank = false;
		}
		lineAt = end + 1;
	}
	const scan: Scan = { steps, lineAt, afterBlank, ...(closer ? { closer } : {}) };
	const shown = [...steps];
	const unfinished = text.slice(lineAt, lineAt + 400);
	// Half a clause would be another title with every token.
	if (!closer && !fence.test(unfinished) && /[.,:;!?。，：]\s|.{70}/u.test(unfinished)) takeLine(shown, unfinished, lineAt, afterBlank);
	return { steps: atMost(mostSteps, withoutShortEnd(shown, text.length), text.length), scan };
}

function takeLine(steps: OpenStep[], line: string, at: number, afterBlank: boolean): void {
	const kind = kindOf(line);
	const leads = startsStep(line) || /[:：]\s*$/u.test(line);
	const last = steps.at(-1);
	if (afterBlank || kind !== 'work' || startsStep(line)) begin(steps, { kind, title: titleOf(line), at, leads });
	else if (last?.kind === 'work' && /\\boxed\s?\{/u.test(line)) steps[steps.length - 1] = { ...last, kind: 'conclude' };
}

function begin(steps: OpenStep[], next: OpenStep): void {
	const last = steps.at(-1);
	if (!last) {
		steps.push(next);
		return;
	}
	const length = next.at - last.at;
	const isShort = length < (last.leads ? shortestItem : shortestStep);
	const joins = next.kind === last.kind || (next.kind === 'work' && !next.leads);
	const opens = last.kind !== 'work' || last.leads || steps.length === 1;
	if (joins && opens && length < shortestStep && !(next.leads && !isShort)) return;
	if (isShort && !opens) {
		steps.pop(); // to the step before, of which it is the end
		begin(steps, next);
		return;
	}
	steps.push(next);
}

/** A formula or half a line at the end is no step yet. */
function withoutShortEnd(steps: readonly OpenStep[], length: number): readonly OpenStep[] {
	const last = steps.at(-1);
	return last && steps.length > 1 && last.kind === 'work' && !last.leads && length - last.at < shortestStep ? steps.slice(0, -1) : steps;
}

/** Leaves out the shortest, those without a label first; they belong to the step before. */
function atMost(most: number, steps: readonly Step[], length: number): readonly Step[] {
	if (steps.length <= most) return steps.map(({ kind, title, at }) => ({ kind, title, at }));
	const weights = steps.map(({ at, kind }, index) => (steps[index + 1]?.at ?? length) - at + (kind === 'work' ? 0 : 1e9));
	const dropped = new Set(
		[...weights.keys()]
			.slice(1, -1)
			.sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0))
			.slice(0, steps.length - most),
	);
	return steps.filter((_, index) => !dropped.has(index)).map(({ kind, title, at }) => ({ kind, title, at }));
}

const fence = /^[ \t>]*(?:[-*+][ \t]+)?(`{3,}(?!.*`)|~{3,})/u;

function closerOf(line: string): RegExp | undefined {
	const [, mark] = fence.exec(line) ?? [];
	if (mark !== undefined) return new RegExp(`^[ \\t>]*${mark[0]}{${mark.length},}\\s*$`, 'u');
	if (/^\s*\$\$(?!.*\$\$)/u.test(line)) return /\$\$/u;
	return /^\s*\\\[(?!.*\\\])/u.test(line) ? /\\\]/u : undefined;
}
