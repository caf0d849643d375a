import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { pathOf } from './projectFiles.ts';

export interface Place {
	readonly path: string;
	readonly line: number;
}

/** Where the things are defined that stand right before a cursor, by the language's own provider. Each is asked for once. */
export class Definitions {
	readonly #asked = new Set<string>();
	/** Languages whose provider took too long. */
	readonly #slow = new Set<string>();

	async near(document: vscode.TextDocument, line: number, signal: AbortSignal): Promise<readonly Place[]> {
		const places: Place[] = [];
		for (const position of identifiersAbove(document, line)) {
			const key = `${document.uri} ${document.getText(document.getWordRangeAtPosition(position))}`;
			if (this.#slow.has(document.languageId) || this.#asked.has(key)) {
				continue;
			}
			signal.throwIfAborted();
			if (this.#asked.size >= mostAsked) {
				this.#asked.clear();
			}
			this.#asked.add(key);
			places.push(...(await this.#definitionsAt(document, position)));
		}
		return places;
	}

	async #definitionsAt(document: vscode.TextDocument, position: vscode.Position): Promise<readonly Place[]> {
		const asked = vscode.commands
			.executeCommand<(vscode.Location | vscode.LocationLink)[] | undefined>('vscode.executeDefinitionProvider', document.uri, position)
			.then(
				(found) => found,
				() => undefined, // whatever fails there is not ours to tell
			);
		const found = await Promise.race([asked, setTimeout(longestMs, 'late' as const)]);
		if (found === 'late') {
			this.#slow.add(document.languageId);
			return [];
		}
		return (found ?? [])
			.map((each) => ('targetUri' in each ? { uri: each.targetUri, range: each.targetRange } : each))
			.filter(({ uri }) => uri.scheme === 'file' && uri.toString() !== document.uri.toString())
			.slice(0, 1)
			.map(({ uri, range }) => ({ path: pathOf(uri), line: range.start.line }));
	}
}

const longestMs = 1000;
const mostAsked = 500;
const mostPlaces = 4;

/** Identifiers of the line and the two above it, the last ones first. */
function identifiersAbove(document: vscode.TextDocument, line: number): readonly vscode.Position[] {
	const seen = new Set<string>();
	const places: vscode.Position[] = [];
	for (let at = line; at >= Math.max(0, line - 2); at--) {
		const { text } = document.lineAt(at);
		const words = text.length > 400 ? [] : [...text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]{3,}/gu)].reverse();
		for (const { 0: word, index } of words) {
			if (!seen.has(word) && places.length < mostPlaces) {
				seen.add(word);
				places.push(new vscode.Position(at, index));
			}
		}
	}
	return places;
}
