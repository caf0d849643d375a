// Cases of a long bench: each is kept at once, so that a second run goes on where the first one stopped.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../lib/codeServer.ts';

export class KeptCases<Case extends object> {
	readonly #file: string;
	readonly #keyOf: (kept: Case) => string;
	readonly #cases = new Map<string, Case>();

	constructor(name: string, keyOf: (kept: Case) => string) {
		this.#file = join(root, 'out/bench', `${name}.jsonl`);
		this.#keyOf = keyOf;
		const lines = existsSync(this.#file) ? readFileSync(this.#file, 'utf8').split('\n') : [];
		for (const line of lines.filter((line) => line !== '')) {
			const kept: Case = JSON.parse(line);
			this.#cases.set(keyOf(kept), kept);
		}
		if (this.#cases.size > 0) {
			console.log(`${this.#cases.size} cases of earlier runs are kept in ${this.#file}; remove it to measure them anew.`);
		}
	}

	find(key: string): Case | undefined {
		return this.#cases.get(key);
	}

	add(measured: Case): void {
		mkdirSync(dirname(this.#file), { recursive: true });
		appendFileSync(this.#file, `${JSON.stringify(measured)}\n`);
		this.#cases.set(this.#keyOf(measured), measured);
	}
}
