import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../../src/core/errors.ts';
import { failingTests } from '../../../src/core/fix/failingTests.ts';
import { failurePlace } from '../../../src/core/fix/failurePlace.ts';
import type { FixRequest, Problem } from '../../../src/core/fix/fixRequest.ts';
import { regionOf } from '../../../src/core/fix/region.ts';
import type { Shadow, TestRun } from '../../../src/core/fix/verification.ts';
import type { ContextFile } from '../../../src/core/model.ts';
import type { Effort } from '../../../src/core/settings.ts';
import { plainText } from '../../../src/core/storedText.ts';
import { languageOfPath } from '../languageOfPath.ts';

/** A file, and what may say what is wrong with it. */
export interface Faulty {
	readonly root: string;
	readonly path: string;
	/** As it is stored. */
	readonly stored: string;
	readonly instruction?: string;
	readonly shadow?: Shadow;
	readonly tests?: TestRun;
	readonly effort: Effort;
}

/** What is to be mended: what the user says, else the problems of the first faulty block, else what the tests print. */
export async function findRequest(faulty: Faulty, signal: AbortSignal): Promise<FixRequest> {
	const { root, path, stored, instruction, shadow, tests, effort } = faulty;
	const text = plainText(stored);
	const request: FixRequest = {
		...{ label: labelIn(root, path), languageId: languageOfPath(path), text },
		target: { first: 0, last: text.split('\n').length - 1 },
		...{ problems: [], definitions: [], effort },
		...(instruction === undefined ? {} : { instruction }),
	};
	const report = await (shadow?.suggest?.(text, signal) ?? shadow?.check(text, signal));
	const problems = report?.kind === 'seen' ? firstBlock(text, report.problems) : [];
	const [first] = problems;
	if (first !== undefined) {
		return { ...request, problems, target: first.lines };
	}
	if (instruction !== undefined) {
		return { ...request, target: failurePlace({ output: '', text, path, testLines: [instruction] }) };
	}
	const why =
		report === undefined
			? `Nothing here reports problems of ${request.languageId} files.`
			: report.kind === 'seen'
				? `${shadow?.name} reports no problem.`
				: `Problems could not be looked for: ${report.reason}.`;
	if (tests === undefined) {
		throw nothing(`${why} Say what to change with --instruction, or name a failing test behind --test.`);
	}
	const ran = await tests.run(text, signal);
	switch (ran.kind) {
		case 'passed':
			throw nothing(`${why} The tests pass as well. Say what to change with --instruction.`);
		case 'notRun':
			throw nothing(`${why} ${ran.reason}`);
		case 'failed': {
			const tests = await failingTests(ran.output, (named) => otherFile(named, root, path));
			const target = failurePlace({ output: ran.output, text, path, testLines: tests.map((test) => test.text) });
			return { ...request, failure: ran.output, failingTests: tests, target };
		}
	}
}

const labelIn = (root: string, path: string): string => relative(root, path).split(sep).join('/');

const nothing = (message: string): UserError => new UserError('noEdit', message);

/** Errors before warnings; of them those in the block of the first one. */
function firstBlock(text: string, all: readonly Problem[]): readonly Problem[] {
	const errors = all.filter(({ severity }) => severity === 'error');
	const problems = (errors.length > 0 ? errors : all).toSorted((a, b) => a.lines.first - b.lines.first);
	const [first] = problems;
	if (first === undefined) {
		return [];
	}
	const region = regionOf({ text, target: first.lines });
	return problems.filter(({ lines }) => lines.first >= region.first && lines.last <= Math.max(region.last, first.lines.last));
}

/** A file of the workspace that a failure names, which is not the faulty one itself: a test. */
async function otherFile(named: string, root: string, path: string): Promise<ContextFile | undefined> {
	const file = resolve(root, named);
	if (file === path || !isWithin(root, file)) return undefined;
	const text = await readFile(file, 'utf8').catch(() => undefined);
	return text === undefined ? undefined : { path: labelIn(root, file), text: plainText(text) };
}

const isWithin = (folder: string, path: string): boolean => {
	const way = relative(folder, path);
	return !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
};

/** The repository that a file is in, else where the user stands, else the nearest folder that is a project, else its own. */
export function workspaceOf(path: string, cwd: string): string {
	const repository = above(path, ['.git']);
	if (repository !== undefined) {
		return repository;
	}
	return isWithin(cwd, path) ? cwd : (above(path, projectFiles) ?? dirname(path));
}

const projectFiles = ['package.json', 'tsconfig.json', 'jsconfig.json', 'pyproject.toml', 'setup.py', 'Cargo.toml', 'go.mod', 'pom.xml'];

function above(path: string, names: readonly string[]): string | undefined {
	for (let folder = dirname(path); ; folder = dirname(folder)) {
		if (names.some((name) => existsSync(join(folder, name)))) return folder;
		if (folder === dirname(folder)) return undefined;
	}
}
