import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LineRange } from '../core/block.ts';
import type { ContextFile } from '../core/model.ts';
import { stripInvisible } from '../core/text.ts';
import { pathOf, projectFiles } from './projectFiles.ts';

const longestMs = 1000;
const mostAsked = 6;
const mostLines = 40;
const mostCharacters = 6000;

/**
 * The definitions of what problems name, by the language's own provider, as far as they lie outside of `known` lines. Bounded in number,
 * size and time; `mayRead` says which files a model may be told of.
 */
export async function namedDefinitions(
	document: vscode.TextDocument,
	diagnostics: readonly vscode.Diagnostic[],
	known: LineRange,
	mayRead: (uri: vscode.Uri) => Promise<boolean>,
): Promise<readonly ContextFile[]> {
	const late = setTimeout(longestMs, []);
	const found = await Promise.all(
		placesNamed(document, diagnostics).map((place) => Promise.race([definitionsAt(document.uri, place), late])),
	);
	const texts = new Map<string, ContextFile>();
	let left = mostCharacters;
	for (const { uri, range } of found.flat()) {
		const isKnown = uri.toString() === document.uri.toString() && range.start.line >= known.first && range.end.line <= known.last;
		const key = `${uri}:${range.start.line}`;
		if (isKnown || texts.has(key) || left <= 0 || !(await mayRead(uri))) {
			continue;
		}
		const text = stripInvisible(await textAt(uri, range)).slice(0, left);
		if (text.trim() !== '') {
			texts.set(key, { path: vscode.workspace.asRelativePath(uri), text });
			left -= text.length;
		}
	}
	return [...texts.values()];
}

/** Where the names stand that a message quotes, and what it is about itself. */
function placesNamed(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): readonly vscode.Position[] {
	const places = new Map<string, vscode.Position>();
	for (const { message, range } of diagnostics) {
		const own = document.getWordRangeAtPosition(range.start);
		if (own !== undefined) {
			places.set(document.getText(own), own.start);
		}
		const line = document.lineAt(Math.min(range.start.line, document.lineCount - 1));
		const words = line.text.length > 1000 ? [] : [...line.text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)];
		const quoted = new Set([...message.matchAll(/['"`‘“]([\p{L}_$][\p{L}\p{N}_$]*)/gu)].map((match) => match[1]));
		for (const { 0: word, index } of words) {
			const isNear = new vscode.Position(line.lineNumber, index).isAfterOrEqual(range.start) && index <= range.end.character;
			if ((quoted.has(word) || isNear) && !places.has(word)) {
				places.set(word, new vscode.Position(line.lineNumber, index));
			}
		}
	}
	return [...places.values()].slice(0, mostAsked);
}

async function definitionsAt(uri: vscode.Uri, position: vscode.Position): Promise<readonly vscode.Location[]> {
	// Whatever fails in a provider is not ours to tell.
	const found = await Promise.resolve(
		vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[] | undefined>(
			'vscode.executeDefinitionProvider',
			uri,
			position,
		),
	).catch(() => undefined);
	return (found ?? []).slice(0, 2).map((each) => ('targetUri' in each ? new vscode.Location(each.targetUri, each.targetRange) : each));
}

/** The whole definition where its range tells it, else some lines from its name on. */
async function textAt(uri: vscode.Uri, range: vscode.Range): Promise<string> {
	const lines = ((await projectFiles.read(pathOf(uri))) ?? '').split('\n');
	const last = range.end.line > range.start.line ? range.end.line : range.start.line + 7;
	return lines.slice(range.start.line, Math.min(last + 1, range.start.line + mostLines)).join('\n');
}
