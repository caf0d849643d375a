import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bug, hiddenProgram, writeProject } from './bug.ts';

const mostMs = 10_000;
const mostOutput = 4_000_000;

/** Whether the hidden test passes over `text` in place of the file with the bug. */
export const solves = (bug: Bug, text: string): Promise<boolean> =>
	inFolder(async (folder) => {
		writeProject(bug, folder, text);
		return (await runProgram(folder, hiddenProgram(bug))) !== undefined;
	});

export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lemma-bugs-')));
	try {
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a program prints, or undefined where it fails: in a process that may only read its folder, with little time and memory. */
export function runProgram(folder: string, program: string): Promise<string | undefined> {
	const path = join(folder, 'hidden.mjs');
	writeFileSync(path, program);
	return new Promise((resolve, reject) => {
		const limits = ['--permission', `--allow-fs-read=${folder}`, '--max-old-space-size=256', '--no-warnings'];
		const child = spawn(process.execPath, [...limits, path], { cwd: folder, env: {}, stdio: ['ignore', 'pipe', 'ignore'] });
		let output = '';
		const timer = setTimeout(() => child.kill('SIGKILL'), mostMs);
		child.stdout.setEncoding('utf8').on('data', (piece: string) => {
			output += piece;
			if (output.length > mostOutput) child.kill('SIGKILL');
		});
		child.once('error', reject);
		child.once('close', (code) => {
			clearTimeout(timer);
			resolve(code === 0 ? output : undefined);
		});
	});
}
