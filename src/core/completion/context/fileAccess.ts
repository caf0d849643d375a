/** Files of the project, for what reads them while nobody types. Paths are absolute, with `/`. */
export interface FileAccess {
	/** `undefined` where there is no such file, or none of text in a usual size. */
	read(path: string): Promise<string | undefined>;
	/** Names of the files in a folder; none where there is no such folder. */
	list(folder: string): Promise<readonly string[]>;
	/** Where a link leads. */
	realPath(path: string): Promise<string>;
}
