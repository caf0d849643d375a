import type * as vscode from 'vscode';

/** Keys and consents, each under the origin it was given for. They leave with requests to that origin only. */
export class ServerAccess {
	readonly #secrets: vscode.SecretStorage;
	readonly #consents: vscode.Memento;

	constructor({ secrets, globalState }: Pick<vscode.ExtensionContext, 'secrets' | 'globalState'>) {
		this.#secrets = secrets;
		this.#consents = globalState;
	}

	async keyFor(origin: string): Promise<string | undefined> {
		return await this.#secrets.get(keyName(origin));
	}

	/** An empty key is none. */
	async setKey(origin: string, key: string): Promise<void> {
		await (key === '' ? this.#secrets.delete(keyName(origin)) : this.#secrets.store(keyName(origin), key));
	}

	/** Whether the user agreed that what is sent there is not encrypted. */
	isAllowed(origin: string): boolean {
		return this.#consents.get(consentName(origin)) === true;
	}

	async allow(origin: string): Promise<void> {
		await this.#consents.update(consentName(origin), true);
	}
}

const keyName = (origin: string): string => `lemma.server.key ${origin}`;
const consentName = (origin: string): string => `lemma.server.unencrypted ${origin}`;
