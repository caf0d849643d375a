import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { TestRun } from '../core/fix/verification.ts';
import { testRun } from '../inference/testRun.ts';
import { currentSettings } from './settings.ts';

/** A command that a workspace proposes for checking fixes, and all that decides what it does. */
export interface TestProposal {
	readonly argv: readonly string[];
	/** Absolute. */
	readonly cwd: string;
	/** Of what the command names: package scripts, and files of the workspace. */
	readonly scripts: string;
}

const run = 'Run These Tests';
const never = 'Never';

/** The user's word on whether their tests may run: for exactly this command, folder and script text, in this workspace. */
export class TestConsent {
	readonly #answers: vscode.Memento;
	readonly #storage: vscode.Uri | undefined;

	constructor({ workspaceState, storageUri }: Pick<vscode.ExtensionContext, 'workspaceState' | 'storageUri'>) {
		this.#answers = workspaceState;
		this.#storage = storageUri;
	}

	/**
	 * The tests that check a change of the document; asks once. Nothing runs where no command is set, or the workspace is not trusted.
	 * `others`: texts of other files, as of tests that are only proposed.
	 */
	async testsOf(document: vscode.TextDocument, others?: ReadonlyMap<string, string>): Promise<TestRun | undefined> {
		const proposal = await proposalFor(document);
		if (proposal === undefined || !(await this.#isAllowed(proposal))) {
			return undefined;
		}
		return testRun({ command: proposal.argv, root: proposal.cwd, path: document.uri.fsPath, ...(others === undefined ? {} : { others }) });
	}

	async #isAllowed(proposal: TestProposal): Promise<boolean> {
		const key = `lemma.tests ${consentHash(proposal)}`;
		const known = this.#answers.get(key);
		// Without a folder of its own for this workspace an answer could speak for another one.
		if (typeof known === 'boolean' && this.#storage !== undefined) {
			return known;
		}
		const detail = [
			proposal.argv.map((word) => JSON.stringify(word)).join(' '),
			`in a copy of ${proposal.cwd}`,
			'It is what "lemma.fix.testCommand" says, run without a shell for at most two minutes, whenever Fix has a change to check. You are asked again when the command or what it runs changes.',
		].join('\n\n');
		const answer = await vscode.window.showWarningMessage('Run your tests to check fixes?', { modal: true, detail }, run, never);
		if (answer !== undefined) {
			await this.#answers.update(key, answer === run);
		}
		return answer === run;
	}
}

async function proposalFor(document: vscode.TextDocument): Promise<TestProposal | undefined> {
	const argv = currentSettings()['fix.testCommand'];
	const folder = vscode.workspace.getWorkspaceFolder(document.uri);
	if (!vscode.workspace.isTrusted || document.uri.scheme !== 'file' || folder === undefined || !isCommand(argv)) {
		return undefined;
	}
	const cwd = folder.uri.fsPath;
	return { argv, cwd, scripts: await scriptsOf(argv, cwd) };
}

/** A setting may hold anything. */
const isCommand = (argv: readonly unknown[]): argv is readonly string[] =>
	Array.isArray(argv) && argv.length > 0 && argv.every((word) => typeof word === 'string' && !word.includes('\0')) && argv[0] !== '';

export const consentHash = ({ argv, cwd, scripts }: TestProposal): string =>
	createHash('sha256')
		.update(JSON.stringify([argv, cwd, scripts]))
		.digest('hex');

/** The text of what a command runs, as far as it is known to: a change of it asks for another consent. */
export async function scriptsOf(argv: readonly string[], cwd: string): Promise<string> {
	const [program = '', ...rest] = argv;
	const runner = program.replace(/^.*[/\\]/u, '').replace(/\.(?:cmd|exe)$/iu, '');
	const ofRunner = runners[runner] ?? [];
	const named = [program, ...rest].filter((word) => /[./\\]/u.test(word) && !word.startsWith('-'));
	const texts = await Promise.all([...ofRunner, ...named].map(async (name) => [name, await textInside(cwd, name)] as const));
	return JSON.stringify(texts.filter(([, text]) => text !== undefined));
}

/** Where the commands are written that a runner runs. */
const runners: Readonly<Record<string, readonly string[]>> = {
	npm: ['package.json', '.npmrc'],
	npx: ['package.json'],
	pnpm: ['package.json'],
	yarn: ['package.json'],
	bun: ['package.json'],
	make: ['Makefile', 'makefile', 'GNUmakefile'],
	just: ['justfile'],
	tox: ['tox.ini'],
};

const mostCharacters = 1_000_000;

/** A package's scripts are all that counts of it: its version may change. */
async function textInside(cwd: string, name: string): Promise<string | undefined> {
	const [root, path] = await Promise.all([realpath(cwd), realpath(resolve(cwd, name))]).catch(() => [undefined, undefined]);
	if (root === undefined || path === undefined || relative(root, path).startsWith('..')) {
		return undefined;
	}
	const text = await readFile(path, 'utf8').catch(() => undefined);
	if (name !== 'package.json' || text === undefined) {
		return text?.slice(0, mostCharacters);
	}
	try {
		return JSON.stringify(JSON.parse(text).scripts);
	} catch {
		return text;
	}
}
