import { afterAll, describe, expect, it } from 'vitest';
import { surroundingsAt } from '../../../src/core/completion/syntax.ts';
import { TreeSitter } from '../../../src/inference/syntaxTrees.ts';
import { grammarFolder, openTrees } from '../../lib/syntaxTrees.ts';

const trees = openTrees();
afterAll(() => trees.dispose());

const kindsOf = (languageId: string, text: string) =>
	trees.read(languageId, text, (root) => [root.type, root.hasError, root.firstChild?.type, root.endIndex]);

describe('syntax trees', () => {
	it('of a language are there once it is prepared, and of one without a grammar never', async () => {
		expect(kindsOf('go', 'package a')).toBeUndefined();
		await Promise.all([trees.prepare('go'), trees.prepare('go'), trees.prepare('fortran')]);
		expect(kindsOf('go', 'package a')).toEqual(['source_file', false, 'package_clause', 9]);
		expect(kindsOf('fortran', 'end')).toBeUndefined();
	});

	it.each([
		['c', 'int a;'],
		['cpp', 'class A {};'],
		['csharp', 'class A { void F() { } }'],
		['css', 'a { color: red; }'],
		['go', 'func f() {}'],
		['java', 'class A { void f() { } }'],
		['javascript', 'const a = () => 1;'],
		['javascriptreact', 'const a = <b>c</b>;'],
		['php', '<?php function f(): int { return 1; }'],
		['python', 'def f():\n    return 1\n'],
		['ruby', 'def f\n  1\nend\n'],
		['rust', 'fn f() -> u32 { 1 }'],
		['shellscript', 'if true; then\n  echo a\nfi\n'],
		['typescript', 'const a: number = 1 as const;'],
		['typescriptreact', 'const a: JSX.Element = <b c={1}>d</b>;'],
	])('read %s', async (languageId, text) => {
		await trees.prepare(languageId);
		expect(trees.read(languageId, text, (root) => root.hasError)).toBe(false);
		expect(trees.read(languageId, `${text} ((`, (root) => root.hasError)).toBe(true);
	});

	it('count UTF-16 units', async () => {
		await trees.prepare('javascript');
		const text = 'const a = "🙂é"; // 🙃';
		expect(trees.read('javascript', text, (root) => root.descendantForIndex(text.length - 1, text.length)?.startIndex)).toBe(17);
	});

	it('are those of the text, whatever was read before', async () => {
		await trees.prepare('typescript');
		const text = 'function f(a: number) {\n\treturn { a, b: [1, 2] };\n}\n\nclass A {\n\tm() {\n\t\tf(1);\n\t}\n}\n';
		const fresh = openTrees();
		await fresh.prepare('typescript');
		for (let length = 0; length <= text.length; length++) {
			for (const shown of [text.slice(0, length), text.slice(0, length) + text.slice(length + 7)]) {
				trees.read('typescript', shown, () => undefined);
			}
		}
		const whole = (of: TreeSitter) => of.read('typescript', text, (root) => [root.hasError, root.descendantForIndex(70, 71)?.type]);
		expect(whole(trees)).toEqual(whole(fresh));
		fresh.dispose();
	});

	it('give up on a text that takes too long', async () => {
		await trees.prepare('javascript');
		expect(trees.read('javascript', '({['.repeat(60_000), (root) => root.type)).toBeUndefined();
		expect(trees.read('javascript', 'a', (root) => root.type)).toBe('program');
	});

	it('are told missing once where the grammars are, and completions go on without', async () => {
		const warnings: string[] = [];
		const without = new TreeSitter(`${grammarFolder}/nowhere`, { warn: (message) => void warnings.push(message) });
		await without.prepare('python');
		await without.prepare('python');
		expect(without.read('python', 'a', (root) => root.type)).toBeUndefined();
		expect(warnings).toHaveLength(1);
	});
});

describe('what the cursor lies in', () => {
	const at = async (languageId: string, picture: string): Promise<string> => {
		await trees.prepare(languageId);
		const [before = '', after = ''] = picture.split('║');
		const found = surroundingsAt(languageId, before, after, trees);
		return found === undefined
			? 'unknown'
			: found.kind === 'code'
				? `code${found.isInterpolated ? ' in a string' : ''}`
				: `${found.kind}${found.isFromAbove ? ' from above' : ''}${found.isClosed ? ', closed' : ''}`;
	};
	it.each([
		['typescript', 'const a = ║;\n', 'code'],
		['typescript', '// a ║\nb();\n', 'comment'],
		['typescript', '/* a ║\nb();\n', 'comment'],
		['typescript', '/**\n * a ║\n */\nb();\n', 'comment from above, closed'],
		['typescript', 'const a = "b ║";\n', 'string, closed'],
		['typescript', 'const a = "b ║\nfoo();\n', 'string'],
		['typescript', 'const a = `b\n║`;\n', 'string from above, closed'],
		['typescript', 'const a = `b $' + '{║}`;\n', 'code in a string'],
		['typescript', 'const a = `b\n║', 'string from above'],
		['python', 'def f():\n    """A\n    ║\n    return 1\n', 'string from above'],
		['typescript', 'let a: string║;\n', 'code'],
		['python', 'def f():\n    """A\n    ║\n    """\n', 'string from above, closed'],
		['python', 'x = f"{║}"\n', 'code in a string'],
		['python', '# a ║\nb()\n', 'comment'],
		['go', 's := `a ║`\n', 'string, closed'],
		['rust', '/// a ║\nfn f() {}\n', 'comment, closed'],
		['cpp', "char a = '║';\n", 'string, closed'],
		['csharp', 'var a = $"b {║}";\n', 'code in a string'],
		['ruby', 'a = "b #{║}"\n', 'code in a string'],
		['php', "<?php\n$a = 'b ║';\n", 'string, closed'],
		['shellscript', 'echo "a ║"\n', 'string, closed'],
		['css', '/* a ║ */\nb {}\n', 'comment, closed'],
		['plaintext', '// a ║', 'unknown'],
	])('%s %j: %s', async (languageId, picture, expected) => {
		expect(await at(languageId, picture)).toBe(expected);
	});
});
