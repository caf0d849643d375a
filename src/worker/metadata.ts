import type { LlamaModel } from 'node-llama-cpp';
import type { ModelFacts } from '../core/models/families.ts';
import type { KvShape } from '../core/models/fit.ts';

/** What the file says of itself, for the table of families. */
export function modelFacts({ fileInfo: { metadata } }: LlamaModel, fileName: string): ModelFacts {
	const text = (...path: readonly string[]): string => {
		const value = at(metadata, path);
		return typeof value === 'string' ? value : '';
	};
	return {
		architecture: text('general', 'architecture'),
		names: [text('general', 'name'), text('general', 'basename'), fileName].filter((name) => name !== ''),
		template: text('tokenizer', 'chat_template'),
	};
}

export function kvShape({ fileInfo: { metadata } }: LlamaModel): KvShape {
	const architecture = String(at(metadata, ['general', 'architecture']));
	const number = (...path: readonly string[]): number | undefined => {
		const value = at(metadata, [architecture, ...path]);
		const first: unknown = Array.isArray(value) ? Math.max(...value.map(Number)) : value;
		return typeof first === 'number' ? first : undefined;
	};
	const heads = number('attention', 'head_count') ?? 1;
	const headLength = (number('embedding_length') ?? 0) / heads;
	return {
		blockCount: number('block_count') ?? 0,
		headCountKv: number('attention', 'head_count_kv') ?? heads,
		keyLength: number('attention', 'key_length') ?? headLength,
		valueLength: number('attention', 'value_length') ?? headLength,
	};
}

const at = (value: unknown, path: readonly string[]): unknown =>
	path.reduce<unknown>(
		(inner, key) => (typeof inner === 'object' && inner !== null ? Object.entries(inner).find(([name]) => name === key)?.[1] : undefined),
		value,
	);
