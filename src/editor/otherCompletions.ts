import * as vscode from 'vscode';
import { activeOthers } from '../core/completion/otherProviders.ts';

const key = 'lemma.toldOfOtherCompletions';
const checkMs = 60_000;

/** Two extensions that write ghost text get in each other's way: says so once for each other one, and offers to switch one off. */
export class OtherCompletions {
	readonly #state: vscode.Memento;
	#checkedAt = Number.NEGATIVE_INFINITY;

	constructor(state: vscode.Memento) {
		this.#state = state;
	}

	/** Called with a request; looks once a minute, since others start late. */
	check(): void {
		if (performance.now() - this.#checkedAt < checkMs) {
			return;
		}
		this.#checkedAt = performance.now();
		const told = this.#state.get<readonly string[]>(key, []);
		const [other] = activeOthers(
			(id) => vscode.extensions.getExtension(id)?.isActive ?? false,
			(setting) => vscode.workspace.getConfiguration().get(setting),
		).filter(({ name }) => !told.includes(name));
		if (other !== undefined) {
			void this.#state.update(key, [...told, other.name]);
			void say(other.id, other.name);
		}
	}
}

async function say(id: string, name: string): Promise<void> {
	const [off, settings, keep] = ["Turn Lemma's Off", `Open ${name}'s Settings`, 'Keep Both'];
	const message = `${name} is active too: both may suggest code while you type, and get in each other's way.`;
	const choice = await vscode.window.showInformationMessage(message, off, settings, keep);
	if (choice === off) {
		await vscode.workspace.getConfiguration('lemma').update('completion.enabled', false, vscode.ConfigurationTarget.Global);
	} else if (choice === settings) {
		await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${id}`);
	}
}
