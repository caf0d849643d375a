import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { applyEvent, type ChatEvent, type Session } from '../../../src/core/chat/session.ts';
import type { Log } from '../../../src/editor/log.ts';
import { SessionStore } from '../../../src/editor/sessionStore.ts';
import { asked } from './sampleTurns.ts';

let storage: string;
let stores: SessionStore[] = [];
const errors: string[] = [];

beforeEach(async () => {
	storage = await mkdtemp(join(tmpdir(), 'lemma-store-'));
	errors.length = 0;
});

afterEach(async () => {
	await Promise.all(stores.map((store) => store.close()));
	stores = [];
	await rm(storage, { recursive: true, force: true });
});

/** A window; `state` is what the workspace remembers between two of them. */
function openWindow(state = new Map<string, unknown>()): SessionStore {
	const context = {
		storageUri: { fsPath: storage },
		workspaceState: {
			get: (key: string, fallback: unknown) => state.get(key) ?? fallback,
			update: async (key: string, value: unknown) => void state.set(key, value),
		},
	} as unknown as vscode.ExtensionContext;
	const store = new SessionStore(context, { error: (message: unknown) => errors.push(String(message)) } as unknown as Log);
	stores.push(store);
	return store;
}

function save(store: SessionStore, session: Session, events: readonly ChatEvent[]): Session {
	return events.reduce((before, event) => {
		const after = applyEvent(before, event);
		store.save(event, after);
		return after;
	}, session);
}

const titles = async (store: SessionStore, query = ''): Promise<readonly string[]> => (await store.list(query)).map(({ title }) => title);

describe('the chats of a workspace', () => {
	it('are listed with what was said a moment ago, and found by their text', async () => {
		const store = openWindow();
		save(store, await store.create('a'), asked('t', 'What is a monad?', 'A monoid.'));
		save(store, await store.create('b'), asked('t', 'Sort a list', 'Use sort.', { askedAt: 2000 }));
		expect(await titles(store)).toEqual(['Sort a list', 'What is a monad']);
		expect(await titles(store, 'monoid')).toEqual(['What is a monad']);
		save(store, await store.open('a'), asked('u', 'And a comonad?', 'The dual.', { askedAt: 3000 }));
		expect(await titles(store, 'dual')).toEqual(['What is a monad']);
	});

	it('leave no file of a chat in which nothing was asked', async () => {
		const store = openWindow();
		save(store, await store.create('a'), [{ kind: 'effortChosen', effort: 'low' }]);
		await store.create('b');
		await store.close();
		expect(await readdir(join(storage, 'sessions')).catch(() => [])).toEqual([]);
	});

	it('are renamed and pinned where they are not open', async () => {
		const store = openWindow();
		save(store, await store.create('a'), asked('t', 'A', '1'));
		await store.create('b');
		await store.change('a', { kind: 'titled', title: 'First' });
		await store.change('a', { kind: 'pinned', isPinned: true });
		expect(await store.list('')).toMatchObject([{ title: 'First', isPinned: true, questions: 1 }]);
		expect((await store.open('a')).title).toBe('First');
	});

	it('stay on disk while their deletion can be undone, and then are gone', async () => {
		const store = openWindow();
		for (const id of ['a', 'b', 'c']) save(store, await store.create(id), asked('t', id, '1'));
		await store.create('open');
		await store.delete('a');
		expect(await titles(store)).not.toContain('a');
		expect(await readdir(join(storage, 'sessions'))).toContain('a.jsonl');
		expect(await store.undelete()).toBe('a');
		expect(await titles(store)).toContain('a');

		const gone: string[] = [];
		store.onGone = () => gone.push('gone');
		await store.delete('a');
		await store.delete('b');
		expect(await readdir(join(storage, 'sessions'))).not.toContain('a.jsonl');
		expect(gone).toEqual(['gone']);
		await store.close();
		expect((await readdir(join(storage, 'sessions'))).sort()).toEqual(['c.jsonl']);
		expect(await store.undelete()).toBeUndefined();
	});

	it('are changed by nobody while another window has them open', async () => {
		const [one, two] = [openWindow(), openWindow()];
		const session = save(one, await one.create('a'), asked('t', 'A', '1'));
		await one.flush();
		await expect(two.change('a', { kind: 'titled', title: 'x' })).rejects.toThrow('open in another window');
		await expect(two.delete('a')).rejects.toThrow('open in another window');
		save(one, session, asked('u', 'B', '2'));
		await one.close();
		await two.delete('a');
		expect(await titles(two)).toEqual([]);
	});

	it('go on in a copy where another window has written', async () => {
		const [one, two] = [openWindow(), openWindow()];
		save(one, await one.create('a'), asked('t', 'A', '1'));
		await one.flush();
		const copies: string[] = [];
		two.onCopied = () => copies.push(two.id);
		save(two, await two.open('a'), asked('u', 'B', '2'));
		await two.flush();
		expect(copies).toEqual([two.id]);
		expect(two.id).not.toBe('a');
		expect((await two.read(two.id)).turns.map(({ question }) => question)).toEqual(['A', 'B']);
		expect((await two.read('a')).turns.map(({ question }) => question)).toEqual(['A']);
	});

	it('begin with the one that was open last, but not with one that another window has', async () => {
		const state = new Map<string, unknown>();
		const one = openWindow(state);
		save(one, await one.create('a'), asked('t', 'A', '1'));
		await one.flush();
		expect((await openWindow(state).openLast('new')).turns).toEqual([]);
		state.set('lemma.lastSession', 'a');
		await one.close();
		expect((await openWindow(state).openLast('newer')).turns).toHaveLength(1);
		state.set('lemma.lastSession', '../../etc/passwd');
		expect((await openWindow(state).openLast('newest')).id).toBe('newest');
	});

	it('that is written when its window ends is free for the next one at once, and its answer interrupted', async () => {
		const state = new Map<string, unknown>();
		const one = openWindow(state);
		const session = save(one, await one.create('a'), asked('t', 'A', 'half').slice(0, -1));
		await one.close();
		save(one, session, [{ kind: 'answer', turnId: 't', text: ' and more', tokens: 2 }]);
		await one.flush();
		const [turn] = (await openWindow(state).openLast('new')).turns;
		expect(turn).toMatchObject({ answer: 'half', state: { kind: 'interrupted' } });
	});

	it('go on where their folder cannot be written, and are saved as a whole when it can', async () => {
		await writeFile(join(storage, 'sessions'), 'a file in the place of the folder');
		const store = openWindow();
		const session = save(store, await store.create('a'), asked('t', 'A', '1'));
		await store.flush();
		expect(errors[0]).toContain('could not be saved');
		await rm(join(storage, 'sessions'));
		save(store, session, asked('u', 'B', '2'));
		await store.flush();
		expect((await store.read('a')).turns.map(({ question }) => question)).toEqual(['A', 'B']);
	});

	it('go on in a copy with all they hold when their folder is taken away', async () => {
		const store = openWindow();
		const session = save(store, await store.create('a'), asked('t', 'A', '1'));
		await store.flush();
		await rm(join(storage, 'sessions'), { recursive: true });
		save(store, session, asked('u', 'B', '2'));
		await store.flush();
		expect((await store.read(store.id)).turns.map(({ question }) => question)).toEqual(['A', 'B']);
	});
});
