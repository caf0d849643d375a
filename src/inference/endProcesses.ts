import { type ChildProcess, execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the environment of a process and all that it starts, so that they are found again. */
export const markName = 'LEMMA_TEST_RUN';

/**
 * Ends a process that leads a group of its own, and everything that it started. On Linux also what left the group, by its mark: a child
 * inherits the environment whatever else it does.
 */
export function endProcesses(child: ChildProcess, mark: string): void {
	if (child.pid === undefined) {
		return;
	}
	if (process.platform === 'win32') {
		const taskkill = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
		execFile(taskkill, ['/pid', String(child.pid), '/T', '/F'], () => undefined);
		return;
	}
	kill(-child.pid);
	if (process.platform === 'linux') {
		// Twice: one that was being started escapes the first look.
		for (const pid of [...marked(mark), ...marked(mark)]) {
			kill(pid);
		}
	}
}

function kill(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It is gone already.
	}
}

function* marked(mark: string): Generator<number> {
	const entry = `${markName}=${mark}`;
	for (const name of readdirSync('/proc')) {
		if (/^\d+$/u.test(name) && Number(name) !== process.pid && environmentOf(name).split('\0').includes(entry)) {
			yield Number(name);
		}
	}
}

function environmentOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'latin1');
	} catch {
		return ''; // Another user's, or gone.
	}
}
