import { usage } from '../../core/errors.ts';
import type { Job } from './job.ts';
import { Refused } from './tries.ts';

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

export function hubUrl(endpoint: string, path: string): URL {
	const url = URL.parse(endpoint.replace(/\/+$/, '') + path);
	if (url === null || url.username !== '' || url.password !== '' || !(url.protocol === 'https:' || isLocal(url)))
		throw usage(`"${endpoint}" is no address of a model hub. Use one that begins with https:// and carries no name or password.`);
	return url;
}

/** Plain http stays on this machine: a test, or a mirror behind a tunnel. */
const isLocal = (url: URL): boolean => url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);

/** Asks for the rest of the file; redirects are followed by hand, https only, and no header but the range goes to any host. */
export async function followRedirects(
	{ model, part }: Job,
	from: URL,
	signal: AbortSignal,
	translate: (error: unknown) => never,
): Promise<Response> {
	const range = { range: `bytes=${part.receivedBytes}-` };
	const headers = part.receivedBytes > 0 && part.etag !== undefined ? { ...range, 'if-range': part.etag } : range;
	let url = from;
	for (let hop = 0; hop <= maxRedirects; hop++) {
		const response = await fetch(url, { redirect: 'manual', headers, signal }).catch(translate);
		const published = /^"?([0-9a-f]{64})"?$/.exec(response.headers.get('x-linked-etag') ?? '')?.[1];
		if (published !== undefined && published !== model.sha256) throw new Refused('has another version of this file');
		if (!redirects.has(response.status)) return response;
		await response.body?.cancel();
		const next = URL.parse(response.headers.get('location') ?? '', url.href);
		if (next === null || !(next.protocol === 'https:' || (isLocal(next) && isLocal(from))))
			throw new Refused('redirects to an address that is not https');
		url = next;
	}
	throw new Refused(`redirects more than ${maxRedirects} times`);
}

const reasons: Readonly<Record<string, string>> = {
	ENOTFOUND: 'cannot be found (no such host; is this machine online?)',
	EAI_AGAIN: 'cannot be found (the name server does not answer)',
	ECONNREFUSED: 'refuses the connection',
	ECONNRESET: 'closed the connection',
	UND_ERR_SOCKET: 'closed the connection',
	UND_ERR_CONNECT_TIMEOUT: 'does not answer',
	ETIMEDOUT: 'does not answer',
	EHOSTUNREACH: 'cannot be reached',
	ENETUNREACH: 'cannot be reached (no network)',
};

/** `fetch` says "fetch failed" or "terminated" and keeps the reason in the cause. */
export function networkReason(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
	return reasons[code] ?? `cannot be reached (${code || (cause instanceof Error ? cause.message : String(cause))})`;
}
