import { describe, expect, test } from 'vitest';
import { emptySession } from '../../../src/core/chat/session.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import { announcement } from '../../../webview-ui/announce.ts';
import { canAnswer, initialState, type LocalFact, type PanelState, reduce, runningTurn } from '../../../webview-ui/state.ts';

const offer = { title: 'A Model', sizeBytes: 1e9, licence: 'MIT', origin: 'A Maker' };
const opened: ChatFact = {
	kind: 'opened',
	session: emptySession('s'),
	status: { kind: 'ready', title: 'A Model' },
	effort: 'high',
	draft: '',
	offer,
	restricted: false,
};
const asked: ChatFact = {
	kind: 'changed',
	event: { kind: 'asked', turnId: 't', question: 'Why?', task: 'chat', context: [], askedAt: 5 },
};
const thought = (text: string): ChatFact => ({ kind: 'changed', event: { kind: 'reasoning', turnId: 't', text, tokens: 1 } });

const after = (facts: readonly (ChatFact | LocalFact)[], from = initialState('')): PanelState =>
	facts.reduce((state, fact, index) => reduce(state, fact, 1000 + index), from);

test('nothing is drawn before the host has said what is the case', () => {
	expect(initialState('').opened).toBe(false);
	expect(after([opened])).toMatchObject({ opened: true, effort: 'high', offer, session: { id: 's' } });
});

test('the fact `opened` replaces all but what was typed here', () => {
	const before = after([opened, asked, thought('Hm'), { kind: 'notice', message: 'no' }, { kind: 'drafted', text: 'new words' }]);
	const state = after([{ ...opened, draft: 'older words' }], before);
	expect(state.session.turns).toEqual([]);
	expect(state.notice).toBeUndefined();
	expect(state.meter).toBeUndefined();
	expect(state.draft).toBe('new words');
});

test('the draft of the host is taken where nothing was typed here', () => {
	expect(after([{ ...opened, draft: 'from yesterday' }]).draft).toBe('from yesterday');
});

test('each chat has its own draft: another chat brings its own, the same one keeps what was typed since', () => {
	const other = { ...opened, session: { ...opened.session, id: 'other' }, draft: 'of the other' };
	const typed = after([opened, { kind: 'drafted', text: 'of the first' }]);
	expect(after([other], typed).draft).toBe('of the other');
	expect(after([{ ...other, draft: '' }], typed).draft).toBe('');
	expect(after([opened], typed).draft).toBe('of the first');
	expect(after([other], initialState('kept of the first', opened.session.id)).draft).toBe('of the other');
	expect(after([opened], initialState('kept of the first', opened.session.id)).draft).toBe('kept of the first');
});

test('composed text is appended to the draft and takes the focus', () => {
	const state = after([opened, { kind: 'drafted', text: 'first ' }, { kind: 'compose', text: 'second' }]);
	expect(state.draft).toBe('first\nsecond');
	expect(state.focusRequests).toBe(1);
	expect(after([{ kind: 'compose', text: 'alone' }]).draft).toBe('alone');
});

const change = (event: Extract<ChatFact, { kind: 'changed' }>['event']): ChatFact => ({ kind: 'changed', event });
const paused = (isPaused: boolean): ChatFact => change({ kind: 'paused', turnId: 't', isPaused });

