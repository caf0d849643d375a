import { expect, test } from 'vitest';
import { isFileReference } from '../../../webview-ui/fileReferences.ts';

test.each([
	['src/a.ts', true],
	['src/a.ts:12', true],
	['./src/a.test.tsx:12:3', true],
	['main.py:7', true],
	['.vscode/settings.json', true],
	['console.log', false],
	['a.b', false],
	['example.com:80', false],
	['https://a.example/b.html', false],
	['/etc/passwd.txt', false],
	['a/b', false],
	['x / y.z', false],
	['application/json', false],
])('%j is a file of the workspace: %s', (text, expected) => {
	expect(isFileReference(text)).toBe(expected);
});
