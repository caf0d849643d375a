import type { Interpreter } from '@huggingface/jinja';

/** A value of the library, which keeps its classes to itself: `value` tells what it is. */
export type Value = ReturnType<Interpreter['evaluate']>;

export const isNone = (value: Value): boolean => value.type === 'NullValue';
export const isUndefined = (value: Value): boolean => value.type === 'UndefinedValue';

/** What Python's `str` makes of a value; nothing of an undefined one. */
export const textOf = (value: Value): string => (typeof value.value === 'string' ? value.value : isUndefined(value) ? '' : repr(value));

export function equal(left: Value, right: Value): boolean {
	const [a, b] = [left.value, right.value];
	if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => equal(item, b[index] ?? right));
	if (a instanceof Map && b instanceof Map) {
		return a.size === b.size && [...a].every(([key, item]) => b.has(key) && equal(item, b.get(key) ?? right));
	}
	return isNone(left) === isNone(right) && plain(a) === plain(b);
}

/** True is 1 in Python. */
const plain = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);

function repr(value: Value): string {
	const inner = value.value;
	if (typeof inner === 'string') return quoted(inner);
	if (typeof inner === 'boolean') return inner ? 'True' : 'False';
	if (Array.isArray(inner)) {
		const items = inner.map(repr).join(', ');
		return value.type === 'TupleValue' ? `(${items}${inner.length === 1 ? ',' : ''})` : `[${items}]`;
	}
	if (inner instanceof Map) return `{${[...inner].map(([key, item]) => `${quoted(key)}: ${repr(item)}`).join(', ')}}`;
	return isNone(value) ? 'None' : isUndefined(value) ? 'Undefined' : value.toString();
}

function quoted(text: string): string {
	const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
	const escaped = text.replace(
		/[\\\p{Cc}]/gu,
		(character) => escapes[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
	);
	return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
