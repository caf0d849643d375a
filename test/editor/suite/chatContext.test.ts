// What goes along with a question, read by the real VS Code.
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ContextSource } from '../../../src/core/chat/contextSource.ts';
import { Conversation } from '../../../src/core/chat/conversation.ts';
import { emptySession } from '../../../src/core/chat/session.ts';
import { UserError } from '../../../src/core/errors.ts';
import { ChatContext } from '../../../src/editor/chatContext.ts';
import { openContextItem, openLink } from '../../../src/editor/links.ts';
import { currentSettings } from '../../../src/editor/settings.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';
import { eventually } from './models.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const folder = path.join(root, 'chat-context');
const silent = { trace() {}, info() {}, warn() {}, error() {} };

const files: Readonly<Record<string, string>> = {
	'.gitignore': 'generated/\n',
	'src/backoff.ts':
		'/** Waits longer after each failure. */\nexport const retryDelayMs = (failures: number): number => 250 * 2 ** failures;\n',
	'src/other.ts': 'export const pear = 1;\n',
	'generated/bundle.ts': 'export const retryDelayMs = 0; // retry delay failures\n',
	'.env': 'RETRY_DELAY_TOKEN=secret retry delay failures\n',
	'picture.png': 'not really',
	'two words.ts': 'export const quince = 2;\n',
};
const uriOf = (name: string): vscode.Uri => vscode.Uri.file(path.join(folder, name));
const source = (name: string, kind: 'file' | 'folder' = 'file'): ContextSource => ({ kind, uri: uriOf(name).toString() });

function start() {
	const facts: ChatFact[] = [];
	let id = 0;
	const model = fakeModel({ answer: 'ok' });
	const conversation = new Conversation(emptySession('s'), {
		reasoner: { get: async () => model },
		settings: currentSettings,
		...{ now: () => 0, today: () => 0, newId: () => `t${id++}`, log: silent, changed: () => {} },
	});
	const context = new ChatContext({
		conversation: () => conversation,
		...{ draft: () => 'Where?', isShown: () => true, loadedModel: async () => undefined, log: silent },
		post: (fact) => facts.push(fact),
	});
	return { context, conversation, facts, attached: () => conversation.session.attachments };
}

const refuses = (work: Promise<unknown>, why: RegExp) =>
	assert.rejects(work, (error) => error instanceof UserError && why.test(error.message));

