import * as assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { UserError } from '../../../src/core/errors.ts';
import { FixReview } from '../../../src/editor/fixReview.ts';
import { snapshotOf } from '../../../src/editor/snapshot.ts';
import { diffTabs, lenses, reviewPage, reviewTabs, withFile, workspaceFile } from './fixing.ts';
import { eventually } from './models.ts';

const before = 'one\ntwo\nthree\nfour\nfive\nsix\n';
const after = 'one\nTWO\nthree\nfour\nfive\nFIVE\nsix\n';
const findings = { verified: [{ verification: 'applies' }, { verification: 'parses' }], notVerified: [] } as const;

describe('the review of a fix', () => {
	let review: FixReview;
	beforeEach(async () => {
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		review = new FixReview();
	});
	afterEach(async () => {
		await review.reject();
		review.dispose();
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	});

	const open = async (content = before): Promise<vscode.TextDocument> =>
		(await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'plaintext', content }))).document;
	const show = async (document: vscode.TextDocument, text = after, again?: () => Promise<void>): Promise<vscode.TextDocument> => {
		const snapshot = await snapshotOf(document);
		await review.show({ document, snapshot, text, title: 'Fix', findings, ...(again === undefined ? {} : { again }) });
		return reviewPage();
	};
	const lines = (page: vscode.TextDocument, text: string): Promise<string> =>
		eventually(
			() => page.getText(),
			(seen) => seen === text,
		);
	const isRefused = (work: Promise<unknown>, words: RegExp): Promise<void> =>
		assert.rejects(work, (error: unknown) => error instanceof UserError && words.test(error.message));

	it('shows what goes and what comes, with what was verified and actions for each change', async () => {
		const page = await show(await open());
		assert.equal(page.getText(), 'one\ntwo\nTWO\nthree\nfour\nfive\nFIVE\nsix\n');
		assert.deepEqual(await lenses(page), [
			'applies · parses',
			'Accept',
			'Reject',
			'Accept all 2',
			'Reject all',
			'Open as diff',
			'Accept',
			'Reject',
		]);
		assert.match(reviewTabs().join(), /^Fix of /u);
	});

	it('puts in one change and keeps the others for later', async () => {
		const document = await open();
		const page = await show(document);
		await review.acceptHunk(0);
		assert.equal(document.getText(), before.replace('two', 'TWO'));
		await lines(page, 'one\nTWO\nthree\nfour\nfive\nFIVE\nsix\n');
		await review.acceptHunk(0);
		assert.equal(document.getText(), after);
		await eventually(
			() => reviewTabs().length,
			(count) => count === 0,
		);
	});

	it('leaves out a change that is rejected, and acts on the one at the cursor without a number', async () => {
		const document = await open();
		const page = await show(document);
		await review.rejectHunk();
		await lines(page, 'one\ntwo\nthree\nfour\nfive\nFIVE\nsix\n');
		await review.acceptHunk();
		assert.equal(document.getText(), before.replace('six', 'FIVE\nsix'));
	});

	it('goes from change to change', async () => {
		const page = await show(await open());
		const at = () => vscode.window.visibleTextEditors.find(({ document }) => document === page)?.selection.active.line;
		assert.equal(at(), 1);
		await review.nextHunk();
		await eventually(at, (line) => line === 6);
		await review.nextHunk();
		await eventually(at, (line) => line === 1);
	});

	it('accepts all as one step for Undo', async () => {
		const document = await open();
		await show(document);
		await review.accept();
		assert.equal(document.getText(), after);
		await vscode.window.showTextDocument(document);
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), before);
	});

	it('opens as a diff, and is accepted from there', async () => {
		const document = await open();
		await show(document);
		await review.openAsDiff();
		await eventually(diffTabs, (count) => count === 1);
		await review.accept();
		assert.equal(document.getText(), after);
		await eventually(diffTabs, (count) => count === 0);
	});

	it('is stale once the document moved on, and offers to do it again', async () => {
		const document = await open();
		let asked = 0;
		const page = await show(document, after, async () => {
			asked++;
		});
		const edit = new vscode.WorkspaceEdit();
		edit.insert(document.uri, new vscode.Position(0, 0), 'mine\n');
		await vscode.workspace.applyEdit(edit);
		assert.match((await lenses(page)).join(' | '), /^Stale: .* changed since this was proposed \| Fix again \| Close$/u);
		await isRefused(review.accept(), /changed since/u);
		await isRefused(review.acceptHunk(0), /changed since/u);
		assert.equal(document.getText(), `mine\n${before}`);
		await review.again();
		assert.equal(asked, 1);
	});

	it('of a draft is only looked at', async () => {
		const document = await open();
		await review.show({ document, snapshot: await snapshotOf(document), text: after, title: 'Draft', isDraft: true });
		assert.match((await lenses(await reviewPage())).join(' | '), /^Unverified draft.* \| Close$/u);
		await isRefused(review.accept(), /only be looked at/u);
		await isRefused(review.acceptHunk(0), /only be looked at/u);
		assert.equal(document.getText(), before);
	});

	it('shows what the model thought, beside', async () => {
		const document = await open();
		await review.show({
			document,
			snapshot: await snapshotOf(document),
			text: after,
			title: 'Fix',
			findings,
			reasoning: 'Because of two.',
		});
		assert.ok((await lenses(await reviewPage())).includes('Show reasoning'));
		await review.showReasoning();
		const page = vscode.window.activeTextEditor?.document;
		assert.equal(page?.getText(), 'Because of two.');
		assert.equal(page?.languageId, 'markdown');
		await review.accept();
		assert.equal(document.getText(), after);
	});

	it('ends when its tab is closed, and nothing is left to accept', async () => {
		const document = await open();
		await show(document);
		await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
		await eventually(
			() => reviewTabs().length,
			(count) => count === 0,
		);
		await review.accept();
		assert.equal(document.getText(), before);
	});

	it('keeps CRLF, a byte order mark and a missing last line end', () =>
		withFile('ends.txt', '\ufeffone\r\ntwo\r\nthree', async (document) => {
			await show(document, 'one\nTWO\nthree\nfour');
			await review.accept();
			assert.equal(document.getText(), 'one\r\nTWO\r\nthree\r\nfour');
			await document.save();
			assert.equal(readFileSync(document.uri.fsPath, 'utf8'), '\ufeffone\r\nTWO\r\nthree\r\nfour');
		}));

	it('is not applied to a file that was deleted, moved or replaced by a link', () =>
		withFile('target.txt', before, async (document) => {
			const path = document.uri.fsPath;
			const elsewhere = workspaceFile('elsewhere.txt');
			await show(document);
			renameSync(path, elsewhere);
			await isRefused(review.accept(), /moved or deleted/u);
			symlinkSync(elsewhere, path);
			await isRefused(review.acceptHunk(0), /link|changed/u);
			assert.equal(readFileSync(elsewhere, 'utf8'), before);
			assert.equal(document.getText(), before);
			rmSync(elsewhere);
		}));

	it('is applied to a file whose editor was closed, where its text is still the same', () =>
		withFile('closed.txt', before, async (document) => {
			await show(document);
			const tab = vscode.window.tabGroups.all
				.flatMap(({ tabs }) => tabs)
				.find(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === document.uri.toString());
			assert.ok(tab);
			await vscode.window.tabGroups.close(tab);
			await review.accept();
			const now = await vscode.workspace.openTextDocument(document.uri);
			assert.equal(now.getText(), after);
			await now.save();
		}));

	it('is not applied to a closed file that another program wrote', () =>
		withFile('written.txt', before, async (document) => {
			await show(document);
			const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ label }) => label === 'written.txt');
			await vscode.window.tabGroups.close(tabs);
			writeFileSync(document.uri.fsPath, 'other\n');
			await eventually(
				() => document.isClosed || document.getText() === 'other\n',
				(isSo) => isSo,
			);
			await isRefused(review.accept(), /changed/u);
			assert.equal(readFileSync(document.uri.fsPath, 'utf8'), 'other\n');
		}));

	it('changes a cell of a notebook', async () => {
		const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'a = 1\nb = 2', 'python');
		const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
		const { document } = notebook.cellAt(0);
		await show(document, 'a = 1\nb = 3');
		await review.accept();
		assert.equal(document.getText(), 'a = 1\nb = 3');
	});
});
