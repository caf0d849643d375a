import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DiagnosticsProbe } from '../../../src/editor/diagnosticsProbe.ts';
import { fenced, lenses, problems, reviewPage, run, withFile, withReplies } from './fixing.ts';

const { signal } = new AbortController();

/** Reports each `print x` of Python 2, as an extension for Python would; `delayMs` after it saw the text. */
function pythonServer(selector: vscode.DocumentFilter, delayMs = 50): vscode.Disposable {
	const collection = vscode.languages.createDiagnosticCollection('python-like');
	let isOver = false;
	const look = (document: vscode.TextDocument): void => {
		if (vscode.languages.match(selector, document) === 0) {
			return;
		}
		setTimeout(() => {
			if (isOver) return;
			const found = document
				.getText()
				.split('\n')
				.flatMap((text, line) => {
					if (!/^\s*print [^(]/u.test(text)) return [];
					const problem = new vscode.Diagnostic(new vscode.Range(line, 0, line, text.length), "Missing parentheses in call to 'print'");
					problem.source = 'pylike';
					return [problem];
				});
			collection.set(document.uri, document.isClosed ? [] : found);
		}, delayMs);
	};
	vscode.workspace.textDocuments.forEach(look);
	return vscode.Disposable.from(
		new vscode.Disposable(() => {
			isOver = true;
		}),
		collection,
		vscode.workspace.onDidOpenTextDocument(look),
		vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
		vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
	);
}

async function withServer(server: vscode.Disposable, test: () => Promise<void>): Promise<void> {
	try {
		await test();
	} finally {
		server.dispose();
	}
}

const wrong = 'def hello():\n    print "hello"\n';
const right = 'def hello():\n    print("hello")\n';

describe('the probe of language servers', () => {
	let probe: DiagnosticsProbe;
	before(() => {
		probe = new DiagnosticsProbe({ answerMs: 5000, idleMs: 300 });
	});
	after(() => probe.dispose());

	const messages = (report: { kind: string; problems?: readonly { message: string }[]; reason?: string }): unknown =>
		report.kind === 'seen' ? report.problems?.map(({ message }) => message) : report.reason;

	it('has a server of any scheme look at a text that nobody sees', () =>
		withServer(pythonServer({ language: 'python' }), () =>
			withFile('any.py', wrong, async (document) => {
				const targets = await problems(document.uri);
				const shadow = probe.open(document, targets);
				assert.deepEqual(messages(await shadow.check(wrong, signal)), ["Missing parentheses in call to 'print'"]);
				assert.deepEqual(messages(await shadow.check(right, signal)), []);
				assert.deepEqual(messages(await shadow.check(`${right}print 1\n`, signal)), ["Missing parentheses in call to 'print'"]);
				assert.equal(shadow.name, 'pylike');
				assert.equal(document.getText(), wrong);
				assert.ok(vscode.window.visibleTextEditors.every((editor) => editor.document.uri.scheme !== 'lemma-probe'));
				shadow.dispose();
			}),
		));

	it('knows nothing where a server looks at files only, and says who', () =>
		withServer(pythonServer({ language: 'python', scheme: 'file' }), () =>
			withFile('files.py', wrong, async (document) => {
				const shadow = probe.open(document, await problems(document.uri));
				assert.match(String(messages(await shadow.check(wrong, signal))), /^pylike did not report/u);
				assert.match(String(messages(await shadow.check(right, signal))), /^pylike did not report/u);
				shadow.dispose();
			}),
		));

	it('waits for a slow server, and one probe waits for the other', () =>
		withServer(pythonServer({ language: 'python' }, 900), () =>
			withFile('slow.py', wrong, async (document) => {
				const targets = await problems(document.uri);
				const [first, second] = [probe.open(document, targets), probe.open(document, targets)];
				const reports = await Promise.all([first.check(right, signal), second.check(right, signal)]);
				assert.deepEqual(reports.map(messages), [[], []]);
				first.dispose();
				second.dispose();
			}),
		));

	it('ends when it is cancelled', () =>
		withServer(pythonServer({ language: 'python' }, 900), () =>
			withFile('cancelled.py', wrong, async (document) => {
				const controller = new AbortController();
				const shadow = probe.open(document, await problems(document.uri));
				const checking = shadow.check(right, controller.signal);
				setTimeout(() => controller.abort(), 100);
				await assert.rejects(checking, { name: 'AbortError' });
				shadow.dispose();
			}),
		));

	it('is not answered by the servers of VS Code for JSON and CSS, which are asked for open tabs alone, and says so', async () => {
		for (const [name, text] of [
			['probe.json', '{\n\t"a": 1\n\t"b": 2\n}\n'],
			['probe.css', 'a {\n\tcolor red;\n}\n'],
		] as const) {
			await withFile(name, text, async (document) => {
				const shadow = probe.open(document, await problems(document.uri));
				assert.match(String(messages(await shadow.check(text, signal))), /did not report the problem in a copy/u, name);
				shadow.dispose();
			});
		}
	});
});

describe('a fix of another language', () => {
	it('is checked by whoever reports its problems', () =>
		withServer(pythonServer({ language: 'python' }), () =>
			withFile('checked.py', wrong, (document) =>
				withReplies([fenced(right.trimEnd())], async () => {
					await run('fix', await problems(document.uri), document.uri);
					const page = await reviewPage();
					assert.match((await lenses(page))[0] ?? '', /target diagnostic gone · no new diagnostics \(pylike/u);
					await run('acceptFix');
					assert.equal(document.getText(), right);
				}),
			),
		));

	it('says that it is not verified where they report for files only', () =>
		withServer(pythonServer({ language: 'python', scheme: 'file' }), () =>
			withFile('unchecked.py', wrong, (document) =>
				withReplies([fenced(right.trimEnd())], async () => {
					await run('fix', await problems(document.uri), document.uri);
					const [badge = ''] = await lenses(await reviewPage());
					assert.match(badge, /not checked: pylike did not report the problem in a copy/u);
					assert.doesNotMatch(badge, /diagnostic gone/u);
					await run('acceptFix');
					assert.equal(document.getText(), right);
				}),
			),
		));

	it('in JSON and CSS is offered, and says that its problems were not looked for', async () => {
		for (const [name, text, mended] of [
			['broken.json', '{\n\t"a": 1\n\t"b": 2\n}\n', '{\n\t"a": 1,\n\t"b": 2\n}\n'],
			['broken.css', 'a {\n\tcolor red;\n}\n', 'a {\n\tcolor: red;\n}\n'],
		] as const) {
			await withFile(name, text, (document) =>
				withReplies([fenced(mended.trimEnd())], async () => {
					await run('fix', await problems(document.uri), document.uri);
					const [badge = ''] = await lenses(await reviewPage());
					assert.match(badge, /^applies · .*not checked: (?:json|css) did not report the problem in a copy/u);
					await run('acceptFix');
					assert.equal(document.getText(), mended);
				}),
			);
		}
	});
});
