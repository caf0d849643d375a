import { UserError } from '../../core/errors.ts';
import type { ServerAddress } from './serverAddress.ts';
import { brokenOff, connectionError, isTooLong, notAnEngine, redirected, refusal, silent } from './serverErrors.ts';
import { dataOf, linesOf, type ReadLimits } from './sse.ts';

export interface ServerLimits extends ReadLimits {
	/** Until the head of the answer is there. */
	readonly firstByteMs: number;
	/** Between two pieces of an answer: a slow machine reads a long prompt in pieces of half a minute. */
	readonly stallMs: number;
}

export const serverLimits: ServerLimits = { firstByteMs: 30_000, stallMs: 120_000, replyBytes: 10_000_000, lineBytes: 1_000_000 };

export interface ServerAccess {
	readonly address: ServerAddress;
	/** Of this origin and no other. */
	readonly key?: string | undefined;
	readonly limits?: ServerLimits;
}

/** The server does not understand the request; another form of it may do. */
export class NotUnderstood extends Error {}

/** Requests to one server. Nothing of what is sent gets into an error or a log. */
export class ServerDoor {
	readonly address: ServerAddress;
	readonly #key: string | undefined;
	readonly #limits: ServerLimits;

	constructor({ address, key, limits = serverLimits }: ServerAccess) {
		this.address = address;
		this.#key = key;
		this.#limits = limits;
	}

	get host(): string {
		return this.address.host;
	}

	/** One JSON document; posts where there is a body. */
	async json(url: string, body: object | undefined, signal: AbortSignal): Promise<unknown> {
		let text = '';
		for await (const line of this.#lines(url, body, signal)) text += `${line}\n`;
		return this.#parsed(text);
	}

	/** The events of a streamed answer. Leaving it early closes the connection. */
	async *stream(url: string, body: object, signal: AbortSignal): AsyncGenerator<unknown> {
		let isEmpty = true;
		for await (const data of dataOf(this.#lines(url, body, signal))) {
			if (data.trim() === '[DONE]') return;
			const event = this.#parsed(data);
			const error = errorText(event);
			if (error !== undefined) throw refusal(this.host, { status: 500, text: error, retryAfter: null, model: modelOf(body) });
			isEmpty = false;
			yield event;
		}
		if (isEmpty) throw notAnEngine(this.host);
	}

	#parsed(text: string): unknown {
		try {
			return JSON.parse(text);
		} catch {
			throw notAnEngine(this.host);
		}
	}

	async *#lines(url: string, body: object | undefined, signal: AbortSignal): AsyncGenerator<string> {
		signal.throwIfAborted();
		const quiet = new Watch(this.host, this.#limits.firstByteMs);
		const both = AbortSignal.any([signal, quiet.signal]);
		try {
			const response = await fetch(url, {
				method: body === undefined ? 'GET' : 'POST',
				redirect: 'manual',
				signal: both,
				headers: {
					accept: 'text/event-stream, application/json',
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...(this.#key === undefined || this.#key === '' ? {} : { authorization: `Bearer ${this.#key}` }),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			}).catch((error: unknown) => {
				throw this.#reason(error, signal, quiet, connectionError(this.host, error));
			});
			quiet.every(this.#limits.stallMs);
			const lines = linesOf(this.#bytes(response, quiet, signal), this.#limits, this.host);
			await this.#check(response, lines, body);
			yield* lines;
		} finally {
			quiet.end();
		}
	}

	async *#bytes(response: Response, quiet: Watch, signal: AbortSignal): AsyncGenerator<Uint8Array> {
		try {
			for await (const piece of response.body ?? []) {
				quiet.heard();
				yield piece;
			}
		} catch (error) {
			throw this.#reason(error, signal, quiet, brokenOff(this.host));
		}
	}

	/** An abort is the user's, or that of the watch; everything else is the connection. */
	#reason(error: unknown, signal: AbortSignal, quiet: Watch, otherwise: UserError): Error {
		if (signal.aborted) return abortError(signal);
		if (quiet.signal.aborted) return quiet.error;
		return error instanceof UserError ? error : otherwise;
	}

	async #check(response: Response, lines: AsyncIterable<string>, body: object | undefined): Promise<void> {
		const { status, headers } = response;
		if (status >= 300 && status < 400) {
			const to = URL.parse(headers.get('location') ?? '', response.url || this.address.root);
			throw redirected(this.host, to?.host === this.host ? (to.origin + to.pathname).slice(0, 200) : (to?.origin ?? 'another address'));
		}
		if (response.ok) {
			if (/text\/html/iu.test(headers.get('content-type') ?? '')) throw notAnEngine(this.host);
			return;
		}
		let text = '';
		for await (const line of lines) {
			text += line;
			if (text.length > mostErrorText) break;
		}
		if ((status === 400 || status === 422) && !isTooLong(text)) throw new NotUnderstood(`${status}`);
		throw refusal(this.host, { status, text, retryAfter: headers.get('retry-after'), model: modelOf(body) });
	}
}

const mostErrorText = 20_000;
const modelOf = (body: object | undefined): string =>
	body !== undefined && 'model' in body && typeof body.model === 'string' ? body.model : '';

/** Servers put an error into a stream as an object, or as a text. */
function errorText(event: unknown): string | undefined {
	if (typeof event !== 'object' || event === null || !('error' in event) || event.error === null) return undefined;
	return typeof event.error === 'string' ? event.error : JSON.stringify(event.error);
}

export const abortError = (signal: AbortSignal): Error =>
	signal.reason instanceof Error ? signal.reason : new DOMException('Cancelled', 'AbortError');

/** Fires when a server has been silent for too long. */
class Watch {
	readonly #controller = new AbortController();
	readonly #host: string;
	#ms: number;
	#timer: NodeJS.Timeout;

	constructor(host: string, ms: number) {
		this.#host = host;
		this.#ms = ms;
		this.#timer = setTimeout(() => this.#controller.abort(), ms);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	get error(): UserError {
		return silent(this.#host, this.#ms);
	}

	every(ms: number): void {
		this.#ms = ms;
		this.heard();
	}

	heard(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#controller.abort(), this.#ms);
	}

	end(): void {
		clearTimeout(this.#timer);
		this.#controller.abort(); // closes a connection that was left early
	}
}
