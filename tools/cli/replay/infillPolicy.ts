import type { Clock } from '../../../src/core/clock.ts';
import type { CursorSnapshot } from '../../../src/core/completion/cursorSnapshot.ts';
import type { ContextFile } from '../../../src/core/model.ts';
import type { Answer, Contender, InfillReason } from './contender.ts';
import { InfillRing } from './infillRing.ts';

/** A request in the form of llama-server's `/infill`. */
export interface InfillRequest {
	readonly prefix: string;
	readonly suffix: string;
	/** The cursor's line up to the cursor. */
	readonly prompt: string;
	readonly extra: readonly ContextFile[];
	/** Generation ends at a line with less indentation. */
	readonly indent: number;
}

/** How its requests reach a model. */
export interface InfillDoor {
	fill(request: InfillRequest): Promise<string>;
	/** Reads the chunks beforehand. */
	read(extra: readonly ContextFile[]): Promise<void>;
	stop(): void;
}

/** The defaults of llama.vscode 0.0.12 (ggml-org/llama.vscode, package.json and src/completion.ts). */
const linesBefore = 256;
const linesAfter = 64;
const mostLineSuffix = 8;
const mostCached = 250;
const pollMs = 150;

/**
 * The policy of llama.vscode, to compare with: a request at each key without waiting for the next one, none while one runs, and none
 * ever cancelled; a window that moves with the cursor, a ring of chunks, a cache that knows what goes on in the same line, and a second request
 * for what comes behind the text that is shown.
 */
export class InfillPolicy implements Contender {
	readonly #door: InfillDoor;
	readonly #clock: Clock;
	readonly #ring: InfillRing;
	readonly #cache = new Map<string, string>();
	readonly #stopped = new AbortController();
	#isAsking = false;

	constructor(door: InfillDoor, clock: Clock) {
		this.#door = door;
		this.#clock = clock;
		this.#ring = new InfillRing({ linesBefore, linesAfter });
		void this.#keepRing();
	}

	async complete(snapshot: CursorSnapshot, signal: AbortSignal): Promise<Answer> {
		while (this.#isAsking) {
			await this.#clock.sleep(pollMs, signal);
		}
		this.#isAsking = true;
		try {
			return await this.#complete(snapshot, signal);
		} finally {
			this.#isAsking = false;
		}
	}

	opened(previous: CursorSnapshot | undefined, current: CursorSnapshot): void {
		for (const snapshot of previous === undefined ? [current] : [previous, current]) {
			this.#ring.pickAround(snapshot);
		}
	}

	stop(): void {
		this.#stopped.abort();
		this.#door.stop();
	}

	async #complete(snapshot: CursorSnapshot, signal: AbortSignal): Promise<Answer> {
		this.#ring.noteRequest(this.#clock.now());
		const window = windowAt(snapshot);
		if (window.lineSuffix.length > mostLineSuffix) {
			return nothing('longLineSuffix');
		}
		const known = this.#known(window);
		const content = known ?? (await this.#door.fill(this.#requestFor(window)));
		const { answer, lines, text } = shownOf(content, window, snapshot.eol);
		if (answer.reason !== 'shown') {
			return answer;
		}
		if (known === undefined) {
			this.#remember(keyOf(window), text);
		}
		if (!signal.aborted && window.lineSuffix.trim() === '') {
			this.#askAhead(window, lines).catch((error: unknown) => this.#throwUnlessStopped(error));
		}
		if (!signal.aborted) {
			this.#ring.noteCursor(snapshot);
		}
		return answer;
	}

	#requestFor({ prefix, suffix, prompt, indent }: InfillWindow): InfillRequest {
		return { prefix, suffix, prompt, indent, extra: this.#ring.chunks };
	}

	/** What was answered here, or earlier in this line where what was typed since goes along with it. */
	#known(window: InfillWindow): string | undefined {
		for (let length = window.prompt.length; length >= 0; length--) {
			const known = this.#cache.get(keyOf({ ...window, prompt: window.prompt.slice(0, length) }));
			const typed = window.prompt.slice(length);
			if (known?.startsWith(typed)) {
				return known.slice(typed.length);
			}
		}
		return undefined;
	}

	#remember(key: string, text: string): void {
		this.#cache.delete(key);
		this.#cache.set(key, text);
		const [oldest] = this.#cache.keys();
		if (this.#cache.size > mostCached && oldest !== undefined) {
			this.#cache.delete(oldest);
		}
	}

	/** Asks for what follows once the text is accepted. Nothing holds it back, or ends it. */
	async #askAhead(window: InfillWindow, lines: readonly string[]): Promise<void> {
		const last = lines.at(-1) ?? '';
		const ahead =
			lines.length === 1
				? { ...window, prompt: window.prompt + last }
				: { ...window, prefix: lastLines(`${window.prefix}${window.prompt}${lines.slice(0, -1).join('\n')}\n`, linesBefore), prompt: last };
		const afterFirst = { ...window, prefix: `${window.prefix}${window.prompt}${lines[0]}\n`, prompt: '' };
		if (lines.length > 1 && !this.#cache.has(keyOf(afterFirst))) {
			this.#remember(keyOf(afterFirst), lines.slice(1).join('\n'));
		}
		if (!this.#cache.has(keyOf(ahead))) {
			const text = (await this.#door.fill(this.#requestFor(ahead))).replace(/\s*\n\s*$/, '');
			if (text.trim() !== '') {
				this.#remember(keyOf(ahead), text);
			}
		}
	}

	async #keepRing(): Promise<void> {
		try {
			for (;;) {
				await this.#clock.sleep(ringUpdateMs, this.#stopped.signal);
				if (this.#ring.takeQueued(this.#clock.now())) {
					await this.#door.read(this.#ring.chunks);
				}
			}
		} catch (error) {
			this.#throwUnlessStopped(error);
		}
	}

	/** What nobody waits for may be under way still when a replay is over. */
	#throwUnlessStopped(error: unknown): void {
		if (!this.#stopped.signal.aborted) throw error;
	}
}

