/** A word in a setting's key, and the widest scope that such a setting may have. */
const widest: Readonly<Record<string, keyof typeof narrowness>> = {
	endpoint: 'application',
	url: 'application',
	header: 'application',
	headers: 'application',
	key: 'application',
	token: 'application',
	allow: 'application',
	verify: 'application',
	path: 'machine',
	dir: 'machine',
	folder: 'machine',
	threads: 'machine',
	gpu: 'machine',
	command: 'machine-overridable',
};

const narrowness = { 'machine-overridable': 1, machine: 2, application: 3 };

/** The words of a camelCase key: `contextTokens` holds no `token`. */
export const wordsOf = (key: string): readonly string[] =>
	key
		.split('.')
		.flatMap((part) => part.split(/(?=[A-Z])/))
		.map((word) => word.toLowerCase());

/** A sentence for each setting that a workspace could set though its key says that it must not. */
export const missingScopes = (properties: Readonly<Record<string, { readonly scope?: string }>>): readonly string[] =>
	Object.entries(properties).flatMap(([key, { scope }]) => {
		const needed = wordsOf(key)
			.flatMap((word) => widest[word] ?? [])
			.sort((a, b) => narrowness[b] - narrowness[a])[0];
		const has = scope !== undefined && scope in narrowness ? narrowness[scope as keyof typeof narrowness] : 0;
		return needed !== undefined && has < narrowness[needed] ? [`${key} needs the scope ${needed}`] : [];
	});
