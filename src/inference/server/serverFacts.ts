import { isAbort, UserError } from '../../core/errors.ts';
import { type Family, familyOf } from '../../core/models/families.ts';
import { at, countAt, listAt, textAt } from './json.ts';
import { noModel, notAnEngine } from './serverErrors.ts';
import { NotUnderstood, type ServerDoor } from './serverRequest.ts';

export type Engine = 'llama.cpp' | 'vLLM' | 'SGLang' | 'Ollama' | 'other';

/** What a server says of itself and of the model that is asked. */
export interface ServerFacts {
	readonly engine: Engine;
	/** As requests name it. */
	readonly model: string;
	/** As the user sees it. */
	readonly title: string;
	readonly family: Family;
	readonly contextTokens: number;
	/** Whether the model can be made to write on from a turn that was begun. */
	readonly canContinue: boolean;
}

/** What is assumed where a server does not say: small enough for nearly all of them. */
const assumedContextTokens = 8192;

export async function serverFacts(door: ServerDoor, wanted: string, signal: AbortSignal): Promise<ServerFacts> {
	const listed = await orNothing(door.json(`${door.address.api}/models`, undefined, signal));
	const rows = listAt(listed, 'data');
	if (listed !== undefined && rows.length === 0 && wanted === '')
		throw at(listed, 'data') === undefined ? notAnEngine(door.host) : noModel(door.host);
	const model = wanted || textAt(rows[0], 'id') || '';
	const row = rows.find((each) => textAt(each, 'id') === model) ?? (wanted === '' ? rows[0] : undefined);
	const engine = await engineOf(door, textAt(row ?? rows[0], 'owned_by') ?? '', signal);
	const props = engine === 'llama.cpp' ? await orNothing(door.json(`${door.address.root}/props`, undefined, signal)) : undefined;
	const shown = engine === 'Ollama' ? await orNothing(door.json(`${door.address.root}/api/show`, { model }, signal)) : undefined;
	const path = textAt(props, 'model_path') ?? '';
	const template = textAt(props, 'chat_template') ?? textAt(shown, 'template') ?? '';
	const architecture = textAt(shown, 'model_info', 'general.architecture') ?? '';
	const names = [model, baseName(path), textAt(shown, 'model_info', 'general.basename') ?? ''].filter((name) => name !== '');
	return {
		engine,
		model,
		title: `${baseName(model).replace(/\.gguf$/iu, '') || 'model'} on ${door.host}`,
		family: familyFrom(architecture, names, template),
		contextTokens:
			countAt(props, 'default_generation_settings', 'n_ctx') ||
			countAt(row, 'max_model_len') ||
			countAt(row, 'context_length') ||
			countAt(row, 'max_context_length') ||
			countAt(row, 'meta', 'n_ctx') ||
			ollamaContext(shown) ||
			countAt(row, 'meta', 'n_ctx_train') ||
			assumedContextTokens,
		canContinue: engine === 'llama.cpp' || engine === 'vLLM' || engine === 'SGLang',
	};
}

/** Ollama runs a model with `num_ctx` tokens, 4096 where nobody says otherwise, whatever it was trained for. */
function ollamaContext(shown: unknown): number | undefined {
	if (shown === undefined) return undefined;
	return Number(/^num_ctx\s+(\d+)/mu.exec(textAt(shown, 'parameters') ?? '')?.[1] ?? 4096);
}

/** A server hides the template at times: then a hybrid's name alone says what it is. */
function familyFrom(architecture: string, names: readonly string[], template: string): Family {
	const family = familyOf({ architecture, names, template });
	if (family.id !== 'plain' || template !== '') return family;
	const name = names.join(' ').toLowerCase();
	const isHybrid = /qwen-?3(?!.*(?:coder|instruct))/u.test(name);
	return familyOf({ architecture: isHybrid ? 'qwen3' : '', names, template: isHybrid ? 'enable_thinking' : 'unknown' });
}

async function engineOf(door: ServerDoor, owner: string, signal: AbortSignal): Promise<Engine> {
	const known: Readonly<Record<string, Engine>> = { llamacpp: 'llama.cpp', vllm: 'vLLM', sglang: 'SGLang' };
	const named = known[owner.toLowerCase()];
	if (named !== undefined) return named;
	// Ollama says "library", or the name of whoever made the model; LM Studio and others say anything.
	const version = await orNothing(door.json(`${door.address.root}/api/version`, undefined, signal));
	return textAt(version, 'version') === undefined ? 'other' : 'Ollama';
}

/** Many paths are there on some servers only; that one is missing is no failure. Whoever cannot be reached, or wants a key, says so. */
async function orNothing(answer: Promise<unknown>): Promise<unknown> {
	try {
		return await answer;
	} catch (error) {
		const isMissing =
			error instanceof NotUnderstood || (error instanceof UserError && /does not know this kind|is not the answer/u.test(error.message));
		if (!isMissing || isAbort(error)) throw error;
		return undefined;
	}
}

export const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** Names of all models that a server offers. */
export async function modelNames(door: ServerDoor, signal: AbortSignal): Promise<readonly string[]> {
	const listed = await door.json(`${door.address.api}/models`, undefined, signal);
	if (!Array.isArray(at(listed, 'data'))) throw notAnEngine(door.host);
	return listAt(listed, 'data').flatMap((row) => textAt(row, 'id') ?? []);
}
