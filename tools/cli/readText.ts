import { readFile } from 'node:fs/promises';
import { UserError } from '../../src/core/errors.ts';

const mostBytes = 50_000_000;

/** Text of a source file. `shown` is what the user wrote, relative to `base`. */
export async function readText(path: string, shown: string, base: string): Promise<string> {
	const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
		throw new UserError('fileUnreadable', problems[error.code ?? '']?.(shown, base) ?? `${shown} cannot be read: ${error.message}.`);
	});
	if (bytes.length > mostBytes) {
		throw new UserError(
			'fileTooLarge',
			`${shown} is ${Math.round(bytes.length / 1e6)} MB, more than an editor completes in. Choose another file.`,
		);
	}
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw new UserError('fileUnreadable', `${shown} is not UTF-8 text. Save it as UTF-8, or choose another file.`);
	}
}

const problems: Readonly<Record<string, (shown: string, base: string) => string>> = {
	ENOENT: (shown, base) => `There is no file ${shown}. Check the path; it is relative to ${base}.`,
	EISDIR: (shown) => `${shown} is a folder. Name a file in it.`,
	EACCES: (shown) => `${shown} may not be read. Check its permissions.`,
};
