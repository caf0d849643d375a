// What the tests of Fix share: files of the workspace, models that say what a test wants, and the review as a reader sees it.
import * as assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { content, done, finished, json, type ScriptedServer, startScriptedServer, stream } from '../../unit/server/scriptedServer.ts';
import { eventually } from './models.ts';

export const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
	vscode.commands.executeCommand(`lemma.${command}`, ...args);

/** As a model writes code. */
export const fenced = (code: string): string => `\`\`\`\n${code}\n\`\`\``;

/** Runs `test` while a server answers the first question with the first reply, and so on; the last one is repeated. */
export async function withReplies(replies: readonly string[], test: (server: ScriptedServer) => Promise<void>): Promise<void> {
	let count = 0;
	const server = await startScriptedServer({
		'/v1/models': json({ data: [{ id: 'scripted-coder' }] }),
		'/v1/chat/completions': (response, asked) => {
			const reply = replies[Math.min(count++, replies.length - 1)] ?? '';
			stream(content(reply), finished(), done)(response, asked);
		},
	});
	const set = (value: string | undefined) =>
		vscode.workspace.getConfiguration('lemma').update('server.endpoint', value, vscode.ConfigurationTarget.Global);
	await set(server.endpoint);
	await run('restartEngine');
	try {
		await test(server);
	} finally {
		await set(undefined);
		await run('restartEngine');
		await run('rejectFix');
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		await server.stop();
	}
}

/** Questions that the server was asked, each as one text. */
export const questions = (server: ScriptedServer): readonly string[] =>
	server.asked.filter(({ path }) => path === '/v1/chat/completions').map(({ body }) => JSON.stringify(body.messages));

export function workspaceFile(name: string): string {
	return join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', name);
}

/** Runs `test` on a file of the workspace, which is open, and takes it away afterwards. */
export async function withFile(
	name: string,
	text: string,
	test: (document: vscode.TextDocument, editor: vscode.TextEditor) => Promise<void>,
): Promise<void> {
	const path = workspaceFile(name);
	writeFileSync(path, text);
	try {
		const document = await vscode.workspace.openTextDocument(path);
		await test(document, await vscode.window.showTextDocument(document, { preview: false }));
	} finally {
		await vscode.commands.executeCommand('workbench.action.files.revert').then(undefined, () => undefined);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		rmSync(path, { force: true });
	}
}

export const problems = (uri: vscode.Uri): Promise<readonly vscode.Diagnostic[]> =>
	eventually(
		() => vscode.languages.getDiagnostics(uri),
		(found) => found.length > 0,
	);

/** The tabs of reviews, by their labels. */
export const reviewTabs = (): readonly string[] =>
	vscode.window.tabGroups.all
		.flatMap((group) => group.tabs)
		.filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === 'lemma-fix' && !input.uri.query.includes('&'))
		.map(({ label }) => label);

export const diffTabs = (): number =>
	vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => input instanceof vscode.TabInputTextDiff).length;

/** The page that is reviewed, once it shows. */
export async function reviewPage(): Promise<vscode.TextDocument> {
	const editor = await eventually(
		() => [vscode.window.activeTextEditor].find((active) => active?.document.uri.scheme === 'lemma-fix'),
		(found) => found !== undefined,
	);
	assert.ok(editor);
	return editor.document;
}

/** What stands above the lines of a page, from top to bottom. */
export async function lenses(page: vscode.TextDocument): Promise<readonly string[]> {
	const look = () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', page.uri, 100);
	let found = await look();
	for (const end = Date.now() + 5_000; found.length === 0 && Date.now() < end; found = await look()) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return [...found]
		.sort((a, b) => a.range.start.line - b.range.start.line)
		.map(({ command }) => (command?.title ?? '').replace(/\$\([\w~-]+\)[ \u00a0]?/gu, ''));
}
