import { describe, expect, it } from 'vitest';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import { longestSuggestion, mayBeSuggested, promisesMending, suggestionOf } from '../../../src/core/fix/suggestion.ts';

const text = 'const a = f();\nconst b = g();\n';

describe('a suggestion', () => {
	it('tells the line that a quick fix makes', () => {
		const put = { from: 0, to: 0, text: "import { f } from './f';\n\n" };
		expect(suggestionOf({ title: 'Add import', edits: [put] }, text)).toBe("Add import: `import { f } from './f';`");
		const changed = [
			{ from: 25, to: 26, text: 'h' },
			{ from: 21, to: 22, text: 'c' },
		];
		expect(suggestionOf({ title: 'Change it', edits: changed }, text)).toBe('Change it: `const c = h();`');
	});

	it('is a mere title where there are more lines, a long one, or none', () => {
		const lines = { from: 0, to: 0, text: 'one\ntwo\n' };
		expect(suggestionOf({ title: 'Add lines', edits: [lines] }, text)).toBe('Add lines');
		expect(suggestionOf({ title: 'Add a line', edits: [{ ...lines, text: `${'x'.repeat(121)}\n` }] }, text)).toBe('Add a line');
		expect(suggestionOf({ title: 'Remove it', edits: [{ from: 0, to: 15, text: '' }] }, text)).toBe('Remove it');
	});

	it('is one short line, whatever its title says', () => {
		const suggestion = suggestionOf({ title: `Add\n${'x'.repeat(1000)}`, edits: [{ from: 0, to: 0, text: 'a;\n' }] }, text);
		expect(suggestion).toHaveLength(longestSuggestion);
		expect(suggestion).toMatch(/^Add x+: `a;`$/u);
	});
});

describe('a quick fix', () => {
	const message = "Property 'age' does not exist on type 'User'.";
	const request: FixRequest = {
		...{ label: 'a.ts', languageId: 'typescript', text, target: { first: 0, last: 0 }, definitions: [], effort: 'low' },
		problems: [{ lines: { first: 0, last: 0 }, severity: 'error', message }],
	};
	const makes = (code: string, title = 'Use another'): boolean =>
		mayBeSuggested({ title, edits: [{ from: 10, to: 13, text: code }] }, request);

	it('is no suggestion where it silences the problem, by its title or by its code', () => {
		expect(makes('g()')).toBe(true);
		expect(makes('g()', 'Ignore this error')).toBe(false);
		expect(makes('f() as any')).toBe(false);
		expect(makes('f(); // @ts-ignore')).toBe(false);
	});
});

describe('the title of a quick fix', () => {
	it.each([
		'Add import from "./point.ts"',
		'Update import from "./format"',
		"Change spelling to 'slugify'",
		"Add 'await'",
		"Add missing 'new' operator to call",
		'Add "import numpy as np"',
		'Import `std::collections::HashMap`',
		'Add import: "fmt"',
		'Include <vector>',
		"Change 'lenght' to 'length'",
		'Fix this eqeqeq problem',
	])('promises to mend: %s', (title) => expect(promisesMending(title)).toBe(true));

	it.each([
		'Ignore this error message',
		'Disable no-undef for this line',
		'Disable no-undef for the entire file',
		'Add @ts-ignore to all error messages',
		'Add # type: ignore',
		'Add `# noqa: F401`',
		'Suppress with #[allow(dead_code)]',
		"Change type to 'any'",
		'Add non-null assertion',
		'Replace with expression!',
		"Remove unused declaration for: 'a'",
		'Delete all unused declarations',
		'Infer parameter types from usage',
		"Declare property 'age'",
		"Add missing function declaration 'nowhere'",
		'Add missing properties',
		"Implement interface 'User'",
		"Convert 'unknown' to 'any'",
		'Create Type Stub For "numpy"',
		'Fix all auto-fixable problems',
		'Fix all detected spelling errors',
		'Edit settings',
	])('does not: %s', (title) => expect(promisesMending(title)).toBe(false));
});
