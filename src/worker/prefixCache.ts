import { rm, stat } from 'node:fs/promises';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Logger } from '../core/log.ts';
import { sharedLength } from '../core/sharedLength.ts';
import { freeDiskBytes, StateFolder } from './stateFolder.ts';

interface SavedState {
	readonly path: string;
	readonly tokens: readonly Token[];
	readonly sizeBytes: number;
	readonly modifiedMs: number;
}

/**
 * Lets several conversations share one sequence: what another one would erase from its KV cache is put aside in a file, and read back when its
 * conversation goes on. A second sequence would double the memory of the cache; a file costs a fraction of a second and no memory.
 */
export class PrefixCache {
	readonly #sequence: LlamaContextSequence;
	readonly #kvBytesPerToken: number;
	readonly #log: Logger;
	readonly #folder = new StateFolder();
	/** Least recently used first. */
	#saved: readonly SavedState[] = [];
	#lastPromptTokens = 0;

	constructor(sequence: LlamaContextSequence, kvBytesPerToken: number, log: Logger) {
		this.#sequence = sequence;
		this.#kvBytesPerToken = kvBytesPerToken;
		this.#log = log;
	}

	/** Before `prompt` is read: the KV cache becomes the longest beginning of it that is known. */
	async prepare(prompt: readonly Token[]): Promise<void> {
		const present = this.#sequence.contextTokens;
		const shared = sharedLength(present, prompt);
		// The same conversation keeps its last prompt; only what was written after it may go, and a thought will.
		if (Math.min(this.#lastPromptTokens, present.length) - shared >= savingTokens) {
			await this.#save(present);
		}
		this.#lastPromptTokens = prompt.length;
		const [best] = this.#saved
			.map((state) => ({ state, tokens: sharedLength(state.tokens, prompt) }))
			.filter(({ tokens }) => tokens - shared >= restoringTokens)
			.sort((a, b) => b.tokens - a.tokens);
		if (best !== undefined) {
			await this.#restore(best.state);
		}
	}

	async #save(tokens: readonly Token[]): Promise<void> {
		const known = this.#saved.find((state) => sharedLength(state.tokens, tokens) > tokens.length - savingTokens);
		if (known !== undefined) {
			this.#touch(known);
			return;
		}
		const needBytes = tokens.length * this.#kvBytesPerToken;
		const beginnings = this.#saved.filter((state) => sharedLength(state.tokens, tokens) > state.tokens.length - savingTokens);
		await this.#drop(beginnings);
		if (needBytes > mostBytes) {
			return;
		}
		while (this.#saved.length >= mostStates || this.#sizeBytes + needBytes > mostBytes) {
			await this.#drop(this.#saved.slice(0, 1));
		}
		try {
			if ((await freeDiskBytes()) >= spareFactor * needBytes) {
				await this.#write(tokens);
			}
		} catch (error) {
			this.#log.warn(`A conversation could not be put aside: ${String(error)}`);
		}
	}

	async #write(tokens: readonly Token[]): Promise<void> {
		const path = this.#folder.nextFile();
		try {
			await this.#sequence.saveStateToFile(path);
			const { size, mtimeMs } = await stat(path);
			this.#saved = [...this.#saved, { path, tokens, sizeBytes: size, modifiedMs: mtimeMs }];
			this.#log.trace(`put ${tokens.length} tokens of a conversation aside, ${size} bytes`);
		} catch (error) {
			await this.#remove(path);
			throw error;
		}
	}

	/** A file that is not as it was written is not given to the engine, which trusts it. */
	async #restore(state: SavedState): Promise<void> {
		try {
			const { size, mtimeMs } = await stat(state.path);
			if (size !== state.sizeBytes || mtimeMs !== state.modifiedMs) {
				throw new Error('its file was changed');
			}
			// A load that fails leaves the cells that were there, of which the library knows nothing then.
			await this.#sequence.clearHistory();
			await this.#sequence.loadStateFromFile(state.path, { acceptRisk: true });
			this.#touch(state);
		} catch (error) {
			this.#log.warn(`A conversation that was put aside is read again: ${String(error)}`);
			await this.#drop([state]);
		}
	}

	get #sizeBytes(): number {
		return this.#saved.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
	}

	#touch(state: SavedState): void {
		this.#saved = [...this.#saved.filter((other) => other !== state), state];
	}

	async #drop(states: readonly SavedState[]): Promise<void> {
		this.#saved = this.#saved.filter((state) => !states.includes(state));
		await Promise.all(states.map(({ path }) => this.#remove(path)));
	}

	/** What cannot be removed now goes with the folder. */
	async #remove(path: string): Promise<void> {
		try {
			await rm(path, { recursive: true, force: true });
		} catch (error) {
			this.#log.warn(`A state could not be removed: ${String(error)}`);
		}
	}
}

/** Fewer tokens are read again in about the time that a file takes. */
const savingTokens = 256;
const restoringTokens = 64;
const mostStates = 8;
/** In many systems the temporary folder lies in memory. */
const mostBytes = 512 * 2 ** 20;
const spareFactor = 4;
