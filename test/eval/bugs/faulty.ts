// A bug as a user has it before them: a project, what TypeScript says of it, the test that fails.
import { join } from 'node:path';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import type { Shadow, TestRun } from '../../../src/core/fix/verification.ts';
import { testRun } from '../../../src/inference/testRun.ts';
import type { TypescriptChecker } from '../../../src/inference/typescriptShadow.ts';
import { findRequest } from '../../../tools/cli/fix/findRequest.ts';
import { languageOfPath } from '../../../tools/cli/languageOfPath.ts';
import { type Bug, testFileOf, writeProject } from './bug.ts';
import { inFolder } from './judge.ts';

export interface Faulty {
	readonly request: FixRequest;
	readonly shadow: Shadow;
	readonly tests?: TestRun;
}

/** The hidden test is nowhere near. Where the visible test shows the bug, complaints of the compiler about the same file are not asked about. */
export const withFaulty = <T>(bug: Bug, checker: TypescriptChecker, use: (faulty: Faulty) => Promise<T>): Promise<T> =>
	inFolder(async (root) => {
		writeProject(bug, root);
		const path = join(root, bug.file);
		const shadow = checker.shadowOf({ root, path, languageId: languageOfPath(path) });
		const known = { root, path, stored: bug.source, effort: 'medium' as const };
		if (bug.visible === undefined) {
			return use({ shadow, request: await findRequest({ ...known, shadow }, never) });
		}
		const tests = testRun({ command: [process.execPath, '--test', testFileOf(bug)], root, path });
		return use({ shadow, tests, request: await findRequest({ ...known, tests }, never) });
	});

const never = new AbortController().signal;
