import type { LineRange } from '../block.ts';
import { type Alternative, greedy, type LanguageModel } from '../model.ts';
import { fenceFor } from '../text.ts';
import type { Question } from './attempts.ts';
import type { FixEvent } from './fixEvent.ts';
import type { FixRequest } from './fixRequest.ts';
import { regionForm } from './regionForm.ts';
import { fittingMessages, type Reply } from './writeReply.ts';

/**
 * A small model that is asked for a small change often copies the code instead. Where it hesitated while it did is where the change belongs: the
 * code is weighed, and written on from one such place after the other, the likeliest first, with the other token.
 */
export class Departures {
	readonly #request: FixRequest;
	readonly #code: string;
	readonly #region: LineRange;
	readonly #model: LanguageModel;
	#left: Alternative[] | undefined;

	constructor(request: FixRequest, region: LineRange, model: LanguageModel) {
		this.#request = request;
		this.#region = region;
		this.#model = model;
		this.#code = request.text
			.split('\n')
			.slice(region.first, region.last + 1)
			.join('\n')
			.trimEnd();
	}

	/** The next one, or undefined where there is none left. */
	async *next(tokensBefore: number, signal: AbortSignal): AsyncGenerator<FixEvent, Reply | undefined> {
		this.#left ??= [...(await this.#alternatives(signal))];
		const place = this.#left.shift();
		if (place === undefined) return undefined;
		const head = this.#code.slice(0, place.offset) + place.text;
		let [written, tokens] = [head, 0];
		const asked = await this.#asked(head);
		const more = { sampling: greedy, maxTokens: await this.#mostTokens(), rewrites: true };
		for await (const event of this.#model.generate({ kind: 'chat', ...asked, ...more }, signal)) {
			if (event.kind !== 'answer') continue;
			tokens += event.tokens;
			yield { kind: 'writing', tokens: tokensBefore + tokens };
			written += event.text;
			const rejoined = event.text.includes('\n') ? rejoinedWith(this.#code, place.offset, written) : undefined;
			if (rejoined !== undefined) {
				written = rejoined;
				break;
			}
			if (/^`{3,}[\t ]*\n/mu.test(written.slice(head.length))) break;
		}
		const block = written.replace(/\n`{3,}[^`]*$/u, '');
		return { text: `${this.#opener}${block}\n${fenceFor(this.#code)}\n`, reasoning: '', tokens };
	}

	async #alternatives(signal: AbortSignal): Promise<readonly Alternative[]> {
		for await (const event of this.#model.generate({ kind: 'weigh', ...(await this.#asked('')), text: this.#code }, signal)) {
			if (event.kind === 'alternatives') return event.alternatives.filter((each) => isDeparture(this.#code, each));
		}
		return [];
	}

	/** What the first question was, so that its prompt is not read again. */
	async #asked(head: string) {
		const question: Question = { sampling: greedy, thoughtShare: 0, plans: false };
		const ask = { request: this.#request, region: this.#region, form: regionForm, attempt: question, lastTry: undefined };
		const messages = await fittingMessages(ask, this.#model, await this.#mostTokens());
		return { messages, thinking: { kind: 'off' }, begun: { reasoning: '', isClosed: true, answer: this.#opener + head } } as const;
	}

	get #opener(): string {
		return regionForm.opener(this.#code, this.#request.languageId);
	}

	async #mostTokens(): Promise<number> {
		return Math.ceil(1.5 * (await this.#model.countTokens(this.#code))) + 64;
	}
}

/** Other code: no mere space, no end of the block, nothing in a comment, and not what is there anyway, cut into other tokens. */
function isDeparture(code: string, { offset, text }: Alternative): boolean {
	const own = text.trimEnd();
	if (own.trim() === '' || own.trim().startsWith('`')) return false;
	const rest = code.startsWith(own, offset) ? code.slice(offset + own.length) : undefined;
	const isThere = rest !== undefined && (/^(?:\s|$)/u.test(rest) || /^\w\w/u.test(own.slice(-1) + rest));
	return !isThere && !comment.test(code.slice(code.lastIndexOf('\n', offset - 1) + 1, offset) + text);
}

const comment = /^\s*(?:\/\/|\/?\*|#(?![\w[]))|\s\/\/ /u;

/** What is written with the rest of the code behind it, once a whole line of it is one of the code again. */
function rejoinedWith(code: string, offset: number, written: string): string | undefined {
	const lines = code.split('\n');
	const left = code.slice(0, offset).split('\n').length - 1;
	const whole = written.slice(0, written.lastIndexOf('\n'));
	const last = whole.slice(whole.lastIndexOf('\n') + 1);
	if (whole.length < offset || whole.split('\n').length - 1 <= left) return undefined;
	const at = lines.findIndex((line, index) => index > left && line === last && (index === left + 1 || /\w/u.test(line)));
	return at < 0 ? undefined : [whole, ...lines.slice(at + 1)].join('\n');
}
