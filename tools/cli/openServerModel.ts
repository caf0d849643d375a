import type { Role } from '../../src/core/model.ts';
import { openServer } from '../../src/inference/server/openAiServer.ts';
import { serverAddress, serverNotAllowed } from '../../src/inference/server/serverAddress.ts';
import type { CliIo } from './io.ts';
import { logTo, type OpenModel, openModel } from './loadModel.ts';

/** A model by its name or file, or one behind a server: `LEMMA_SERVER_KEY` holds the key that is sent to it. */
export async function openModelOrServer(role: Role, model: string | undefined, server: string | undefined, io: CliIo): Promise<OpenModel> {
	if (server === undefined) return openModel(role, model, io);
	const startedAt = performance.now();
	const address = serverAddress(server);
	if (!address.isEncrypted && !address.isLocal) throw serverNotAllowed(address);
	const key = io.env.LEMMA_SERVER_KEY;
	const opened = await openServer({ address, key, model: model ?? '', log: logTo(io) }, io.signal);
	return { model: opened, loadMs: performance.now() - startedAt, dispose: async () => {} };
}
