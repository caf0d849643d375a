import { squeeze } from '../text.ts';
import { type Change, movedLine } from './changes.ts';
import type { Problem } from './fixRequest.ts';

/**
 * The problems of a text that its earlier version did not have. What is reported for an unchanged line must have been reported there before;
 * within changed lines, where a place means nothing, one report of the same words accounts for one.
 */
export function newProblems(before: readonly Problem[], after: readonly Problem[], changes: readonly Change[]): readonly Problem[] {
	const left = before.map((problem) => ({ problem, line: movedLine(problem.lines.first, changes) }));
	const take = (isSame: (old: (typeof left)[number]) => boolean): boolean => {
		const index = left.findIndex(isSame);
		if (index >= 0) left.splice(index, 1);
		return index >= 0;
	};
	// Problems that did not move go first, so that none of them is taken for another one.
	const moved = after.filter((problem) => !take((old) => old.line === problem.lines.first && isAlike(old.problem, problem)));
	return moved.filter(
		(problem) =>
			!changes.some(
				(change) =>
					lies(problem.lines.first, change.after) &&
					take((old) => old.line === undefined && lies(old.problem.lines.first, change.before) && isAlike(old.problem, problem)),
			),
	);
}

/** Which of `wanted` a report of the same text has. Another version of a checker may word a problem differently: its code and place tell. */
export function reported(wanted: readonly Problem[], problems: readonly Problem[]): readonly Problem[] {
	return wanted.filter((problem) =>
		problems.some((other) => touches(problem, other) && (isAlike(problem, other) || hasSameCode(problem, other))),
	);
}

/** Which of `targets`, problems of the text before, are still there. */
export function remaining(targets: readonly Problem[], after: readonly Problem[], changes: readonly Change[]): readonly Problem[] {
	return after.filter((problem) =>
		targets.some((target) => {
			const line = movedLine(target.lines.first, changes);
			const isPlaced =
				line === undefined
					? changes.some((change) => lies(target.lines.first, change.before) && lies(problem.lines.first, change.after))
					: line === problem.lines.first;
			return isPlaced && isAlike(target, problem);
		}),
	);
}

const lies = (line: number, { first, last }: Problem['lines']): boolean => line >= first && line <= last;
const touches = (a: Problem, b: Problem): boolean => a.lines.first <= b.lines.last && b.lines.first <= a.lines.last;

const isAlike = (a: Problem, b: Problem): boolean =>
	squeeze(a.message) === squeeze(b.message) && (a.source === undefined || b.source === undefined || codeOf(a) === codeOf(b));

const hasSameCode = (a: Problem, b: Problem): boolean => codeOf(a) !== '' && codeOf(a) === codeOf(b);

/** `ts(2322)` and `typescript(2322)` are one. */
const codeOf = ({ source }: Problem): string => /\(([^()]+)\)\s*$/u.exec(source ?? '')?.[1] ?? source ?? '';
