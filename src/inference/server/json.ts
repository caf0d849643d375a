/** Reads what another program sent: anything may be missing, or of another type. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
	path.reduce<unknown>(
		(inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined),
		value,
	);

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string | undefined => {
	const found = at(value, ...path);
	return typeof found === 'string' ? found : undefined;
};

export const countAt = (value: unknown, ...path: readonly (string | number)[]): number | undefined => {
	const found = at(value, ...path);
	return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined;
};

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
	const found = at(value, ...path);
	return Array.isArray(found) ? found : [];
};
