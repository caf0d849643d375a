import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import type { LanguageModel, ModelSource } from '../core/model.ts';
import { type TextRequest, writeText } from '../core/tasks/writeText.ts';

/** What a task may do while its progress is shown. */
export interface TaskRun {
	readonly model: LanguageModel;
	readonly signal: AbortSignal;
	/** `doing`: shown beside the title. */
	readonly report: (doing: string) => void;
	readonly write: (request: TextRequest) => Promise<string>;
}

/** Runs a task of the model with a notification that shows what it does and can be cancelled. */
export const runTask = <Result>(reasoner: ModelSource, title: string, task: (run: TaskRun) => Promise<Result>): Promise<Result> =>
	Promise.resolve(
		vscode.window.withProgress(
			{ location: vscode.ProgressLocation.Notification, title: `Lemma: ${title}`, cancellable: true },
			async (progress, token) => {
				const controller = new AbortController();
				token.onCancellationRequested(() => controller.abort());
				const { signal } = controller;
				const report = (message: string): void => progress.report({ message });
				report('getting the model ready');
				const model = await reasoner.get(signal);
				const write = (request: TextRequest): Promise<string> => {
					report('reading');
					return writeText(model, request, signal, (tokens) => report(`${tokens} tokens written`));
				};
				return task({ model, signal, report, write });
			},
		),
	);

/** Characters of a prompt that leave room for `answerTokens` in the model's window: code has some three to a token. */
export const promptCharacters = ({ info }: LanguageModel, answerTokens: number): number =>
	Math.min(mostCharacters, Math.max(2000, 3 * (info.contextTokens - answerTokens - 400)));

/** More takes a small machine minutes to read. */
const mostCharacters = 24_000;

export const noUsableReply = (what: string): UserError =>
	new UserError('noEdit', `The model gave no usable ${what}. Try again, or choose a larger model.`);
