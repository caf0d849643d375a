import * as vscode from 'vscode';
import { withoutCodebaseWord } from '../core/chat/contextSource.ts';
import { PassageSearch } from '../core/chat/passageSearch.ts';
import type { ContextItem } from '../core/chat/session.ts';
import { UserError } from '../core/errors.ts';
import type { ChatContextFiles } from './chatContextFiles.ts';
import { assertTrusted } from './documents.ts';
import { pathOf, projectFiles } from './projectFiles.ts';

export interface SearchProgress {
	readonly done: number;
	readonly total: number;
}

/** The passages of the workspace that have most in common with a question. Files that are secret, ignored, large or not of text are left out. */
export async function searchCodebase(
	question: string,
	files: ChatContextFiles,
	onProgress: (progress: SearchProgress) => void,
	signal: AbortSignal,
): Promise<readonly ContextItem[]> {
	assertTrusted('search its files');
	const search = new PassageSearch(withoutCodebaseWord(question));
	if (!search.isPossible) {
		throw new UserError('usage', 'There is no word in the question to search the workspace for. Name a thing that the code may name.');
	}
	const all = (await files.all()).slice(0, mostFiles);
	let readCharacters = 0;
	for (let from = 0; from < all.length && readCharacters < mostCharacters; from += atOnce) {
		signal.throwIfAborted();
		onProgress({ done: from, total: all.length });
		const texts = await Promise.all(
			all.slice(from, from + atOnce).map(async ({ label, uri }) => ({ label, text: await readShown(uri, files) })),
		);
		for (const { label, text = '' } of texts) {
			readCharacters += text.length;
			search.add(label, text);
		}
		// Counting is work; keys and clicks go before.
		await new Promise(setImmediate);
	}
	signal.throwIfAborted();
	const found = search.best(mostFoundCharacters);
	if (found.length === 0) {
		throw new UserError('fileUnreadable', 'Nothing in the workspace has the words of this question. Name a thing that the code names.');
	}
	return found;
}

async function readShown(uri: string, files: ChatContextFiles): Promise<string | undefined> {
	const file = vscode.Uri.parse(uri, true);
	return file.scheme === 'file' && (await files.mayShow(file)) ? projectFiles.read(pathOf(file)) : undefined;
}

const mostFiles = 5000;
const mostCharacters = 50_000_000;
const atOnce = 16;
/** Some 3,000 tokens: the rest of a window of 8k is for the question and its answer. */
const mostFoundCharacters = 10_000;
