import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/core/completion/place.ts';
import { endOfExtent } from '../../../../src/core/completion/postprocess/endOfExtent.ts';
import { snapshotOf } from '../../../golden/completionPicture.ts';

const cut = (picture: string, text: string, isOpen = false): string => {
	const end = endOfExtent(text, placeOf(snapshotOf(picture)), isOpen);
	return end === undefined ? `${text}…` : text.slice(0, end);
};

describe('the end of what is completed', () => {
	it('is the line end within a line', () => {
		expect(cut('const a = ║', '1;\nconst b')).toBe('1;');
		expect(cut('const a = ║', '1;')).toBe('1;…');
	});
	it('is the end of a statement on a blank line', () => {
		expect(cut('a();\n║', 'b();\nc();')).toBe('b();');
		expect(cut('a();\n║', 'b(\n\t1,\n);\nc();')).toBe('b(\n\t1,\n);');
		expect(cut('a();\n║', 'b\n\t.c()\n\t.d();\ne();')).toBe('b\n\t.c()\n\t.d();');
		expect(cut('a();\n║', '\nfunction f() {\n\tg();\n}\n\nfunction h')).toBe('\nfunction f() {\n\tg();\n}');
	});
	it('goes on through else, catch and finally', () => {
		const text = 'try {\n\ta();\n} catch {\n\tb();\n} finally {\n\tc();\n}';
		expect(cut('x();\n║', `${text}\ny();`)).toBe(text);
	});
	it('is where the block is left', () => {
		expect(cut('if (a) {\n\t║', 'b();\n\tc();\n}\nd();')).toBe('b();\n\tc();\n}');
		expect(cut('class A:\n    def f(self):\n        ║', 'a()\n        b()\n\n    def g')).toBe('a()\n        b()\n');
		expect(cut('if (a) {\n\tb();\n\t║', '\n}\nd();')).toBe('');
	});
	it('is not where a line is unfinished', () => {
		expect(cut('a\n║', 'b |\nc \\\n  -d\ne')).toBe('b |\nc \\\n  -d');
		expect(cut('a\n║', 'if b\nthen\n  c\nfi\nd')).toBe('if b\nthen\n  c\nfi');
		expect(cut('a\n║', 'case $b in\nc)\n  d\n  ;;\nesac\ne')).toBe('case $b in\nc)\n  d\n  ;;\nesac');
	});
	it('is not behind a decorator', () => {
		expect(cut('a();\n║', '@b()\nclass C {\n\td;\n}\ne();')).toBe('@b()\nclass C {\n\td;\n}');
		expect(cut('a();\n║', '#[b]\nfn c() {\n\td;\n}\ne();')).toBe('#[b]\nfn c() {\n\td;\n}');
	});
	it('waits for the first word of a line that is still being written', () => {
		expect(cut('if x:\n    a()\n║', 'if y:\n    b()\nel', true)).toBe('if y:\n    b()\nel…');
		expect(cut('if x:\n    a()\n║', 'if y:\n    b()\nelse:\n    c()\nd(', true)).toBe('if y:\n    b()\nelse:\n    c()');
	});
	it('gives the same for any cut of the stream', () => {
		const picture = 'a();\n║';
		const text = 'if (b) {\n\tc();\n} else {\n\td();\n}\ne();\n';
		const ends = Array.from({ length: text.length + 1 }, (_, length) =>
			endOfExtent(text.slice(0, length), placeOf(snapshotOf(picture)), true),
		);
		expect(new Set(ends.filter((end) => end !== undefined))).toEqual(new Set([text.indexOf('\ne();')]));
	});
});
