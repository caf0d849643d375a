import type { SyntaxTrees } from '../core/completion/syntax.ts';
import type { ModelSource } from '../core/model.ts';
import type { FixCommand } from './fixCommand.ts';
import type { FixReview } from './fixReview.ts';
import { generateTests } from './generateTests.ts';
import { refactor } from './refactorCommand.ts';
import { suggestNames } from './suggestNames.ts';
import type { TestConsent } from './testConsent.ts';
import { writeCommitMessage } from './writeCommitMessage.ts';
import { writeDocumentation } from './writeDocumentation.ts';

export interface TaskPorts {
	readonly reasoner: ModelSource;
	readonly trees: SyntaxTrees;
	readonly fix: FixCommand;
	readonly review: FixReview;
	readonly consent: TestConsent;
}

/** Commands that give the model one small task each. */
export const taskTable = (ports: TaskPorts): Readonly<Record<string, (...args: never[]) => unknown>> => ({
	'lemma.generateTests': () => generateTests(ports),
	'lemma.writeDocumentation': () => writeDocumentation(ports),
	'lemma.refactor': () => refactor(ports),
	'lemma.suggestNames': () => suggestNames(ports),
	'lemma.writeCommitMessage': (sourceControl?: unknown) => writeCommitMessage(ports.reasoner, sourceControl),
});
