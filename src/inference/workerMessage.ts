import type { GenerateEvent } from '../core/model.ts';
import type { FromWorker } from '../protocol/worker.ts';

/** A message as it came from the engine's process, which may be anything; `undefined` where it is none that is known. */
export function readWorkerMessage(value: unknown): FromWorker | undefined {
	return isKnown<FromWorker>(value, messages) ? value : undefined;
}

/** What is told of a message that is not understood: its kind, never its content. */
export function kindOf(value: unknown): string {
	return isObject(value) && typeof value.kind === 'string' ? value.kind.slice(0, 40) : typeof value;
}

type Fields = Readonly<Record<string, unknown>>;
type Checks<T extends { readonly kind: string }> = { readonly [K in T['kind']]: (fields: Fields) => boolean };

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): boolean => typeof value === 'string';

function isKnown<T extends { readonly kind: string }>(value: unknown, checks: Checks<T>): value is T {
	if (!isObject(value) || typeof value.kind !== 'string' || !Object.hasOwn(checks, value.kind)) {
		return false;
	}
	const check: ((fields: Fields) => boolean) | undefined = checks[value.kind as T['kind']];
	return check(value);
}

const isError = (value: unknown): boolean => isObject(value) && isText(value.message) && (value.code === undefined || isText(value.code));
const hasNumbers = (value: unknown, names: readonly string[]): boolean => isObject(value) && names.every((name) => isNumber(value[name]));

const events: Checks<GenerateEvent> = {
	prefill: (event) => hasNumbers(event, ['evaluated', 'total']),
	budget: (event) => isNumber(event.tokens),
	looping: () => true,
	paused: (event) => typeof event.isPaused === 'boolean',
	thinkMore: (event) => typeof event.isArmed === 'boolean' && isNumber(event.left),
	reasoning: (event) => isText(event.text) && isNumber(event.tokens),
	closed: (event) => isText(event.reason),
	answer: (event) => isText(event.text) && isNumber(event.tokens),
	alternatives: ({ alternatives }) =>
		Array.isArray(alternatives) &&
		alternatives.every((each) => isObject(each) && isText(each.text) && hasNumbers(each, ['offset', 'probability'])),
	end: (event) => isText(event.end) && hasNumbers(event.usage, usageNumbers),
};
const usageNumbers = ['promptTokens', 'reusedTokens', 'reasoningTokens', 'answerTokens', 'firstTokenMs', 'totalMs'];

const levels: readonly unknown[] = ['trace', 'info', 'warn', 'error'];

const messages: Checks<FromWorker> = {
	loading: (message) => isNumber(message.percent),
	ready: ({ info, contextTokens }) =>
		isObject(info) && isText(info.name) && hasNumbers(info, ['contextTokens', 'sizeBytes', 'loadMs']) && isObject(contextTokens),
	loadFailed: (message) => isError(message.error),
	events: (message) =>
		isNumber(message.id) && Array.isArray(message.events) && message.events.every((event) => isKnown<GenerateEvent>(event, events)),
	done: (message) => isNumber(message.id),
	counted: (message) => hasNumbers(message, ['id', 'tokens']),
	failed: (message) => isNumber(message.id) && isError(message.error),
	log: (message) => levels.includes(message.level) && isText(message.message),
	pong: () => true,
};
