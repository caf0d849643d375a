// A model hub of one's own: a real HTTP server on this machine that says what a test wants.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestHub {
	readonly address: string;
	/** Path of every request so far. */
	readonly requests: readonly string[];
	stop(): Promise<void>;
}

export async function startTestHub(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestHub> {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		requests.push(request.url ?? '');
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		address: `http://127.0.0.1:${port}`,
		requests,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
