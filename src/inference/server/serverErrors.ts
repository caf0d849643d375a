import { promptTooLong, UserError } from '../../core/errors.ts';

const failed = (message: string): UserError => new UserError('serverFailed', message);

const unreachable: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'Nothing listens there. Start the server, or correct lemma.server.endpoint.',
	ENOTFOUND: 'There is no host of that name. Correct lemma.server.endpoint, or look whether this machine is online.',
	EAI_AGAIN: 'The name server does not answer. Look whether this machine is online.',
	EHOSTUNREACH: 'There is no way to that host. Look at the network.',
	ENETUNREACH: 'There is no network. Look whether this machine is online.',
	ETIMEDOUT: 'It does not answer. Look whether the server runs, and whether a firewall is in between.',
	UND_ERR_CONNECT_TIMEOUT: 'It does not answer. Look whether the server runs, and whether a firewall is in between.',
	ECONNRESET: 'It closed the connection. Look at the log of the server, then try again.',
	UND_ERR_SOCKET: 'It closed the connection. Look at the log of the server, then try again.',
	EPROTO: 'It does not speak TLS. Write the address with http:// where it is on this machine.',
	ERR_SSL_WRONG_VERSION_NUMBER: 'It does not speak TLS. Write the address with http:// where it is on this machine.',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'It does not speak TLS. Write the address with http:// where it is on this machine.',
};

/** `fetch` says "fetch failed" or "terminated" and keeps the reason in the cause. */
export function connectionError(host: string, error: unknown): UserError {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
	if (/CERT|SIGNATURE|ALTNAME|ISSUER/u.test(code)) {
		return failed(
			`The certificate of ${host} is not valid for this machine (${code}). Give the server one that this machine trusts, or reach it by another name.`,
		);
	}
	return new UserError(
		'serverUnreachable',
		`The server at ${host} cannot be reached. ${unreachable[code] ?? `The network says "${code || 'no reason'}". Look whether the server runs.`}`,
	);
}

/** In the middle of an answer; what came of it is kept. */
export const brokenOff = (host: string): UserError =>
	new UserError(
		'engineStopped',
		`The server at ${host} broke off in the middle of its answer. Continue, or look at the log of the server.`,
	);

export const silent = (host: string, ms: number): UserError =>
	failed(
		`The server at ${host} has sent nothing for ${Math.max(1, Math.round(ms / 1000))} seconds. It may be busy with another request, or loading a model: try again, or look at its log.`,
	);
export const serverTalksTooMuch = (host: string): UserError =>
	failed(`The server at ${host} sent more than an answer can be. Look whether the address is that of a language model.`);
export const notAnEngine = (host: string): UserError =>
	failed(
		`What ${host} answers is not the answer of a language model's server. Correct lemma.server.endpoint; it is an address such as http://127.0.0.1:8080.`,
	);
export const redirected = (host: string, to: string): UserError =>
	failed(
		`The server at ${host} sends requests on to ${to}. Lemma does not follow; write that address as lemma.server.endpoint if you trust it.`,
	);
export const noModel = (host: string): UserError =>
	failed(`The server at ${host} offers no model. Load one there, or name it as lemma.server.chatModel.`);
export const noFillOnServer = (title: string): UserError =>
	new UserError(
		'noFillInMiddle',
		`Lemma does not know how ${title} fills in the middle. Name a Qwen2.5-Coder or similar model as lemma.server.completionModel, or set lemma.server.use to "chat".`,
	);

export interface Refusal {
	readonly status: number;
	/** As the server says it; may quote what was sent, so that it is shown only in parts that are known. */
	readonly text: string;
	readonly retryAfter: string | null;
	readonly model: string;
}

/** A status that is no success, in a sentence. */
export function refusal(host: string, { status, text, retryAfter, model }: Refusal): UserError {
	const long = /"n_prompt_tokens":\s*(\d+).*"n_ctx":\s*(\d+)/su.exec(text);
	if (long !== null) return promptTooLong(Number(long[1]), Number(long[2]));
	if (isTooLong(text)) {
		return new UserError(
			'promptTooLong',
			`The question with its context is more than the model at ${host} holds. Attach less, shorten the question, or start a new chat.`,
		);
	}
	if (status === 401 || status === 403) {
		return failed(`The server at ${host} wants a key, or refuses the one it got. Run "Lemma: Set Server API Key…".`);
	}
	if (status === 404 && /model/iu.test(text) && model !== '') {
		return failed(`The server at ${host} has no model "${model}". Run "Lemma: Find a Running Engine…" to choose one that it has.`);
	}
	if (status === 404 || status === 405) {
		return failed(`The server at ${host} does not know this kind of request. Look whether lemma.server.endpoint has the right path.`);
	}
	if (status === 429) {
		const wait = waitOf(retryAfter);
		return failed(`The server at ${host} has had too many requests. Try again ${wait === undefined ? 'later' : `in ${wait}`}.`);
	}
	if (status === 503) return failed(`The server at ${host} is not ready; it may be loading its model. Try again in a moment.`);
	if (status >= 500) return failed(`The server at ${host} failed (${status}). Its own log says why; then try again.`);
	return failed(`The server at ${host} refuses the request (${status}). Its own log says why.`);
}

export const isTooLong = (text: string): boolean =>
	/exceed_context|context[_ ](?:length|size|window)|maximum context|prompt is too long|too many tokens/iu.test(text);

function waitOf(retryAfter: string | null): string | undefined {
	if (retryAfter === null || retryAfter.trim() === '') return undefined;
	const seconds = /^\d+$/u.test(retryAfter.trim()) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);
	if (!Number.isFinite(seconds) || seconds < 0 || seconds > 86_400) return undefined;
	return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
}
