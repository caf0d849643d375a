import { describe, expect, it } from 'vitest';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import { ownDefinitions } from '../../../src/core/fix/ownDefinitions.ts';

const text = [
	'export interface Item {',
	'\treadonly price: number;',
	'}',
	'',
	'const rate = 0.2;',
	'',
	'interface Other {',
	'\ta: 1;',
	'}',
	'',
	'export function total(items: Item[]) {',
	'\tconst inner = rate;',
	'\treturn items[0].cost * inner;',
	'}',
].join('\n');

const request: FixRequest = {
	...{ label: 'a.ts', languageId: 'typescript', text, target: { first: 12, last: 12 }, definitions: [], effort: 'off' },
	problems: [{ lines: { first: 12, last: 12 }, message: "Property 'cost' does not exist on type 'Item'.", severity: 'error' }],
};
const region = { first: 10, last: 13 };

describe('what a file declares itself', () => {
	it('is shown of the names in the problem first, then of those in the code, and of no others', () => {
		expect(ownDefinitions(request, region)).toBe('export interface Item {\n\treadonly price: number;\n}\n\nconst rate = 0.2;');
	});
	it('is nothing where the region has it all', () => {
		expect(ownDefinitions(request, { first: 0, last: 13 })).toBe('');
	});
	it('stays short, and leaves long ones out', () => {
		const long = `class Item {\n${'\tfield = 1;\n'.repeat(200)}}\n\n${'const rate = 1;\n'.repeat(3000)}\n${text.slice(text.indexOf('export function'))}`;
		const first = long.split('\n').length - 4;
		expect(ownDefinitions({ ...request, text: long }, { first, last: first + 3 }).split('\n').length).toBeLessThan(45);
	});
});
