import { describe, expect, it } from 'vitest';
import { accepted, completionOf, type Scene } from './completionPicture.ts';

const expectCompletion = (picture: string, scene: Scene) => expect(completionOf(picture, scene).then(({ text }) => text)).resolves;
const expectReason = (picture: string, scene: Scene) => expect(completionOf(picture, scene).then(({ reason }) => reason)).resolves;
const expectAccepted = (picture: string, scene: Scene) => expect(accepted(picture, scene)).resolves;

describe('one line', () => {
	it('finishes the line and leaves the next one alone', async () => {
		await expectCompletion('const a = 1;\n║\nreturn a;', { model: 'const b = 2;\nreturn a;' }).toBe('const b = 2;');
	});
	it('finishes a word', async () => {
		await expectCompletion('function f(x) {\n\tretu║\n}', { model: 'rn x * 2;\n}' }).toBe('rn x * 2;');
	});
	it('finishes an expression in the middle of the file', async () => {
		await expectCompletion('const total = items.║\nconsole.log(total);\n', {
			model: 'reduce((a, b) => a + b, 0);\nconsole.log(total);',
		}).toBe('reduce((a, b) => a + b, 0);');
	});
	it('finishes a comment, brackets and apostrophes included', async () => {
		await expectCompletion("// Doesn't throw (it ║\nfoo();", { model: "returns the caller's error).\nfoo();" }).toBe(
			"returns the caller's error).",
		);
	});
	it('finishes a string whose quote is closed already', async () => {
		await expectAccepted('throw new Error("No such ║");', { model: 'file: " + path);' }).toBe('throw new Error("No such file: " + path║);');
		await expectAccepted("log('hello ║')", { model: "world')" }).toBe("log('hello world║')");
		await expectAccepted('print(f"{na║}")', { model: 'me}")' }).toBe('print(f"{name║}")');
	});
	it('finishes a template', async () => {
		await expectAccepted('const s = `Hello $' + '{na║}`;', { model: 'me}!`;' }).toBe('const s = `Hello $' + '{name}!║`;');
	});
	it('shows nothing where the model only repeats the next line', async () => {
		await expectReason('let a;\n║\nlet b;', { model: 'let b;\n' }).toBe('nextLine');
	});
	it('shows nothing where the model goes to the next line at once', async () => {
		await expectReason('foo();║\nbar();', { model: '\nbar();' }).toBe('endOfExtent');
	});
	it('shows nothing for a bracket or a semicolon alone', async () => {
		await expectReason('foo()║\n', { model: ';' }).toBe('tooShort');
	});
	it('shows nothing where the model says nothing', async () => {
		await expectReason('foo();\n║', { model: '' }).toBe('empty');
		await expectReason('foo();\n║', { model: '  \n\t\n' }).toBe('empty');
	});
});

describe('brackets that the editor closed', () => {
	it.each([
		['foo(║)', 'a, b)', 'foo(a, b║)'],
		['foo(║);', 'a, b);', 'foo(a, b║);'],
		['foo(║);', 'a, b)', 'foo(a, b║);'],
		['foo(║)', 'a, b);', 'foo(a, b);║'],
		['foo(║)', 'a, bar(b))', 'foo(a, bar(b)║)'],
		['const a = [║];', '1, 2, 3];', 'const a = [1, 2, 3║];'],
		['if (║)', 'x > 0) return;', 'if (x > 0) return;║'],
		['app.get("/", (req, res) => {║})', ' res.end(); })', 'app.get("/", (req, res) => { res.end(); ║})'],
		['x = {"a": [║]}', '1, 2], "b": 3}', 'x = {"a": [1, 2], "b": 3║}'],
		['foo(║ )', 'a, b)', 'foo(a, b║ )'],
		['<div className="║">', 'wide">', '<div className="wide║">'],
	])('%s + %s', async (picture, model, after) => {
		await expectAccepted(`${picture}\n`, { model }).toBe(`${after}\n`);
	});

	it('are left where they are by a client that can only insert', async () => {
		await expectAccepted('if (║)\n', { model: 'x > 0) return;', snapshot: { canReplace: false } }).toBe('if (x > 0║)\n');
	});
	it('close the block that the completion fills', async () => {
		await expectAccepted('function add(a, b) {║}\n', { model: '\n\treturn a + b;\n}\n\nfoo' }).toBe(
			'function add(a, b) {\n\treturn a + b;\n║}\n',
		);
	});
});

describe('text right of the cursor', () => {
	it('keeps quiet within a line', async () => {
		await expectReason('const x = ║ + 1;', { model: 'y' }).toBe('textToTheRight');
		await expectReason('foo║bar()', { model: 'y' }).toBe('textToTheRight');
	});
	it('is not written again when asked for', async () => {
		await expectCompletion('const x = ║ + offset;', { model: 'items.length + offset;', snapshot: { trigger: 'explicit' } }).toBe(
			'items.length',
		);
	});
});

