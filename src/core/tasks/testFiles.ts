/** Where the tests of a file go, relative as `path` is: as those of the sample do, else as the language has it. `taken`: paths that are there. */
export function testPathFor(path: string, languageId: string, taken: (path: string) => boolean, samplePath?: string): string {
	const { folder, base, extension } = partsOf(path);
	const sample = samplePath === undefined ? undefined : partsOf(samplePath);
	const isApart = sample !== undefined && /(?:^|\/)(?:tests?|specs?|__tests__)(?:\/|$)/u.test(sample.folder);
	const into = isApart ? sample.folder : folder;
	const name = (count: string): string => {
		switch (languageId) {
			case 'python':
				return `test_${base}${count}.py`;
			case 'go':
				return `${base}${count}_test.go`;
			case 'ruby':
				return `${base}${count}_spec.rb`;
			case 'java':
			case 'csharp':
				return `${base}${count}Test.${extension}`;
			default:
				return `${base}${count}.${sample?.base.endsWith('.spec') === true ? 'spec' : 'test'}.${extension}`;
		}
	};
	const inFolder = (count: string): string => (into === '' ? name(count) : `${into}/${name(count)}`);
	let found = inFolder('');
	for (let count = 2; taken(found) && count < 100; count++) {
		found = inFolder(String(count));
	}
	return found;
}

function partsOf(path: string): { readonly folder: string; readonly base: string; readonly extension: string } {
	const [, folder = '', base = '', extension = ''] = /^(?:(.*)\/)?(.+?)(?:\.(\w+))?$/u.exec(path.replaceAll('\\', '/')) ?? [];
	return { folder, base, extension };
}

/** How a module in `to` is imported from a file at `from`, in the manner of the imports of `text`. */
export function specifierOf(from: string, to: string, text: string): string {
	const [here, there] = [from, to].map((path) => path.split('/'));
	const target = there ?? [];
	const start = (here ?? []).slice(0, -1);
	let same = 0;
	while (same < start.length && same < target.length - 1 && start[same] === target[same]) same++;
	const up = start.slice(same).map(() => '..');
	const relative = [...(up.length === 0 ? ['.'] : up), ...target.slice(same)].join('/');
	const ending = /from\s*['"]\.[^'"]*?(\.(?:[cm]?[jt]sx?))['"]/u.exec(text)?.[1];
	const bare = relative.replace(/\.[cm]?[jt]sx?$/u, '');
	if (ending !== undefined) {
		return /\.[cm]?ts/u.test(ending) ? relative : bare + ending;
	}
	// Node wants the ending of a script.
	return /\.[cm]?jsx?$/u.test(to) ? relative : bare;
}

/** Whether a path is that of a test, by the ways of naming them that languages have. */
export const isTestPath = (path: string): boolean =>
	/(?:^|\/)(?:test_[^/]+\.py|[^/]+_(?:test|spec)\.\w+|[^/]+\.(?:test|spec)\.\w+|[^/]+Tests?\.(?:java|cs|kt))$/u.test(path);

/** The path that shares the most folders with another one. */
export function nearestTo(path: string, others: readonly string[]): string | undefined {
	const folders = path.split('/').slice(0, -1);
	const shared = (other: string): number => {
		const parts = other.split('/');
		const first = folders.findIndex((folder, index) => folder !== parts[index]);
		return first < 0 ? folders.length : first;
	};
	return [...others].sort((a, b) => shared(b) - shared(a) || a.length - b.length || a.localeCompare(b))[0];
}

/** What tests are written with: as another one has it, else as the project's manifest names it, else what comes with the language. */
export function libraryIn(languageId: string, sample: string | undefined, manifest: string | undefined): string | undefined {
	const named = (text: string): string | undefined => libraries.find((name) => new RegExp(`["']${name}["']`, 'u').test(text));
	switch (languageId) {
		case 'typescript':
		case 'typescriptreact':
		case 'javascript':
		case 'javascriptreact':
			return named(sample ?? '') ?? named(manifest ?? '') ?? 'node:test and node:assert/strict';
		case 'python':
			return /\bunittest\b/u.test(sample ?? '') ? 'unittest' : 'pytest';
		default:
			return undefined;
	}
}

const libraries: readonly string[] = ['vitest', '@jest/globals', 'jest', 'node:test', 'mocha', 'ava', 'bun:test'];
