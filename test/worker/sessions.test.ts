import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFrom, sessionPath } from '../../src/editor/sessionFolder.ts';

let folder: string;
let windows: Window[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'lemma-sessions-'));
});

afterEach(async () => {
	await Promise.all(windows.map(({ kill }) => kill()));
	windows = [];
	await rm(folder, { recursive: true, force: true });
});

interface Window {
	readonly said: () => readonly string[];
	readonly start: () => void;
	/** As `kill -9`. */
	readonly kill: () => Promise<void>;
	readonly ended: Promise<number | null>;
}

/** A process that has the session open. */
async function openWindow(name: string, count = 1_000_000, id = 's'): Promise<Window> {
	const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
		process.execPath,
		['test/lib/sessionWriter.ts', folder, id, name, String(count)],
		{ stdio: ['pipe', 'pipe', 'inherit'] },
	);
	let text = '';
	child.stdout.on('data', (data: Buffer) => {
		text += data.toString();
	});
	const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
	const window: Window = {
		said: () => text.split('\n').slice(0, -1),
		start: () => child.stdin.write('go\n'),
		kill: async () => {
			child.kill('SIGKILL');
			await ended;
		},
		ended,
	};
	windows.push(window);
	await expect.poll(() => window.said(), { timeout: 30_000 }).toContain('ready');
	return window;
}

const askedBy = ({ said }: Window): number => said().filter((line) => line.startsWith('asked ')).length;
const copyOf = ({ said }: Window): string =>
	said()
		.find((line) => line.startsWith('copied '))
		?.slice('copied '.length) ?? '';
const questions = async (id: string): Promise<readonly string[]> =>
	(await readFrom(folder, id)).session.turns.map(({ question }) => question);
const numbered = (name: string, count: number): readonly string[] => Array.from({ length: count }, (_, number) => `${name} ${number}`);

describe('a session file', () => {
	it('keeps every question that was on disk when its window was killed, and is gone on with', async () => {
		let kept = 0;
		for (const [round, pauseMs] of [0, 15, 40, 90].entries()) {
			const window = await openWindow(`w${round}`);
			const before = await questions('s');
			expect(before).toHaveLength(kept);
			window.start();
			await expect.poll(() => askedBy(window), { timeout: 30_000, interval: 5 }).toBeGreaterThan(2);
			await new Promise((resolve) => setTimeout(resolve, pauseMs));
			await window.kill();
			expect(copyOf(window)).toBe('');
			const { session } = await readFrom(folder, 's');
			const now = session.turns.map(({ question }) => question);
			expect(now.slice(0, kept)).toEqual(before);
			expect(now.length - kept).toBeGreaterThanOrEqual(askedBy(window));
			expect(now.slice(kept)).toEqual(numbered(`w${round}`, now.length - kept));
			expect(session.turns.slice(0, -1).every(({ state }, index) => state.kind === 'done' || isLastOfRound(now, index))).toBe(true);
			expect(['done', 'interrupted']).toContain(session.turns.at(-1)?.state.kind);
			kept = now.length;
		}
	});

	it('loses nothing but the half line at its end', async () => {
		const first = await openWindow('a', 3);
		first.start();
		expect(await first.ended).toBe(0);
		await appendFile(sessionPath(folder, 's'), '{"kind":"asked","turnId":"torn","quest');
		expect(await questions('s')).toEqual(numbered('a', 3));
		const second = await openWindow('b', 2);
		second.start();
		expect(await second.ended).toBe(0);
		expect(await questions('s')).toEqual([...numbered('a', 3), ...numbered('b', 2)]);
	});

	it('of a newer version stays as it is, and what is asked goes into a copy', async () => {
		const newer = '{"kind":"format","version":99}\n{"kind":"asked","turnId":"x","question":"old","task":"chat","context":[],"askedAt":1}\n';
		await writeFile(sessionPath(folder, 's'), newer);
		const window = await openWindow('a', 2);
		window.start();
		expect(await window.ended).toBe(0);
		expect(await readFile(sessionPath(folder, 's'), 'utf8')).toBe(newer);
		expect(await questions(copyOf(window))).toEqual(['old', ...numbered('a', 2)]);
	});
});

describe('two windows with the same session', () => {
	it('never mix their lines and lose none: the second to ask goes on in a copy', async () => {
		const before = await openWindow('before', 2);
		before.start();
		await before.ended;
		const both = [await openWindow('a', 30), await openWindow('b', 30)] as const;
		for (const window of both) window.start();
		expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
		const copied = both.filter((window) => copyOf(window) !== '');
		expect(copied).toHaveLength(1);
		const [owner, guest] = copied[0] === both[0] ? (['b', 'a'] as const) : (['a', 'b'] as const);
		expect(await questions('s')).toEqual([...numbered('before', 2), ...numbered(owner, 30)]);
		expect(await questions(copyOf(copied[0] ?? both[0]))).toEqual([...numbered('before', 2), ...numbered(guest, 30)]);
		for (const id of ['s', copyOf(copied[0] ?? both[0])]) await expectWhole(id);
		expect((await readdir(folder)).filter((name) => !name.endsWith('.jsonl'))).toEqual([]);
	});

	it('do so too when the first was killed in the middle, or is done long before the second asks', async () => {
		const [first, second, third] = [await openWindow('a'), await openWindow('b', 3), await openWindow('c', 3)];
		first.start();
		await expect.poll(() => askedBy(first), { timeout: 30_000, interval: 5 }).toBeGreaterThan(1);
		await first.kill();
		for (const window of [second, third]) {
			window.start();
			expect(await window.ended).toBe(0);
			// What it shows is not what the file says any more.
			expect(await questions(copyOf(window))).toEqual(numbered(window === second ? 'b' : 'c', 3));
		}
		expect((await questions('s')).every((question) => question.startsWith('a '))).toBe(true);
	});
});

/** The last question that a killed window asked is interrupted; the next window's come behind it. */
const isLastOfRound = (asked: readonly string[], index: number): boolean => asked[index]?.split(' ')[0] !== asked[index + 1]?.split(' ')[0];

/** Every line of it is a whole event. */
async function expectWhole(id: string): Promise<void> {
	const lines = (await readFile(sessionPath(folder, id), 'utf8')).trimEnd().split('\n');
	for (const line of lines.slice(1)) expect(line).toMatch(/^\{.*\}\t[0-9a-z]+$/u);
}
