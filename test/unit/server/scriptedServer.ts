// A server of a language model that says what a test wants: a real HTTP server on this machine.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { GenerateEvent, LanguageModel } from '../../../src/core/model.ts';
import { openServer } from '../../../src/inference/server/openAiServer.ts';
import { serverAddress } from '../../../src/inference/server/serverAddress.ts';
import { type ServerLimits, serverLimits } from '../../../src/inference/server/serverRequest.ts';

export interface Asked {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Record<string, unknown>;
}

export type Answer = (response: ServerResponse, asked: Asked) => void;

export interface ScriptedServer {
	readonly endpoint: string;
	readonly asked: readonly Asked[];
	/** Requests whose connection the client closed before the answer was complete. */
	readonly leftEarly: readonly string[];
	stop(): Promise<void>;
}

/** A path that is not named answers 404. Rejects where `port` is taken; 0 is any. */
export async function startScriptedServer(answers: Readonly<Record<string, Answer>>, port = 0): Promise<ScriptedServer> {
	const asked: Asked[] = [];
	const leftEarly: string[] = [];
	const server = createServer((request, response) => {
		const pieces: Buffer[] = [];
		request.on('data', (piece: Buffer) => pieces.push(piece));
		request.on('end', () => {
			const text = Buffer.concat(pieces).toString();
			const one = { path: request.url ?? '', headers: request.headers, body: text === '' ? {} : JSON.parse(text) };
			asked.push(one);
			response.on('close', () => {
				if (!response.writableFinished) leftEarly.push(one.path);
			});
			(answers[one.path] ?? notFound)(response, one);
		});
	});
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no port');
	return {
		endpoint: `http://127.0.0.1:${address.port}`,
		asked,
		leftEarly,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}

const notFound: Answer = (response) =>
	void response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"File Not Found"}}');

export const json =
	(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
	(response) =>
		void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));

export const models = (id: string, more: object = {}): Record<string, Answer> => ({ '/v1/models': json({ data: [{ id, ...more }] }) });

export const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
export const content = (text: string): string => event({ choices: [{ delta: { content: text } }] });
export const finished = (reason = 'stop'): string => event({ choices: [{ delta: {}, finish_reason: reason }] });
export const done = 'data: [DONE]\n\n';

/** Pieces of a stream, each as a write of its own. */
export const stream =
	(...pieces: readonly (string | Uint8Array)[]): Answer =>
	async (response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const piece of pieces) {
			response.write(piece);
			await new Promise((resolve) => setImmediate(resolve));
		}
		response.end();
	};

export interface Lines {
	readonly lines: string[];
}

export const openAt = (
	endpoint: string,
	options: { key?: string; model?: string; limits?: Partial<ServerLimits>; log?: Lines } = {},
): Promise<LanguageModel> => {
	const write = (message: string | Error): void => void options.log?.lines.push(String(message));
	return openServer(
		{
			address: serverAddress(endpoint),
			model: options.model ?? '',
			...(options.key === undefined ? {} : { key: options.key }),
			limits: { ...serverLimits, ...options.limits },
			log: { trace: write, info: write, warn: write, error: write },
		},
		never,
	);
};

export const never = new AbortController().signal;

export async function all(events: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
	const list: GenerateEvent[] = [];
	for await (const one of events) list.push(one);
	return list;
}

export const textOf = (events: readonly GenerateEvent[], kind: 'reasoning' | 'answer'): string =>
	events.map((one) => (one.kind === kind ? one.text : '')).join('');
