import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { content } from './fixture.ts';

/** `attempt` counts from 1. */
export type Answer = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

export interface Hub {
	readonly url: string;
	readonly requests: IncomingMessage[];
	answer: Answer;
}

/** A model hub, played by a real server on this machine. */
export async function startHub(answer: Answer = serve()): Promise<Hub> {
	const requests: IncomingMessage[] = [];
	const hub = { url: '', requests, answer };
	const server = createServer((request, response) => {
		requests.push(request);
		hub.answer(request, response, requests.length);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	hub.url = `http://127.0.0.1:${port}`;
	return hub;
}

export interface Serving {
	readonly bytes?: Buffer;
	readonly etag?: string;
	/** Destroys the connection when the file has been sent up to here. */
	readonly cutAt?: number;
	/** Sends up to here and then nothing more. */
	readonly hangAt?: number;
	/** Answers 200 with the whole file, whatever is asked for. */
	readonly ignoreRange?: boolean;
	readonly headers?: Readonly<Record<string, string>>;
}

/** As the storage behind a hub does it: ranges, and If-Range with a strong ETag. */
export function serve({ bytes = content, etag = '"one"', cutAt, hangAt, ignoreRange = false, headers = {} }: Serving = {}): Answer {
	return (request, response) => {
		const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
		const changed = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag;
		const start = ignoreRange || changed ? 0 : asked;
		const partial = !ignoreRange && !changed && request.headers.range !== undefined;
		response.writeHead(partial ? 206 : 200, {
			'content-type': 'application/octet-stream',
			'content-length': bytes.length - start,
			etag,
			...(partial ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
			...headers,
		});
		const end = Math.max(start, cutAt ?? hangAt ?? bytes.length);
		const piece = bytes.subarray(start, end);
		if (cutAt !== undefined) response.write(piece, () => setTimeout(() => response.destroy(), 20));
		else if (hangAt !== undefined) response.write(piece);
		else response.end(piece);
	};
}

export const redirect =
	(location: string, headers: Readonly<Record<string, string>> = {}): Answer =>
	(_request, response) => {
		response.writeHead(302, { location, ...headers }).end();
	};

export const status =
	(code: number, body = 'no', headers: Readonly<Record<string, string>> = {}): Answer =>
	(_request, response) => {
		response.writeHead(code, headers).end(body);
	};

export const ranges = (hub: Hub): (string | undefined)[] => hub.requests.map(({ headers }) => headers.range);
