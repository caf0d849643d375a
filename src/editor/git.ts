import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';

/** What of git's own extension is used; its types are not published. */
export interface Repository {
	readonly rootUri: vscode.Uri;
	readonly inputBox: { value: string };
	diff(staged?: boolean): Promise<string>;
	log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

interface GitExtension {
	/** Without it there is no API to get. */
	readonly enabled: boolean;
	getAPI(version: 1): { readonly repositories: readonly Repository[] };
}

/** All that git's extension has open. `instead`: what the user can do without git, as in "attach files". */
export async function gitRepositories(instead: string): Promise<readonly Repository[]> {
	const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
	const git = extension === undefined ? undefined : await extension.activate();
	if (git?.enabled !== true) {
		throw new UserError(
			'usage',
			`Git is turned off in VS Code, so Lemma cannot ask for the changes. Turn it on (git.enabled), or ${instead}.`,
		);
	}
	return git.getAPI(1).repositories;
}
