import { describe, expect, it } from 'vitest';
import { codeBlock } from '../../../src/core/fix/codeBlock.ts';
import { reindent } from '../../../src/core/fix/indentation.ts';

describe('the code of a reply', () => {
	it('is what stands in its first fenced block', () => {
		expect(codeBlock('Here it is:\n```ts\nconst a = 1;\n```\nDone.\n```\nother\n```')).toEqual({ code: 'const a = 1;', closed: true });
	});
	it('may hold shorter fences', () => {
		expect(codeBlock('````md\n```js\nx\n```\n````')).toEqual({ code: '```js\nx\n```', closed: true });
	});
	it('is known to be unfinished while the block is open', () => {
		expect(codeBlock('```ts\nconst a')).toEqual({ code: 'const a', closed: false });
	});
	it('ends before words that stand on the line of its fence, where no fence stands alone', () => {
		expect(codeBlock('```ts\nconst a = 1;\n``` This sets it.\nMore.')).toEqual({ code: 'const a = 1;', closed: true });
		expect(codeBlock('```md\n``` and more\ntext\n```\n')).toEqual({ code: '``` and more\ntext', closed: true });
		expect(codeBlock('```md\n```ts\ntext')).toEqual({ code: '```ts\ntext', closed: false });
	});
	it('is nothing where there is no block', () => {
		expect(codeBlock('I cannot do that.')).toBeUndefined();
	});
	it('keeps inner indentation and moves to that of the original', () => {
		expect(reindent('if (a) {\n  b();\n\n}', '\t\tif (x) {\n\t\t}')).toBe('\t\tif (a) {\n\t\t  b();\n\n\t\t}');
	});
});