describe('what goes along with a question', () => {
	before(() => {
		for (const [name, text] of Object.entries(files)) {
			fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
			fs.writeFileSync(path.join(folder, name), text);
		}
	});
	after(async () => {
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		fs.rmSync(folder, { recursive: true, force: true });
		for (const name of ['AGENTS.md', '.github', '.lemma']) {
			fs.rmSync(path.join(root, name), { recursive: true, force: true });
		}
	});

	it('is a file, the outline of a folder, and nothing twice', async () => {
		const { context, attached } = start();
		await context.attach(source('src/backoff.ts'));
		await context.attach(source('src/backoff.ts'));
		await context.attach({ kind: 'folder', uri: vscode.Uri.file(folder).toString() });
		assert.deepEqual(
			attached().map(({ kind, label }) => [kind, label]),
			[
				['file', 'chat-context/src/backoff.ts'],
				['folder', 'chat-context/'],
			],
		);
		assert.match(attached()[0]?.text ?? '', /retryDelayMs/u);
		assert.equal(attached()[1]?.text, 'src/\n  backoff.ts\n  other.ts\n.gitignore\npicture.png\ntwo words.ts');
	});

	it('is no image, no secret, and nothing from outside the workspace', async () => {
		const { context, attached } = start();
		await refuses(context.attach(source('picture.png')), /is an image/u);
		await refuses(context.attach(source('.env')), /file of secrets/u);
		await refuses(context.attach({ kind: 'file', uri: 'file:///etc/passwd' }), /does not lie in the workspace/u);
		await refuses(context.attach({ kind: 'file', uri: `${vscode.Uri.file(folder)}/../../../../../../../../etc/passwd` }), /workspace/u);
		await refuses(context.drop(['no address']), /workspace/u);
		await refuses(context.attach(source('gone.ts')), /not there any more/u);
		assert.deepEqual(attached(), []);
	});

	it('is what is dropped, also with blanks in its name', async () => {
		const { context, attached } = start();
		await context.drop([uriOf('two words.ts').toString(), uriOf('src').toString()]);
		assert.deepEqual(
			attached().map(({ label }) => label),
			['chat-context/two words.ts', 'chat-context/src/'],
		);
	});

	it('is the problems of the file in the editor, with their lines', async () => {
		const { context, attached } = start();
		const editor = await vscode.window.showTextDocument(uriOf('src/other.ts'));
		const problems = vscode.languages.createDiagnosticCollection('test');
		try {
			problems.set(editor.document.uri, [new vscode.Diagnostic(new vscode.Range(0, 13, 0, 17), 'pear is a fruit')]);
			await context.attach({ kind: 'problems' });
			assert.match(attached()[0]?.text ?? '', /line 1: error: pear is a fruit\n {4}export const pear = 1;/u);
		} finally {
			problems.dispose();
		}
	});

	it('is what git says has changed, as its own extension tells it, without files of secrets', async () => {
		const { context, attached } = start();
		await refuses(context.attach({ kind: 'changes' }), /Git is turned off/u);
		const git = (...args: string[]) =>
			execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], { cwd: folder });
		git('init', '--quiet');
		git('add', '--force', '.');
		git('commit', '--quiet', '--message', 'first');
		fs.appendFileSync(path.join(folder, 'src/other.ts'), 'export const plum = 2;\n');
		fs.appendFileSync(path.join(folder, '.env'), 'MORE=secret\n');
		const configuration = vscode.workspace.getConfiguration('git');
		await configuration.update('enabled', true, vscode.ConfigurationTarget.Global);
		try {
			for (let tries = 0; attached().length === 0; tries++) {
				await context.attach({ kind: 'changes' }).catch((error: unknown) => {
					assert.ok(error instanceof UserError && tries < 40, String(error));
				});
				await new Promise((resolve) => setTimeout(resolve, 500));
			}
			const text = attached()[0]?.text ?? '';
			assert.match(text, /^\+export const plum = 2;$/mu);
			assert.doesNotMatch(text, /secret/u);
		} finally {
			await configuration.update('enabled', false, vscode.ConfigurationTarget.Global);
			fs.rmSync(path.join(folder, '.git'), { recursive: true, force: true });
		}
	});

	it('is what is selected in the terminal, and the clipboard is as before', async () => {
		const { context, attached } = start();
		await vscode.env.clipboard.writeText('what was there');
		await refuses(context.attach({ kind: 'terminal' }), /Nothing is selected/u);
		const terminal = vscode.window.createTerminal({ name: 'Test', shellPath: '/bin/sh', env: { PS1: '$ ' } });
		try {
			terminal.show();
			terminal.sendText('echo quince-$((40 + 2))');
			for (let tries = 0; attached().length === 0 || !/quince-42/u.test(attached().at(-1)?.text ?? ''); tries++) {
				assert.ok(tries < 30, `the terminal said ${JSON.stringify(attached().at(-1)?.text)}`);
				await new Promise((resolve) => setTimeout(resolve, 500));
				await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
				await context.attach({ kind: 'terminal' }).catch(() => {});
			}
			assert.match(attached().at(-1)?.label ?? '', /^Terminal /u);
			assert.equal(await vscode.env.clipboard.readText(), 'what was there');
		} finally {
			terminal.dispose();
		}
	});

	it('is found by the words of the question, never in what is secret or ignored', async () => {
		const { context, facts } = start();
		const { context: found } = await context.forQuestion('@codebase how long is the retry delay after failures?');
		const passages = found.filter(({ kind }) => kind === 'passage');
		assert.equal(passages[0]?.label, 'chat-context/src/backoff.ts');
		assert.deepEqual(
			passages.filter(({ label }) => /generated|\.env/u.test(label)),
			[],
		);
		assert.ok(facts.some((fact) => fact.kind === 'searching' && fact.progress !== undefined));
		assert.deepEqual(facts.at(-1), { kind: 'searching' });
		await refuses(context.forQuestion('@codebase zebrafinch?'), /Nothing in the workspace/u);
	});

	it('is given up where the user stops the search', async () => {
		const { context } = start();
		const asking = context.forQuestion('@codebase retry delay');
		const stopping = setInterval(() => context.stopSearch());
		await assert.rejects(asking, { name: 'AbortError' });
		clearInterval(stopping);
	});

	it('is the standing instructions of the project, unless they are off or the question is of mathematics', async () => {
		const { context } = start();
		const standing = async (question: string) =>
			(await context.forQuestion(question)).context.filter(({ kind }) => kind === 'instructions').map(({ label }) => label);
		fs.mkdirSync(path.join(root, '.github'), { recursive: true });
		fs.writeFileSync(path.join(root, '.github/copilot-instructions.md'), 'Use tabs.');
		assert.deepEqual(await standing('How do I sort?'), ['.github/copilot-instructions.md']);
		fs.writeFileSync(path.join(root, 'AGENTS.md'), 'Use spaces.');
		assert.deepEqual(await standing('How do I sort?'), ['AGENTS.md']);
		assert.deepEqual(await standing('What is 17 * 24?'), []);
		const configuration = vscode.workspace.getConfiguration('lemma');
		await configuration.update('chat.projectInstructions', false, vscode.ConfigurationTarget.Global);
		try {
			assert.deepEqual(await standing('How do I sort?'), []);
		} finally {
			await configuration.update('chat.projectInstructions', undefined, vscode.ConfigurationTarget.Global);
		}
	});

	it('is the block at the cursor for a command, and a prompt file is a command', async () => {
		const { context, facts } = start();
		fs.mkdirSync(path.join(root, '.lemma/prompts'), { recursive: true });
		fs.writeFileSync(path.join(root, '.lemma/prompts/shorten.md'), '---\ndescription: Make it short\n---\nShorten this.');
		await context.suggest({ trigger: '/', query: 'short' });
		const offered = facts.at(-1);
		assert.ok(offered?.kind === 'suggestions' && offered.entries[0]?.label === 'shorten');
		assert.deepEqual((await context.forQuestion('/shorten please')).command, { name: 'shorten', instruction: 'Shorten this.' });
		await vscode.window.showTextDocument(uriOf('src/backoff.ts'));
		const asked = await context.forQuestion('/explain');
		assert.equal(asked.task, 'explain');
		assert.match(asked.context[0]?.text ?? '', /retryDelayMs/u);
	});

	it('is offered behind an @, files by their names', async () => {
		const { context, facts } = start();
		await context.suggest({ trigger: '@', query: 'backoff' });
		const offered = facts.at(-1);
		assert.ok(offered?.kind === 'suggestions');
		assert.deepEqual(
			offered.entries.map(({ label }) => label),
			['chat-context/src/backoff.ts'],
		);
		await context.suggest({ trigger: '@', query: 'bundle' });
		const ignored = facts.at(-1);
		assert.ok(ignored?.kind === 'suggestions' && ignored.entries.length === 0);
	});

	it('is counted for the meter without loading a model', async () => {
		const { context, facts } = start();
		await context.attach(source('src/backoff.ts'));
		context.touch();
		const fact = await eventually(
			() => facts.find((each) => each.kind === 'context'),
			(seen) => seen !== undefined,
		);
		assert.ok(fact?.kind === 'context' && fact.meter.isEstimate && (fact.meter.attached[0] ?? 0) > 20);
	});

	it('is the code around the cursor where nothing is attached, unless it is left out of the next question', async () => {
		const { context, facts, attached } = start();
		const editor = await vscode.window.showTextDocument(uriOf('src/backoff.ts'));
		editor.selection = new vscode.Selection(1, 0, 1, 0);
		const automatic = async () => {
			facts.length = 0;
			context.touch();
			const fact = await eventually(
				() => facts.find((each) => each.kind === 'context'),
				(seen) => seen !== undefined,
			);
			return fact?.kind === 'context' ? fact.meter.automatic?.label : undefined;
		};
		assert.match((await automatic()) ?? '', /^chat-context\/src\/backoff\.ts:1–3$/u);
		context.leaveOutAutomatic();
		assert.equal(await automatic(), undefined);
		const kinds = async (question: string) =>
			(await context.forQuestion(question)).context.map(({ kind }) => kind).filter((kind) => kind !== 'instructions');
		assert.deepEqual(await kinds('Why?'), []);
		assert.deepEqual(await kinds('Why?'), ['cursor']);
		assert.deepEqual((await context.forQuestion('What is 17 * 24?')).context, []);
		assert.deepEqual(attached(), []);
	});

	it('can be opened again from the answer', async () => {
		const { context, attached } = start();
		await context.attach(source('src/backoff.ts'));
		const [item] = attached();
		assert.ok(item);
		await openContextItem(item);
		assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uriOf('src/backoff.ts').fsPath);
		await openLink('chat-context/src/other.ts:1');
		assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uriOf('src/other.ts').fsPath);
	});
});