describe('the meter of a turn', () => {
	test('starts with the first piece of the thought, and stops with the thought', () => {
		const state = after([opened, asked, thought('a'), thought('b')]);
		expect(state.meter).toMatchObject({ since: 1002, elapsedMs: 0 });
		expect(after([change({ kind: 'closed', turnId: 't', reason: 'natural', thoughtMs: 5 })], state).meter).toBeUndefined();
	});

	test('starts anew with the answer', () => {
		const closed = change({ kind: 'closed', turnId: 't', reason: 'natural', thoughtMs: 5 });
		const state = after([opened, asked, thought('a'), closed, change({ kind: 'answer', turnId: 't', text: 'x', tokens: 1 })]);
		expect(state.meter).toMatchObject({ since: 1004, elapsedMs: 0 });
	});

	test('stands still in a pause', () => {
		const state = after([opened, asked, thought('a'), paused(true)]);
		expect(state.meter).toEqual({ elapsedMs: 1, arrivals: [] });
		expect(after([paused(false)], state).meter).toMatchObject({ elapsedMs: 1, since: 1000 });
	});

	test('goes on from the time the thought had taken when its turn goes on', () => {
		const facts = [
			opened,
			asked,
			thought('a'),
			change({ kind: 'closed', turnId: 't', reason: 'abort', thoughtMs: 700 }),
			change({ kind: 'interrupted', turnId: 't' }),
			change({ kind: 'resumed', turnId: 't' }),
			thought('b'),
		];
		expect(after(facts).meter).toMatchObject({ elapsedMs: 700, since: 1006 });
	});
});

test('a notice goes when it is dismissed, and with the next question', () => {
	const noticed = after([opened, { kind: 'notice', message: 'too large' }]);
	expect(noticed.notice).toBe('too large');
	expect(after([{ kind: 'noticeDismissed' }], noticed).notice).toBeUndefined();
	expect(after([asked], noticed).notice).toBeUndefined();
});

test('a turn runs from its question to its end', () => {
	expect(runningTurn(after([opened]).session)).toBeUndefined();
	expect(runningTurn(after([opened, asked]).session)?.id).toBe('t');
	const ended = after([opened, asked, { kind: 'changed', event: { kind: 'failed', turnId: 't', message: 'no', canRestart: false } }]);
	expect(runningTurn(ended.session)).toBeUndefined();
});

test('a question waits for every model but one that is missing or failed', () => {
	expect(canAnswer({ kind: 'idle', title: '' })).toBe(true);
	expect(canAnswer({ kind: 'loading', title: '', percent: 3 })).toBe(true);
	expect(canAnswer({ kind: 'missing', name: '', title: '', sizeBytes: 0 })).toBe(false);
	expect(canAnswer({ kind: 'failed', title: '', code: 'x', message: '' })).toBe(false);
});

describe('a screen reader hears of states, not of tokens', () => {
	const spoken = (...facts: readonly ChatFact[]): string => announcement(after([opened, asked, ...facts]).session.turns.at(-1));

	test('one sentence for a state', () => {
		expect(announcement(undefined)).toBe('');
		expect(spoken()).toBe('The question waits for the model.');
		expect(spoken(thought('a'))).toBe('Thinking.');
		expect(spoken(thought('a'), thought('b'))).toBe('Thinking.');
		expect(spoken(thought('a'), paused(true))).toBe('The thought is paused.');
		expect(spoken(thought('a'), paused(true), paused(false))).toBe('Thinking.');
		expect(spoken(thought('a'), change({ kind: 'looping', turnId: 't' }))).toBe('The thought seems to repeat itself.');
	});

	test('and how it ended', () => {
		const usage = { promptTokens: 1, reusedTokens: 0, reasoningTokens: 0, answerTokens: 1, firstTokenMs: 1, totalMs: 1 };
		const ended = (end: 'stop' | 'length' | 'cancelled' | 'noAnswer'): ChatFact => ({
			kind: 'changed',
			event: { kind: 'ended', turnId: 't', end, usage },
		});
		expect(spoken(ended('stop'))).toBe('The answer is complete.');
		expect(spoken(ended('length'))).toBe('Cut at the length limit');
		expect(spoken(ended('cancelled'))).toBe('Stopped');
		expect(spoken(ended('noAnswer'))).toMatch(/^No answer yet/u);
		expect(spoken(thought('a'), ended('cancelled'))).toBe('Stopped in its thought: no answer yet');
		expect(spoken(thought('a'), change({ kind: 'interrupted', turnId: 't' }))).toBe('Interrupted in its thought: no answer yet');
		expect(spoken({ kind: 'changed', event: { kind: 'failed', turnId: 't', message: 'It broke.', canRestart: true } })).toBe(
			'Failed: It broke.',
		);
	});
});