describe('blocks', () => {
	it('fills the body of a function and does not close it twice', async () => {
		await expectCompletion('function add(a, b) {\n\t║\n}\n', { model: 'const sum = a + b;\n\treturn sum;\n}\n\nfunction' }).toBe(
			'const sum = a + b;\n\treturn sum;',
		);
	});
	it('closes the function at the end of the file', async () => {
		await expectCompletion('function add(a, b) {\n\t║', { model: 'return a + b;\n}\n\nfunction sub' }).toBe('return a + b;\n}');
	});
	it('fills a block behind its opening line', async () => {
		await expectCompletion('def add(a, b):║\n\nprint(add(1, 2))\n', {
			model: '\n    return a + b\n\nprint(add(1, 2))',
			snapshot: { languageId: 'python' },
		}).toBe('\n    return a + b');
	});
	it('writes one statement on a blank line', async () => {
		await expectCompletion('foo();\n║\n', { model: 'bar();\nbaz();\nqux();' }).toBe('bar();');
	});
	it('writes one statement with the block it opens', async () => {
		await expectCompletion('foo();\n║\n', { model: 'if (a) {\n\tbar();\n} else {\n\tqux();\n}\nbaz();' }).toBe(
			'if (a) {\n\tbar();\n} else {\n\tqux();\n}',
		);
		await expectCompletion('x = 1\n║\n', { model: 'if x:\n    a()\nelse:\n    b()\nc()\n' }).toBe('if x:\n    a()\nelse:\n    b()');
	});
	it('ends where the enclosing block ends', async () => {
		await expectCompletion('class A:\n    def f(self):\n        x = 1\n        ║\n\n    def g(self):\n', {
			model: 'return x\n\n    def h(self):\n        pass',
		}).toBe('return x');
	});
	it('does not leave a block by itself', async () => {
		await expectReason('if (a) {\n\tfoo();\n\t║\n}\n', { model: '\n}\nbar();' }).not.toBe('shown');
	});
	it('drops the last line where the token limit cut it', async () => {
		const lines = Array.from({ length: 40 }, (_, index) => `\tcall${index}(argument${index});`);
		const { text } = await completionOf('function f() {\n║\n}\n', { model: lines.join('\n') });
		expect(lines).toContain(text.split('\n').at(-1));
	});
});

describe('odd files', () => {
	it('an empty file has nothing to go on', async () => {
		await expectReason('║', { model: 'import os' }).toBe('nothingWritten');
		await expectReason('\n\n║\n', { model: 'import os' }).toBe('nothingWritten');
	});
	it('CRLF stays CRLF', async () => {
		await expectCompletion('function f() {\r\n\t║\r\n}\r\n', { model: 'const a = 1;\n\treturn a;\n}' }).toBe('const a = 1;\r\n\treturn a;');
	});
	it('tabs stay tabs', async () => {
		await expectCompletion('if (a) {\n\t\t║\n}', { model: 'for (;;) {\n\t\t\tb();\n\t\t}\n}' }).toBe('for (;;) {\n\t\t\tb();\n\t\t}');
	});
	it('emoji survive', async () => {
		await expectCompletion('const mood = ["🙂", ║];', { model: '"🙃", "🤖"];' }).toBe('"🙃", "🤖"');
	});
	it('a very long line is completed at its end', async () => {
		const line = `const data = [${'1234, '.repeat(2000)}`;
		await expectCompletion(`${line}║`, { model: '5678];\n' }).toBe('5678];');
	});
	it('a model in a loop is cut short', async () => {
		const { text } = await completionOf('const a = ║', { model: `"${'abc '.repeat(100)}` });
		expect(text.length).toBeLessThan(20);
	});
	it('a third equal line is one too many', async () => {
		await expectCompletion('function f() {\n║\n}', { model: '\tpush(1);\n\tpush(1);\n\tpush(1);\n\tpush(1);\n' }).toBe(
			'\tpush(1);\n\tpush(1);',
		);
	});
	it('hidden characters and keys are never offered', async () => {
		await expectReason('const a = ║', { model: '"admin\u202E";' }).toBe('invisible');
		await expectReason('const a = ║', { model: '"\u0007bell";' }).toBe('invisible');
		await expectReason('const key = ║', { model: '"AKIAABCDEFGHIJKLMNOP";' }).toBe('secret');
	});
});

describe('with the suggest widget open', () => {
	it('shows what extends the selected entry', async () => {
		await expectCompletion('items.le║', { model: 'ngth > 0;', snapshot: { suggestItem: { typed: 'le', text: 'length' } } }).toBe(
			'ngth > 0;',
		);
	});
	it('shows nothing else', async () => {
		await expectReason('items.le║', { model: 'ngth > 0;', snapshot: { suggestItem: { typed: 'le', text: 'left' } } }).toBe('suggestWidget');
		await expectReason('items.le║', { model: 'ngth', snapshot: { suggestItem: { typed: 'le', text: 'filter' } } }).toBe('suggestWidget');
	});
});