const ringUpdateMs = 1000;

const nothing = (reason: InfillReason | 'empty'): Answer => ({ text: '', replaces: 0, reason });

/** The request that this client would send at a place of which it knows nothing else, and what it would show of the answer. */
export function infillAt(snapshot: CursorSnapshot): { readonly request: InfillRequest; readonly shown: (content: string) => Answer } {
	const window = windowAt(snapshot);
	const { prefix, suffix, prompt, indent } = window;
	return { request: { prefix, suffix, prompt, indent, extra: [] }, shown: (content) => shownOf(content, window, snapshot.eol).answer };
}

interface Shown {
	readonly answer: Answer;
	readonly lines: readonly string[];
	/** As it is cached. */
	readonly text: string;
}

function shownOf(content: string, window: InfillWindow, eol: string): Shown {
	const lines = content.split(/\r?\n/);
	while (lines.at(-1)?.trim() === '') {
		lines.pop();
	}
	if (lines.length === 0) {
		return { answer: nothing('empty'), lines, text: '' };
	}
	if (isDiscarded(lines, window)) {
		return { answer: nothing('discarded'), lines, text: '' };
	}
	const text = withoutLineSuffix(lines, window.lineSuffix);
	// Blanks alone before the cursor were taken off the prompt, so the model writes them again.
	const isBlank = window.prompt === '' && window.linePrefix !== '';
	const shown = isBlank ? text.replace(new RegExp(`^[ \\t]{0,${window.linePrefix.length}}`), '') : text;
	return { answer: { text: shown.replaceAll('\n', eol), replaces: 0, reason: shown === '' ? 'empty' : 'shown' }, lines, text };
}

interface InfillWindow extends Omit<InfillRequest, 'extra'> {
	readonly linePrefix: string;
	readonly lineSuffix: string;
	/** Lines below the cursor. */
	readonly below: readonly string[];
}

function windowAt({ before, after }: CursorSnapshot): InfillWindow {
	const above = before.split('\n');
	const linePrefix = above.pop() ?? '';
	const [lineSuffix = '', ...below] = after.split('\n');
	const line = linePrefix + lineSuffix;
	return {
		prefix: `${above.slice(-linesBefore).join('\n')}\n`,
		suffix: `${lineSuffix}\n${below.slice(0, linesAfter).join('\n')}\n`,
		prompt: linePrefix.trim() === '' ? '' : linePrefix,
		indent: line.length - line.trimStart().length,
		linePrefix,
		lineSuffix,
		below,
	};
}

const keyOf = ({ prefix, suffix, prompt }: Pick<InfillRequest, 'prefix' | 'suffix' | 'prompt'>): string => `${prefix}|${suffix}|${prompt}`;

const lastLines = (text: string, count: number): string => `${text.slice(0, -1).split('\n').slice(-count).join('\n')}\n`;

/** A text that only repeats what stands there. */
function isDiscarded(lines: readonly string[], { linePrefix, lineSuffix, below }: InfillWindow): boolean {
	const [first = '', ...others] = lines;
	if (below.length === 0) {
		return false;
	}
	const repeatsFrom = (index: number): boolean => others.every((line, offset) => line === below[index + offset]);
	if (others.length > 0 && (first.trim() === '' || first.trim() === lineSuffix.trim()) && repeatsFrom(0)) {
		return true;
	}
	if (others.length === 0 && first === lineSuffix) {
		return true;
	}
	const next = below.findIndex((line) => line.trim() !== '');
	if (next < 0 || linePrefix + first !== below[next]) {
		return false;
	}
	return others.length === 0 || (others.length === 1 ? (below[next + 1] ?? '').startsWith(others[0] ?? '') : repeatsFrom(next + 1));
}

function withoutLineSuffix(lines: readonly string[], lineSuffix: string): string {
	const [first = ''] = lines;
	if (lineSuffix.trim() === '') {
		return lines.join('\n');
	}
	return first.endsWith(lineSuffix) ? first.slice(0, -lineSuffix.length) : first;
}
