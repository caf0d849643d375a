import { serverAddress } from './serverAddress.ts';
import { modelNames } from './serverFacts.ts';
import { ServerDoor, serverLimits } from './serverRequest.ts';

export interface FoundEngine {
	readonly endpoint: string;
	/** What usually listens there. */
	readonly usual: string;
	readonly models: readonly string[];
}

/** The ports that engines take where nobody says otherwise. */
export const usualEngines: readonly { readonly endpoint: string; readonly usual: string }[] = [
	{ endpoint: 'http://127.0.0.1:8080', usual: 'llama-server' },
	{ endpoint: 'http://127.0.0.1:11434', usual: 'Ollama' },
	{ endpoint: 'http://127.0.0.1:1234', usual: 'LM Studio' },
	{ endpoint: 'http://127.0.0.1:8000', usual: 'vLLM' },
];

/** Asks this machine's usual ports for models, and no other place. What does not answer in time is left out. */
export async function findEngines(signal: AbortSignal, places = usualEngines, waitMs = 3000): Promise<readonly FoundEngine[]> {
	const limits = { ...serverLimits, firstByteMs: waitMs, stallMs: waitMs };
	const found = await Promise.all(
		places.map(async ({ endpoint, usual }): Promise<readonly FoundEngine[]> => {
			const door = new ServerDoor({ address: serverAddress(endpoint), limits });
			const models = await modelNames(door, signal).catch(() => []);
			return models.length === 0 ? [] : [{ endpoint, usual, models }];
		}),
	);
	signal.throwIfAborted();
	return found.flat();
}
