import * as vscode from 'vscode';
import { withoutSecrets } from '../core/chat/contextTexts.ts';
import { UserError } from '../core/errors.ts';
import type { ModelSource } from '../core/model.ts';
import { boundedDiff, commitMessages, readCommitMessage } from '../core/tasks/commitMessage.ts';
import { assertTrusted } from './documents.ts';
import { gitRepositories, type Repository } from './git.ts';
import { noUsableReply, promptCharacters, runTask } from './modelTask.ts';

/** Writes the message of the commit that is staged, into the box of the Source Control view. */
export async function writeCommitMessage(reasoner: ModelSource, sourceControl: unknown): Promise<void> {
	assertTrusted('write commit messages');
	const repository = await chosenRepository(sourceControl);
	const diff = await stagedDiff(repository);
	const earlier = await repository.log({ maxEntries: 6 }).then(
		(commits) => commits.map(({ message }) => message),
		() => [], // the first commit has none before it
	);
	const reply = await runTask(reasoner, 'writing the commit message', ({ model, write }) =>
		write({
			messages: commitMessages(boundedDiff(diff, Math.min(mostCharacters, promptCharacters(model, answerTokens) - 1500)), earlier),
			maxTokens: answerTokens,
		}),
	);
	const message = readCommitMessage(reply);
	if (message === undefined) {
		throw noUsableReply('commit message');
	}
	await put(message, repository.inputBox);
}

const answerTokens = 200;
/** The beginning of each file tells enough, and a small machine reads it in half a minute. */
const mostCharacters = 10_000;

/** From the menu of one repository that one, else the one of the open file, or the only one. */
async function chosenRepository(sourceControl: unknown): Promise<Repository> {
	const repositories = await gitRepositories('write the message yourself');
	const root =
		typeof sourceControl === 'object' && sourceControl !== null && 'rootUri' in sourceControl && sourceControl.rootUri instanceof vscode.Uri
			? sourceControl.rootUri
			: undefined;
	const file = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
	const holding = [...repositories]
		.filter(({ rootUri }) => file.startsWith(`${rootUri.fsPath}/`) || file.startsWith(`${rootUri.fsPath}\\`))
		.sort((a, b) => b.rootUri.fsPath.length - a.rootUri.fsPath.length)[0];
	const found =
		root === undefined ? (holding ?? repositories[0]) : repositories.find(({ rootUri }) => rootUri.toString() === root.toString());
	if (found === undefined) {
		throw new UserError('usage', 'No git repository is open. Open a folder that is one, or run "Git: Initialize Repository".');
	}
	return found;
}

async function stagedDiff(repository: Repository): Promise<string> {
	const { text, left } = withoutSecrets(await repository.diff(true));
	if (text.trim() === '') {
		throw new UserError(
			'usage',
			left > 0
				? 'Only files of secrets are staged, which Lemma does not read. Write the message yourself.'
				: 'Nothing is staged, so there is nothing to write a message for. Stage changes (+) in the Source Control view first.',
		);
	}
	return text;
}

/** What somebody wrote is not lost. */
async function put(message: string, inputBox: { value: string }): Promise<void> {
	const before = inputBox.value;
	const replace = { label: 'Replace', detail: 'What is there now goes' };
	const below = { label: 'Put Below', detail: 'What is there now stays first' };
	const chosen =
		before.trim() === '' || before.trim() === message
			? replace
			: await vscode.window.showQuickPick([replace, below], {
					title: 'The box has a message already',
					placeHolder: message.split('\n')[0] ?? '',
					ignoreFocusOut: true,
				});
	if (chosen !== undefined) {
		inputBox.value = chosen.label === below.label ? `${before.trimEnd()}\n\n${message}` : message;
		await vscode.commands.executeCommand('workbench.view.scm');
	}
}
