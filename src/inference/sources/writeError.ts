import { diskFull, folderUnusable } from '../../core/errors.ts';

const full = new Set(['ENOSPC', 'EDQUOT']);
const unusable: Readonly<Record<string, string>> = {
	EACCES: 'permission is denied',
	EPERM: 'permission is denied',
	EROFS: 'the file system is read-only',
	ENOTDIR: 'a part of that path is a file',
	EEXIST: 'it is a file',
	EISDIR: 'a folder lies where the file should be',
	EIO: 'the disk reports an error',
	ENOENT: 'it was removed meanwhile',
	EFBIG: 'the file system takes no file as large as this',
	ELOOP: 'its symbolic links go round in a circle',
	ENAMETOOLONG: 'its path is too long',
};

/** A failed write as a sentence; anything else is passed on. */
export function writeError(error: unknown, folder: string, missingBytes: number): unknown {
	if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
	if (full.has(error.code)) return diskFull(folder, missingBytes);
	const why = unusable[error.code];
	return why === undefined ? error : folderUnusable(folder, why);
}
