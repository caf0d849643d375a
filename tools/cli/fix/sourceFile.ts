import { constants } from 'node:fs';
import { access, lstat, open, readFile } from 'node:fs/promises';
import { UserError } from '../../../src/core/errors.ts';

/** A file to be mended, byte for byte as it was read. */
export interface SourceFile {
	readonly path: string;
	/** As the user named it. */
	readonly shown: string;
	readonly stored: string;
}

/** More than any model here reads, and a checker would choke on it. */
const mostBytes = 2_000_000;

/** Reads a regular file of text; `writes`: it has to be one that may be written. */
export async function readSource(path: string, shown: string, base: string, writes: boolean): Promise<SourceFile> {
	const stats = await lstat(path).catch((error: NodeJS.ErrnoException) => {
		throw unreadable(
			error.code === 'ENOENT'
				? `There is no file ${shown}. Check the path; it is relative to ${base}.`
				: `${shown} cannot be read: ${error.message}.`,
		);
	});
	if (stats.isSymbolicLink()) throw unreadable(`${shown} is a link. Name the file that it leads to.`);
	if (stats.isDirectory()) throw unreadable(`${shown} is a folder. Name a file in it.`);
	if (!stats.isFile()) throw unreadable(`${shown} is no regular file. Name a source file.`);
	if (stats.size > mostBytes) {
		throw new UserError(
			'fileTooLarge',
			`${shown} is ${(stats.size / 1e6).toFixed(1)} MB, more than a fix is looked for in. Choose a smaller file.`,
		);
	}
	if (writes && !((stats.mode & 0o222) !== 0 && (await mayWrite(path)))) {
		throw new UserError('readOnly', `${shown} may only be read. Leave --write out, or make it writable.`);
	}
	const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
		throw unreadable(
			error.code === 'EACCES' ? `${shown} may not be read. Check its permissions.` : `${shown} cannot be read: ${error.message}.`,
		);
	});
	if (bytes.includes(0)) throw unreadable(`${shown} is a binary file. Name a source file.`);
	const stored = decoded(bytes, shown);
	if (stored.trim() === '' || stored === '\ufeff') throw unreadable(`${shown} is empty: there is nothing to fix.`);
	return { path, shown, stored };
}

/** Only over the very text that the fix was made for, and never through a link. */
export async function writeSource({ path, shown, stored }: SourceFile, text: string): Promise<void> {
	const file = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)).catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'ELOOP' || error.code === 'ENOENT'
			? changed(shown)
			: new UserError('readOnly', `${shown} cannot be written: ${error.message}.`);
	});
	try {
		const now = await file.readFile();
		if (!now.equals(Buffer.from(stored))) throw changed(shown);
		const bytes = Buffer.from(text);
		await file.write(bytes, 0, bytes.length, 0);
		await file.truncate(bytes.length);
	} finally {
		await file.close();
	}
}

const changed = (shown: string): UserError =>
	new UserError('documentChanged', `${shown} changed while the fix was looked for, so it was left alone. Run the command again.`);

const unreadable = (message: string): UserError => new UserError('fileUnreadable', message);

const mayWrite = (path: string): Promise<boolean> =>
	access(path, constants.W_OK).then(
		() => true,
		() => false,
	);

function decoded(bytes: Buffer, shown: string): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw unreadable(`${shown} is not UTF-8 text. Save it as UTF-8, or choose another file.`);
	}
}
