import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CursorSnapshot, textAround } from '../../../src/core/completion/cursorSnapshot.ts';
import { CompletionSession } from '../../../src/core/completion/session.ts';
import type { FillRequest, LanguageModel } from '../../../src/core/model.ts';
import { defaults } from '../../../src/core/settings.ts';
import { fakeClock, settled } from '../../fakes/fakeClock.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** An editor that closes brackets, types over them, and indents a new line, as VS Code does. */
class Editor {
	before: string;
	after: string;
	lastChange: CursorSnapshot['lastChange'];
	#closersBelow = 0;

	constructor(before: string, after: string) {
		this.before = before;
		this.after = after;
	}

	type(character: string): void {
		this.lastChange = undefined;
		if (/[)\]}]/.test(character) && this.after.startsWith(character)) {
			this.after = this.after.slice(1);
		} else if (closerOf[character] !== undefined && /^(?:[\s)\]}]|$)/.test(this.after)) {
			this.after = closerOf[character] + this.after;
		}
		this.before += character;
	}

	/** Enter between brackets puts the closing one on a line of its own; before that line it goes down to it. */
	enter(line: string): void {
		this.lastChange = undefined;
		const indent = /^[\t ]*/.exec(line)?.[0] ?? '';
		const outer = /[\t ]*/.exec(this.before.slice(this.before.lastIndexOf('\n') + 1))?.[0] ?? '';
		const isThere = this.#closersBelow > 0 && /^\s*[)\]}]/.test(line) && this.after.startsWith(`\n${line.slice(0, indent.length + 1)}`);
		if (isThere) {
			this.#closersBelow--;
			this.after = this.after.slice(1 + indent.length);
		} else if (/[([{]$/.test(this.before) && /^[)\]}]/.test(this.after)) {
			this.#closersBelow++;
			this.after = `\n${outer}${this.after}`;
		}
		this.before += `\n${line.trim() === '' ? '' : indent}`;
	}

	backspace(): void {
		this.before = this.before.slice(0, -1);
		this.lastChange = 'deletion';
	}
}

/** Types the lines `from` to `to` of a file anew, between the others. The model knows the file. */
async function retype(path: string, from: number, to: number) {
	const lines = readFileSync(path, 'utf8').replaceAll('\r\n', '\n').split('\n');
	const truth = lines.join('\n');
	const head = `${lines.slice(0, from).join('\n')}\n`;
	const editor = new Editor(head, `\n${lines.slice(to).join('\n')}`);
	const clock = fakeClock();
	let running = 0;
	let mostRunning = 0;
	let requests = 0;
	const model = fakeModel({ fill: ({ prefix, middle }: FillRequest) => continuation(truth, prefix + middle) });
	const counting: LanguageModel = {
		...model,
		async *generate(request, signal) {
			requests++;
			running++;
			mostRunning = Math.max(mostRunning, running);
			try {
				yield* model.generate(request, signal);
			} finally {
				running--;
			}
		},
	};
	const quiet = { trace: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
	const session = new CompletionSession({ model: async () => counting, clock, log: quiet });
	let cancel = (): void => undefined;
	const shown: { readonly before: string; readonly after: string; readonly accepted: string; readonly rest: string }[] = [];

	/** After each key: the editor cancels the last question and asks the next. */
	const ask = async (pauseMs: number): Promise<void> => {
		cancel();
		const controller = new AbortController();
		cancel = () => controller.abort();
		const { before, after, lastChange } = editor;
		const snapshot = { ...snapshotOf('║'), ...textAround(before, after), lastChange };
		const completion = session.complete(snapshot, defaults, controller.signal).then(
			({ reason, text, replaces }) => {
				if (reason === 'shown' && !controller.signal.aborted) {
					shown.push({ before, after, accepted: before + text, rest: after.slice(replaces) });
				}
			},
			() => undefined,
		);
		await clock.advance(pauseMs);
		await settled();
		void completion;
	};

	let keys = 0;
	for (const [index, line] of lines.slice(from, to).entries()) {
		const indent = /^[\t ]*/.exec(line)?.[0] ?? '';
		if (index === 0) {
			editor.before += indent;
		} else {
			editor.enter(line);
		}
		for (const character of line.slice(line.trim() === '' ? 0 : indent.length)) {
			keys++;
			if (keys % 37 === 0) {
				editor.type('q');
				await ask(60);
				editor.backspace();
				await ask(60);
			}
			editor.type(character);
			await ask(keys % 5 === 0 ? 250 : 90);
		}
	}
	cancel();
	return { truth, shown, mostRunning, requests, keys };
}

/** What the file goes on with, for a model that sees only the text before the cursor. */
function continuation(truth: string, prompt: string): string {
	const at = truth.indexOf(prompt.slice(-120));
	return at < 0 ? '' : truth.slice(at + Math.min(120, prompt.length), at + 520);
}

const count = (text: string, character: string): number => text.split(character).length - 1;

describe.each([
	['node_modules/yauzl/index.js', 120, 140],
	['node_modules/mocha/lib/pending.js', 3, 12],
	['node_modules/vitest/dist/config.d.ts', 30, 50],
	['node_modules/katex/src/metrics/parse_tfm.py', 20, 40],
])('typing %s from line %i to %i again', (path, from, to) => {
	const replay = retype(path, from, to);

	it('has at most one generation running', async () => {
		expect((await replay).mostRunning).toBe(1);
	});

	it('shows much, and asks the model far less than once a key', async () => {
		const { shown, requests, keys } = await replay;
		expect(shown.length).toBeGreaterThan(keys / 3);
		expect(requests).toBeLessThan(keys / 2);
	});

	it('never shows what is stale', async () => {
		const { shown, truth } = await replay;
		for (const { accepted, before } of shown) {
			expect(truth.startsWith(accepted), `shown at: …${before.slice(-40)}║ -> …${accepted.slice(-60)}`).toBe(true);
		}
	});

	it('never doubles a closing bracket', async () => {
		const { shown, truth } = await replay;
		for (const { before, after, accepted, rest } of shown) {
			for (const [opener, closer] of Object.entries(closerOf)) {
				const excess = (text: string): number => count(text, closer) - count(text, opener);
				const most = Math.max(excess(before + after), excess(truth));
				expect(excess(accepted + rest), `${accepted.slice(-60)}║${rest.slice(0, 60)}`).toBeLessThanOrEqual(most);
			}
		}
	});
});
