import { UserError, usage } from '../../core/errors.ts';

/** Where an OpenAI-compatible server is reached. */
export interface ServerAddress {
	/** Scheme, host and port: what a key is bound to. */
	readonly origin: string;
	/** Host and port, as the user is told. */
	readonly host: string;
	/** Where a server's own paths lie, without a slash at the end. */
	readonly root: string;
	/** Where the common paths lie: `…/v1`. */
	readonly api: string;
	/** Whether everything sent stays on this machine. */
	readonly isLocal: boolean;
	readonly isEncrypted: boolean;
}

/** Reads what a user writes: with or without `/v1`, a path before it where a proxy wants one. */
export function serverAddress(endpoint: string): ServerAddress {
	const url = URL.parse(endpoint.trim());
	if (url === null || !/^https?:$/u.test(url.protocol) || url.hostname === '') {
		throw usage(`"${endpoint}" is no address of a server. Write it like http://127.0.0.1:8080 (lemma.server.endpoint).`);
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw usage(
			`The address of the server at ${url.host} carries a name, a password or a query. Leave them out; "Lemma: Set Server API Key…" keeps a key safe.`,
		);
	}
	const path = url.pathname.replace(/\/+$/u, '').replace(/\/v1(?:\/(?:chat\/)?completions)?$/u, '');
	const root = url.origin + path;
	return {
		origin: url.origin,
		host: url.host,
		root,
		api: `${root}/v1`,
		isLocal: /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(url.hostname),
		isEncrypted: url.protocol === 'https:',
	};
}

export const serverNotAllowed = ({ host }: ServerAddress): UserError =>
	new UserError(
		'serverNotAllowed',
		`What is sent to ${host} would not be encrypted. Use an address that begins with https://, or run "Lemma: Allow Unencrypted Server…" once.`,
	);
