import { describe, expect, it } from 'vitest';
import { namesIn, readNames, renameMessages } from '../../../src/core/tasks/renameSuggestions.ts';

const names = (name: string, reply: string, taken = '', languageId = 'typescript') =>
	readNames(reply, { name, languageId, taken: namesIn(taken) });

describe('names', () => {
	it('are read from lists of any form, each once, five at most', () => {
		expect(names('d', '1. `retryDelay`\n2) waitMs: the wait\n- **pauseMs**\nretryDelay\n"gapMs"\ndelayMs\nlagMs')).toEqual([
			'retryDelay',
			'waitMs',
			'pauseMs',
			'gapMs',
			'delayMs',
		]);
	});

	it('are valid, no keyword, not the old one and not there already', () => {
		expect(names('d', 'retry-delay\n2wait\nclass\nd\nused\nfine', 'const used = 1;')).toEqual(['fine']);
		expect(names('d', 'lambda\nfine', '', 'python')).toEqual(['fine']);
		expect(names('d', 'Here are some names:\nfine')).not.toContain('are');
	});

	it.each([
		['oldName', 'new_name', 'newName'],
		['oldName', 'NewName', 'newName'],
		['old_name', 'newName', 'new_name'],
		['OLD_NAME', 'newName', 'NEW_NAME'],
		['OldName', 'new_name', 'NewName'],
		['_old', 'newName', '_newName'],
		['oldName', 'parseHTMLText', 'parseHTMLText'],
		['x', 'new_name', 'new_name'],
		['d', 'dRetryDelay', 'retryDelay'],
		['d', 'delay', 'delay'],
	])('for %s are written as it is: %s is %s', (name, reply, written) => {
		expect(names(name, reply)).toEqual([written]);
	});

	it('are asked for with the code around', () => {
		const [, user] = renameMessages({ name: 'd', label: 'a.ts', languageId: 'typescript', code: 'const d = 1;', taken: new Set() });
		expect(user?.content).toContain('```typescript\nconst d = 1;\n```');
		expect(user?.content).toContain('`d`');
	});
});
