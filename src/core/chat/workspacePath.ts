export interface WorkspaceFolder {
	readonly name: string;
	/** Absolute. */
	readonly path: string;
}

/** Where a path may lead, the likelier place first. With several folders it begins with the name of its folder; a model may leave that out. */
export function placesOf(
	path: string,
	folders: readonly WorkspaceFolder[],
): readonly { readonly folder: string; readonly below: string }[] {
	const named = folders.length < 2 ? [] : folders.filter(({ name }) => path.startsWith(`${name}/`));
	return [
		...named.map((folder) => ({ folder: folder.path, below: path.slice(folder.name.length + 1) })),
		...folders.map((folder) => ({ folder: folder.path, below: path })),
	];
}
