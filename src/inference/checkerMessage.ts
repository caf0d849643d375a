import { longestSuggestion, mostSuggestions } from '../core/fix/suggestion.ts';
import type { FromChecker } from '../protocol/checker.ts';

/** A message as it came from the checker's process, which has read files of strangers; `undefined` where it is none that is known. */
export function readCheckerMessage(value: unknown): FromChecker | undefined {
	return isMessage(value) ? value : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isLine = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isListOf = (value: unknown, isOne: (entry: unknown) => boolean): boolean => Array.isArray(value) && value.every(isOne);

function isMessage(value: unknown): value is FromChecker {
	if (!isObject(value) || !isLine(value.id)) {
		return false;
	}
	switch (value.kind) {
		case 'checked':
			return (
				isListOf(value.problems, isProblem) && isListOf(value.dependents, isDependent) && (value.note === undefined || isText(value.note))
			);
		case 'unseen':
			return isText(value.reason);
		case 'failed':
			return isText(value.message);
		default:
			return false;
	}
}

const isDependent = (value: unknown): boolean => isObject(value) && isText(value.label) && isListOf(value.problems, isProblem);

const isSuggestions = (value: unknown): boolean =>
	isListOf(value, (entry) => isText(entry) && entry.length <= longestSuggestion) && Object(value).length <= mostSuggestions;

const isProblem = (value: unknown): boolean =>
	isObject(value) &&
	isObject(value.lines) &&
	isLine(value.lines.first) &&
	isLine(value.lines.last) &&
	isText(value.message) &&
	(value.severity === 'error' || value.severity === 'warning') &&
	(value.source === undefined || isText(value.source)) &&
	(value.suggestions === undefined || isSuggestions(value.suggestions)) &&
	(value.related === undefined ||
		isListOf(value.related, (related) => isObject(related) && isText(related.label) && isLine(related.line) && isText(related.message)));
