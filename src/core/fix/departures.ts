import type { LineRange } from '../block.ts';
import { type Alternative, type ChatMessage, greedy, type LanguageModel } from '../model.ts';
import { fenceFor } from '../text.ts';
import type { Question } from './attempts.ts';
import type { FixEvent } from './fixEvent.ts';
import type { FixRequest } from './fixRequest.ts';
import { codeIn } from './region.ts';
import { regionForm } from './regionForm.ts';
import { fittingMessages, type Reply } from './writeReply.ts';

/** What all departures share, and those that are left. */
interface Plan {
	readonly messages: readonly ChatMessage[];
	readonly maxTokens: number;
	readonly left: Alternative[];
}

/**
 * A small model that is asked for a small change often copies the code instead. Where it hesitated while it did is where the change belongs: the
 * code is weighed, and written on from one such place after the other, the likeliest first, with the other token.
 */
export class Departures {
	readonly #request: FixRequest;
	readonly #code: string;
	readonly #region: LineRange;
	readonly #model: LanguageModel;
	#plan: Plan | undefined;

	constructor(request: FixRequest, region: LineRange, model: LanguageModel) {
		this.#request = request;
		this.#region = region;
		this.#model = model;
		this.#code = codeIn(request, region).trimEnd();
	}

	/** The next one, or undefined where there is none left. */
	async *next(tokensBefore: number, signal: AbortSignal): AsyncGenerator<FixEvent, Reply | undefined> {
		this.#plan ??= await this.#prepare(signal);
		const { messages, maxTokens, left } = this.#plan;
		const place = left.shift();
		if (place === undefined) return undefined;
		const head = this.#code.slice(0, place.offset) + place.text;
		let [written, tokens] = [head, 0];
		const turn = this.#turn(messages, head);
		for await (const event of this.#model.generate({ kind: 'chat', ...turn, sampling: greedy, maxTokens, rewrites: true }, signal)) {
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

	/** Asks what the first question was, so that its prompt is not read again. */
	async #prepare(signal: AbortSignal): Promise<Plan> {
		const question: Question = { sampling: greedy, thoughtShare: 0, plans: false };
		const ask = { request: this.#request, region: this.#region, form: regionForm, attempt: question, lastTry: undefined };
		const maxTokens = Math.ceil(1.5 * (await this.#model.countTokens(this.#code))) + 64;
		const messages = await fittingMessages(ask, this.#model, maxTokens);
		const left: Alternative[] = [];
		for await (const event of this.#model.generate({ kind: 'weigh', ...this.#turn(messages, ''), text: this.#code }, signal)) {
			if (event.kind === 'alternatives') left.push(...event.alternatives.filter((each) => isDeparture(this.#code, each)));
		}
		return { messages, maxTokens, left };
	}

	#turn(messages: readonly ChatMessage[], head: string) {
		return { messages, thinking: { kind: 'off' }, begun: { reasoning: '', isClosed: true, answer: this.#opener + head } } as const;
	}

	get #opener(): string {
		return regionForm.opener(this.#code, this.#request.languageId);
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
