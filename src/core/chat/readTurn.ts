import type { Pace } from '../reasoning/pace.ts';
import type { Effort } from '../settings.ts';
import type { ContextItem, ContextKind, Sample, Turn, TurnState } from './session.ts';

/** Gives what it reads where that is of the right kind. */
type Read<Value> = (value: unknown) => Value | undefined;
type ReadMembers<Value> = { readonly [Key in keyof Required<Value>]: Read<Required<Value>[Key]> };

/** More characters than any model writes at once. */
const longestText = 4_000_000;

export const readString: Read<string> = (value) => (typeof value === 'string' && value.length <= longestText ? value : undefined);
export const readNumber: Read<number> = (value) => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined);
export const readBoolean: Read<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

const oneOf =
	<Word extends string>(...words: readonly Word[]): Read<Word> =>
	(value) =>
		words.find((word) => word === value);

export const readEffort: Read<Effort> = oneOf('off', 'low', 'medium', 'high', 'max');

/** All of the items, or nothing. */
export const listOf =
	<Item>(read: Read<Item>, most: number): Read<readonly Item[]> =>
	(value) => {
		if (!Array.isArray(value) || value.length > most) return undefined;
		const items = value.map(read).filter((item) => item !== undefined);
		return items.length === value.length ? items : undefined;
	};

/** The members that are known, each read by its own reader; nothing where a required one is missing or wrong. */
function recordOf<Value>(members: ReadMembers<Value>, required: readonly (keyof Value)[]): Read<Value> {
	return (value) => {
		if (typeof value !== 'object' || value === null) return undefined;
		const found = Object.entries<Read<unknown>>(members)
			.map(([key, read]) => [key, Object.hasOwn(value, key) ? read(Reflect.get(value, key)) : undefined] as const)
			.filter(([, member]) => member !== undefined);
		const record = Object.fromEntries(found);
		return required.every((key) => Object.hasOwn(record, key)) ? (record as Value) : undefined;
	};
}

const readClosed = oneOf<NonNullable<Turn['closed']>>('natural', 'budget', 'user', 'loop', 'end', 'abort');

const readContextItem = recordOf<ContextItem>(
	{
		kind: oneOf<ContextKind>(
			...(['selection', 'file', 'cursor', 'diagnostic', 'folder', 'problems', 'terminal', 'changes', 'passage', 'instructions'] as const),
		),
		label: readString,
		languageId: readString,
		lines: recordOf<{ first: number; last: number }>({ first: readNumber, last: readNumber }, ['first', 'last']),
		text: readString,
	},
	['kind', 'label', 'languageId', 'text'],
);

type Done = Extract<TurnState, { kind: 'done' }>;
const usageNumbers = ['promptTokens', 'reusedTokens', 'reasoningTokens', 'answerTokens', 'firstTokenMs', 'totalMs'] as const;
const readUsage = recordOf<Done['usage']>(
	{
		...{ promptTokens: readNumber, reusedTokens: readNumber, reasoningTokens: readNumber },
		...{ answerTokens: readNumber, spelledTokens: readNumber, firstTokenMs: readNumber, totalMs: readNumber },
	},
	usageNumbers,
);
const readDone = recordOf<Done>({ kind: oneOf('done'), end: oneOf('stop', 'length', 'cancelled', 'noAnswer'), usage: readUsage }, [
	'kind',
	'end',
	'usage',
]);
const readFailed = recordOf<Extract<TurnState, { kind: 'failed' }>>(
	{ kind: oneOf('failed'), message: readString, canRestart: readBoolean },
	['kind', 'message', 'canRestart'],
);
const readInterrupted = recordOf<Extract<TurnState, { kind: 'interrupted' }>>({ kind: oneOf('interrupted'), message: readString }, [
	'kind',
]);

/** What ran when the file was written does so no more. */
const readState: Read<TurnState> = (value) => readDone(value) ?? readFailed(value) ?? readInterrupted(value) ?? { kind: 'interrupted' };

const reply = {
	...{ reasoning: readString, reasoningTokens: readNumber, thoughtMs: readNumber, closed: readClosed },
	...{ answer: readString, answerTokens: readNumber },
};

const readSample = recordOf<Sample>({ ...reply, isComplete: readBoolean }, [
	...(['reasoning', 'reasoningTokens', 'answer', 'answerTokens', 'isComplete'] as const),
]);

const readMark = recordOf<Pace[number]>({ characters: readNumber, tokens: readNumber, ms: readNumber }, ['characters', 'tokens', 'ms']);

/** The turn that a file of anyone's may hold. Nothing of it runs. */
export const readTurn: Read<Turn> = recordOf<Turn>(
	{
		...reply,
		id: readString,
		after: readString,
		nth: readNumber,
		question: readString,
		task: oneOf('chat', 'explain'),
		command: recordOf({ name: readString, instruction: readString }, ['name', 'instruction']),
		context: listOf(readContextItem, 1000),
		askedAt: readNumber,
		thinking: oneOf('native', 'guided', 'none'),
		budgetTokens: readNumber,
		pace: listOf(readMark, 1_000_000),
		model: readString,
		contextTokens: readNumber,
		earlier: recordOf({ totalMs: readNumber, reasoningTokens: readNumber }, ['totalMs', 'reasoningTokens']),
		// What a file says is asked again as often when the user asks again.
		votes: (value) => (typeof value === 'number' && Number.isInteger(value) && value > 1 && value < 10 ? value : undefined),
		samples: listOf(readSample, 100),
		state: readState,
	},
	[
		...(['id', 'question', 'task', 'context', 'askedAt', 'reasoning', 'reasoningTokens'] as const),
		...(['thinking', 'answer', 'answerTokens', 'state'] as const),
	],
);
