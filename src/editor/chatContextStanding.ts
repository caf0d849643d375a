import * as vscode from 'vscode';
import type { ContextItem } from '../core/chat/session.ts';
import { builtInCommands, promptCommand, type SlashCommand } from '../core/chat/slashCommands.ts';
import { instructionFiles, standingItem } from '../core/chat/standing.ts';
import { isSecretPath } from '../core/secretFiles.ts';
import { pathOf, projectFiles } from './projectFiles.ts';
import { currentSettings } from './settings.ts';

/** Standing instructions of the project, with the file of each; none in a workspace that is not trusted. */
export async function standingInstructions(): Promise<readonly { readonly item: ContextItem; readonly uri: vscode.Uri }[]> {
	const isOn = vscode.workspace.isTrusted && currentSettings()['chat.projectInstructions'];
	const found = await Promise.all((isOn ? (vscode.workspace.workspaceFolders ?? []) : []).map(({ uri }) => firstOf(uri)));
	return found.filter((each) => each !== undefined);
}

async function firstOf(folder: vscode.Uri): Promise<{ readonly item: ContextItem; readonly uri: vscode.Uri } | undefined> {
	for (const name of instructionFiles) {
		const uri = vscode.Uri.joinPath(folder, name);
		const item = standingItem(vscode.workspace.asRelativePath(uri), (await readPlain(uri)) ?? '');
		if (item !== undefined) {
			return { item, uri };
		}
	}
	return undefined;
}

/** Our commands, then those of the user's prompt files; in a workspace that is not trusted only ours. */
export async function slashCommands(): Promise<readonly SlashCommand[]> {
	const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
	const own = await Promise.all(folders.map(({ uri }) => promptFiles(vscode.Uri.joinPath(uri, '.lemma', 'prompts'))));
	const unique = new Map(own.flat().map((command) => [command.name, command]));
	return [...builtInCommands, ...unique.values()];
}

async function promptFiles(folder: vscode.Uri): Promise<readonly SlashCommand[]> {
	const names = (await projectFiles.list(pathOf(folder))).filter((name) => name.endsWith('.md')).slice(0, mostPrompts);
	const commands = await Promise.all(
		names.sort().map(async (name) => promptCommand(name, (await readPlain(vscode.Uri.joinPath(folder, name))) ?? '')),
	);
	return commands.filter((command) => command !== undefined);
}

const mostPrompts = 100;

/** A link to a secret file is a secret file. */
const readPlain = async (uri: vscode.Uri): Promise<string | undefined> =>
	isSecretPath(await projectFiles.realPath(pathOf(uri))) ? undefined : projectFiles.read(pathOf(uri));
