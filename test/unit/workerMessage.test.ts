import { expect, it } from 'vitest';
import { kindOf, readWorkerMessage } from '../../src/inference/workerMessage.ts';

it.each([
	{ kind: 'pong' },
	{ kind: 'loading', percent: 3 },
	{ kind: 'events', id: 1, events: [{ kind: 'answer', text: 'a', tokens: 1 }, { kind: 'looping' }] },
	{ kind: 'events', id: 1, events: [{ kind: 'alternatives', alternatives: [{ offset: 3, text: ' <', probability: 0.1 }] }] },
	{ kind: 'failed', id: 1, error: { message: 'no' } },
	{ kind: 'log', level: 'warn', message: 'hm' },
])('%j is understood', (message) => {
	expect(readWorkerMessage(message)).toBe(message);
});

it.each([
	[undefined, 'undefined'],
	[null, 'object'],
	['pong', 'string'],
	[[], 'object'],
	[{}, 'object'],
	[{ kind: 7 }, 'object'],
	[{ kind: 'dance' }, 'dance'],
	[{ kind: 'constructor' }, 'constructor'],
	[{ kind: '__proto__' }, '__proto__'],
	[{ kind: 'loading' }, 'loading'],
	[{ kind: 'loading', percent: Number.NaN }, 'loading'],
	[{ kind: 'ready', info: {}, contextTokens: {} }, 'ready'],
	[{ kind: 'events', id: 1, events: 'many' }, 'events'],
	[{ kind: 'events', id: 1, events: [null] }, 'events'],
	[{ kind: 'events', id: 1, events: [{ kind: 'answer', text: 5, tokens: 1 }] }, 'events'],
	[{ kind: 'events', id: 1, events: [{ kind: 'end', end: 'stop', usage: {} }] }, 'events'],
	[{ kind: 'events', id: 1, events: [{ kind: 'alternatives', alternatives: [{ offset: '3', text: ' <', probability: 0.1 }] }] }, 'events'],
	[{ kind: 'events', id: 1, events: [{ kind: 'alternatives' }] }, 'events'],
	[{ kind: 'log', level: 'constructor', message: 'x' }, 'log'],
	[{ kind: 'failed', id: 1 }, 'failed'],
])('%j is not, and only its kind is told', (message, kind) => {
	expect(readWorkerMessage(message)).toBeUndefined();
	expect(kindOf(message)).toBe(kind);
});
