import * as vscode from 'vscode';
import { usage } from '../core/errors.ts';
import { type FoundEngine, findEngines, usualEngines } from '../inference/server/findEngines.ts';
import { type ServerAddress, serverAddress } from '../inference/server/serverAddress.ts';
import type { Models } from './models.ts';
import type { ServerAccess } from './serverAccess.ts';
import { currentSettings } from './settings.ts';

/** Asks this machine's usual ports once, and writes what the user picks into the settings. */
export async function findEngine(models: Models): Promise<void> {
	const found = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title: 'Lemma looks for engines on this machine', cancellable: true },
		(_progress, token) => {
			const controller = new AbortController();
			token.onCancellationRequested(() => controller.abort());
			return findEngines(controller.signal);
		},
	);
	if (found.length === 0) {
		const ports = usualEngines.map(({ endpoint }) => new URL(endpoint).port).join(', ');
		void vscode.window.showInformationMessage(
			`No engine with a model answers on this machine (ports ${ports}). Start one, or write its address as lemma.server.endpoint.`,
		);
		return;
	}
	const picked = await vscode.window.showQuickPick(found.flatMap(itemsOf), {
		title: 'Use a running engine',
		placeHolder: 'Which model?',
		matchOnDescription: true,
	});
	if (picked === undefined) return;
	const use = await vscode.window.showQuickPick(uses, { title: `Use ${picked.label} for` });
	if (use === undefined) return;
	await write('server.endpoint', picked.endpoint);
	await write('server.use', use.value);
	if (use.value !== 'completions') await write('server.chatModel', picked.model);
	if (use.value !== 'chat') await write('server.completionModel', picked.model);
	await models.restart();
}

const itemsOf = ({ endpoint, usual, models }: FoundEngine) =>
	models.map((model) => ({ label: model, description: `${new URL(endpoint).host}, where ${usual} usually listens`, endpoint, model }));

const uses = [
	{ label: 'Chat and completions', value: 'both' },
	{ label: 'Chat, Explain and Fix', value: 'chat' },
	{ label: 'Inline completions', value: 'completions' },
] as const;

/** The key is kept for the address that is set now, and sent nowhere else. */
export async function setServerKey(access: ServerAccess, models: Models): Promise<void> {
	const { origin, host } = addressOfSettings();
	const key = await vscode.window.showInputBox({
		title: `API key of ${host}`,
		prompt: `It is kept in the system's key store and sent to ${origin} only. Leave it empty to remove it.`,
		password: true,
		ignoreFocusOut: true,
	});
	if (key === undefined) return;
	await access.setKey(origin, key.trim());
	await models.restart();
}

export async function allowServer(access: ServerAccess, models: Models): Promise<void> {
	const { origin, host, isEncrypted, isLocal } = addressOfSettings();
	if (isEncrypted || isLocal) {
		void vscode.window.showInformationMessage(`What is sent to ${host} ${isEncrypted ? 'is encrypted' : 'stays on this machine'} already.`);
		return;
	}
	const allow = 'Send Unencrypted';
	const detail = `Questions, code and answers can be read by whoever sees the traffic to ${host}. Agree only where you trust the network in between.`;
	if ((await vscode.window.showWarningMessage(`Send to ${host} without encryption?`, { modal: true, detail }, allow)) === allow) {
		await access.allow(origin);
		await models.restart();
	}
}

/** Keys stay, each for its own address. */
export async function leaveServer(models: Models): Promise<void> {
	for (const key of ['server.endpoint', 'server.use', 'server.chatModel', 'server.completionModel'] as const) await write(key, undefined);
	await models.restart();
	void vscode.window.setStatusBarMessage('Lemma: its own engine is used again; nothing is sent to a server.', 5000);
}

function addressOfSettings(): ServerAddress {
	const endpoint = currentSettings()['server.endpoint'];
	if (endpoint.trim() === '') {
		throw usage('No server is set. Write its address as lemma.server.endpoint, or run "Lemma: Find a Running Engine…".');
	}
	return serverAddress(endpoint);
}

const write = (key: string, value: string | undefined): Thenable<void> =>
	vscode.workspace.getConfiguration('lemma').update(key, value, vscode.ConfigurationTarget.Global);
