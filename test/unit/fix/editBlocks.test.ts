import { describe, expect, it } from 'vitest';
import { blocksForm } from '../../../src/core/fix/blocksForm.ts';
import { readEditBlocks } from '../../../src/core/fix/editBlocks.ts';

const block = (search: string, replacement: string): string => `<<<<<<< SEARCH\n${search}\n=======\n${replacement}\n>>>>>>> REPLACE\n`;
const lines = ["import { a } from './a.ts';", '', 'function f() {', '\tg(1);', '\tg(2);', '}', '', 'function h() {', '\tg(1);', '}'];
const region = { first: 2, last: 5 };

const read = (reply: string, withImports = true) => blocksForm.read(reply, { lines, region, withImports });

describe('search-and-replace blocks', () => {
	it('are read from among other text and fences', () => {
		expect(readEditBlocks(`Here:\n\`\`\`ts\n${block('a', 'b')}\`\`\`\nand\n${block('c', '')}`)).toEqual({
			kind: 'blocks',
			blocks: [
				{ search: 'a', replacement: 'b' },
				{ search: 'c', replacement: '' },
			],
		});
	});

	it.each([
		['nothing at all', 'no search-and-replace block'],
		['<<<<<<< SEARCH\na\n=======\nb', 'not closed'],
		['<<<<<<< SEARCH\na', 'not closed'],
		['<<<<<<< SEARCH\na\n<<<<<<< SEARCH\nb\n=======\nc\n>>>>>>> REPLACE', 'not closed before the next mark'],
		['<<<<<<< SEARCH\na\n>>>>>>> REPLACE', 'not closed before the next mark'],
		[block(' ', 'b'), 'search part of a block was empty'],
		[block('a', 'b').repeat(21), 'more than 20 blocks'],
		['<'.repeat(1_000_000), 'no search-and-replace block'],
		['<<<<<<< SEARCH\n'.repeat(100_000), 'not closed'],
		['=======\n'.repeat(100_000), 'no search-and-replace block'],
	])('that are %.60j are refused', (reply, reason) => {
		const startMs = performance.now();
		const found = readEditBlocks(reply);
		expect(found.kind === 'unreadable' ? found.reason : '').toContain(reason);
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});

	it('change the lines that the model was shown, all at once', () => {
		expect(read(block('\tg(1);', '\tg(3);') + block('g(2)', 'g(4)'))).toEqual({
			kind: 'text',
			text: lines.join('\n').replace('g(1)', 'g(3)').replace('g(2)', 'g(4)'),
		});
	});

	it('may change the imports, unless there is a selection', () => {
		const reply = block("import { a } from './a.ts';", "import { a, g } from './a.ts';");
		expect(read(reply)).toEqual({ kind: 'text', text: lines.join('\n').replace('{ a }', '{ a, g }') });
		expect(read(reply, false)).toMatchObject({ kind: 'unreadable', reason: 'the code holds no such lines' });
	});

	it('take whole lines out without leaving empty ones', () => {
		expect(read(block('\tg(2);', ''))).toEqual({ kind: 'text', text: lines.join('\n').replace('\tg(2);\n', '') });
	});

	it.each([
		['name lines that are not there', block('g(9);', 'x'), 'the code holds no such lines'],
		['name lines beyond what was shown', block('function h() {', 'x'), 'the code holds no such lines'],
		['name lines that are there twice', block('g', 'x'), 'the code holds these lines 2 times'],
		['overlap', block('\tg(1);\n\tg(2);', 'x') + block('\tg(2);', 'y'), 'its blocks change the same lines twice'],
	])('that %s are refused', (_, reply, reason) => {
		const found = read(reply);
		expect(found.kind === 'unreadable' ? found.reason : '').toContain(reason);
	});

	it('are complete once something else follows', () => {
		expect(blocksForm.isComplete(block('a', 'b'))).toBe(false);
		expect(blocksForm.isComplete(`${block('a', 'b')}\n<<<<<<< SEARCH\n`)).toBe(false);
		expect(blocksForm.isComplete(`${block('a', 'b')}That is all.\n`)).toBe(true);
	});
});
