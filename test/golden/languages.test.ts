import { describe, expect, it } from 'vitest';
import { accepted, completionOf } from './completionPicture.ts';

/** The file before, what the model writes, and the file after Tab. */
type Picture = readonly [name: string, before: string, model: string, after: string];

const pictures: Readonly<Record<string, readonly Picture[]>> = {
	typescript: [
		[
			'a comment on a blank line comes with what it stands above',
			'a();\n║\n',
			'// Adds.\nfunction add(a: number) {\n\treturn a;\n}\n\nfunction sub() {',
			'a();\n// Adds.\nfunction add(a: number) {\n\treturn a;\n}║\n',
		],
		['a comment never goes on as code', '// The sum of ║\nfoo();\n', 'all items.\nconst sum = 0;', '// The sum of all items.║\nfoo();\n'],
		[
			'a comment that is closed below is not closed again',
			'/*\n * The sum║\n */\nfoo();\n',
			' of all. */\nbar();',
			'/*\n * The sum of all.║\n */\nfoo();\n',
		],
		['a comment that nobody closed ends with its mark', '/* The sum ║\nfoo();\n', 'of all */ bar();', '/* The sum of all */║\nfoo();\n'],
		['a comment closed on this line', '/* The sum ║ */\nfoo();\n', 'of all */\nbar();', '/* The sum of all║ */\nfoo();\n'],
		['a template goes on for lines', 'a();\n║\n', 'const s = `\none {\n`;\nb();', 'a();\nconst s = `\none {\n`;║\n'],
		[
			'within a template it is left to the file to close it',
			'const s = `\none ║\n`;\nb();\n',
			'twenty`;\nc();',
			'const s = `\none twenty║\n`;\nb();\n',
		],
		['quotes in a template', 'const s = `\n\t"co║\n`;\nb();\n', 'de": "big",\n\t"c": 1', 'const s = `\n\t"code": "big",║\n`;\nb();\n'],
		['an expression in a template', 'const s = `a $' + '{║}`;\nb();\n', 'name}`;\nc();', 'const s = `a $' + '{name║}`;\nb();\n'],
		[
			'a chain of calls',
			'a();\n║\n',
			'items\n\t.map((item) => {\n\t\treturn item.id;\n\t})\n\t.filter(Boolean);\nb();',
			'a();\nitems\n\t.map((item) => {\n\t\treturn item.id;\n\t})\n\t.filter(Boolean);║\n',
		],
		[
			'the body of a callback, closed by the editor',
			'items.map((item) => {║});\n',
			'\n\treturn item.id;\n});\nb();',
			'items.map((item) => {\n\treturn item.id;\n║});\n',
		],
		[
			'a body with a condition and its other branch',
			'function f(a) {\n\t║\n}\n',
			'if (a) {\n\t\tb();\n\t} else {\n\t\tc();\n\t}\n}\n\nfunction g',
			'function f(a) {\n\tif (a) {\n\t\tb();\n\t} else {\n\t\tc();\n\t}║\n}\n',
		],
		[
			'a decorator comes with its class',
			"import a from 'a';\n\n║\n",
			"@Component({ selector: 'a' })\nclass A {\n\tb = 1;\n}\n\nclass C {",
			"import a from 'a';\n\n@Component({ selector: 'a' })\nclass A {\n\tb = 1;\n}║\n",
		],
		[
			'a case of a switch',
			'switch (a) {\n\tcase 1:║\n}\n',
			'\n\t\tb();\n\t\tbreak;\n\tcase 2:\n\t\tc();',
			'switch (a) {\n\tcase 1:\n\t\tb();\n\t\tbreak;║\n}\n',
		],
		['a bracket in a regular expression opens nothing', 'a();\n║\n', 'const r = /[({]/;\nb();\nc();', 'a();\nconst r = /[({]/;║\n'],
		[
			'a member of an object, nested',
			'const a = {\n\tb: 1,\n\t║\n};\n',
			'c: {\n\t\td: 2,\n\t},\n\te: 3,',
			'const a = {\n\tb: 1,\n\tc: {\n\t\td: 2,\n\t},║\n};\n',
		],
		['an import', "import { ║ } from 'node:fs';\n", "readFile } from 'node:fs';", "import { readFile║ } from 'node:fs';\n"],
		['arguments on their own lines', 'foo(\n\ta,\n\t║\n);\n', 'beta,\n\tc,\n);\nbar();', 'foo(\n\ta,\n\tbeta,║\n);\n'],
		['a type of several lines', 'type A =║\n', "\n\t| 'b'\n\t| 'c';\ntype D", 'type A =║\n'],
	],
	javascript: [
		[
			'a function behind exports',
			"'use strict';\n\n║\n",
			'module.exports = function (a) {\n  return a;\n};\n\nfunction b() {',
			"'use strict';\n\nmodule.exports = function (a) {\n  return a;\n};║\n",
		],
		['no semicolons', 'const a = 1\n║\n', 'const b = a\n  + 2\nconst c = 3\n', 'const a = 1\nconst b = a\n  + 2║\n'],
		[
			'try, catch and finally',
			'a();\n║\n',
			'try {\n\tb();\n} catch (error) {\n\tc();\n} finally {\n\td();\n}\ne();',
			'a();\ntry {\n\tb();\n} catch (error) {\n\tc();\n} finally {\n\td();\n}║\n',
		],
		['a string with a bracket in it', 'log("a {║");\n', 'beta}");\nfoo();', 'log("a {beta}║");\n'],
		[
			'what stands below is not written again',
			'const a = 1;\n║\nconst c = 3;\n',
			'const b = 2;\nconst c = 3;\n',
			'const a = 1;\nconst b = 2;║\nconst c = 3;\n',
		],
	],
	typescriptreact: [
		['an attribute', 'const a = <div className={║}>b</div>;\n', 'styles.c}>b</div>;', 'const a = <div className={styles.c║}>b</div>;\n'],
		[
			'an element with its children',
			'const a = (\n\t<ul>\n\t\t║\n\t</ul>\n);\n',
			'<li>\n\t\t\tOne\n\t\t</li>\n\t\t<li>Two</li>\n\t</ul>',
			'const a = (\n\t<ul>\n\t\t<li>\n\t\t\tOne\n\t\t</li>║\n\t</ul>\n);\n',
		],
		['an expression between tags', 'const a = <b>{║}</b>;\n', 'name}</b>;', 'const a = <b>{name║}</b>;\n'],
		[
			'a handler',
			'const a = <b onClick={() => ║} />;\n',
			'setCount(count + 1)} />;',
			'const a = <b onClick={() => setCount(count + 1)║} />;\n',
		],
	],
	python: [
		[
			'a decorator comes with its function',
			'import a\n\n║\n',
			'@a.cached\ndef f(x):\n    return x\n\ndef g():',
			'import a\n\n@a.cached\ndef f(x):\n    return x║\n',
		],
		[
			'a docstring ends where it is closed',
			'def f():\n    """Say.\n\n    ║\n    """\n    return 1\n',
			'More of it."""\n    return 2',
			'def f():\n    """Say.\n\n    More of it.║\n    """\n    return 1\n',
		],
		['a string of several lines', 'a = 1\n║\n', 's = """\none\n\ntwo\n"""\nb = 2\n', 'a = 1\ns = """\none\n\ntwo\n"""║\n'],
		['a comment', '# Count the ║\na()\n', 'items (all of them).\nb()\n', '# Count the items (all of them).║\na()\n'],
		['an f-string', 'print(f"{║}")\na()\n', 'name}")\nb()', 'print(f"{name║}")\na()\n'],
		[
			'a body',
			'class A:\n    def f(self, x):║\n\n    def g(self):\n        pass\n',
			'\n        return x\n\n    def h(self):',
			'class A:\n    def f(self, x):\n        return x║\n\n    def g(self):\n        pass\n',
		],
		[
			'if, elif and else',
			'def f(a):\n    x = 1\n    ║\n\nf(1)\n',
			'if a:\n        b()\n    elif c:\n        d()\n    else:\n        e()\n    return x\n',
			'def f(a):\n    x = 1\n    if a:\n        b()\n    elif c:\n        d()\n    else:\n        e()║\n\nf(1)\n',
		],
		[
			'a call over several lines',
			'a = 1\n║\n',
			'parser.add_argument(\n    "--b",\n    help="c",\n)\nd = 2',
			'a = 1\nparser.add_argument(\n    "--b",\n    help="c",\n)║\n',
		],
		[
			'brackets that the editor closed, in a comprehension',
			'a = [║]\nb()\n',
			'x for x in c if x(1)]\nd()',
			'a = [x for x in c if x(1)║]\nb()\n',
		],
	],
	go: [
		[
			'a switch, whose cases stand as deep as it',
			'func f(x int) {\n\ta()\n\t║\n}\n',
			'switch x {\n\tcase 1:\n\t\tb()\n\tdefault:\n\t\tc()\n\t}\n\td()\n}',
			'func f(x int) {\n\ta()\n\tswitch x {\n\tcase 1:\n\t\tb()\n\tdefault:\n\t\tc()\n\t}║\n}\n',
		],
		[
			'an error is handled',
			'func f() error {\n\t_, err := g()\n\t║\n\treturn nil\n}\n',
			'if err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}',
			'func f() error {\n\t_, err := g()\n\tif err != nil {\n\t\treturn err\n\t}║\n\treturn nil\n}\n',
		],
		[
			'the cases of a select',
			'func f() {\n\tselect {║\n\t}\n}\n',
			'\n\tcase <-done:\n\t\treturn\n\t}\n}',
			'func f() {\n\tselect {\n\tcase <-done:\n\t\treturn║\n\t}\n}\n',
		],
		['a raw string', 'package a\n\n║\n', 'const s = `one {\ntwo`\n\nvar b = 1', 'package a\n\nconst s = `one {\ntwo`║\n'],
	],
	rust: [
		[
			'an attribute comes with its struct',
			'use a::b;\n\n║\n',
			'#[derive(Debug)]\npub struct A {\n    b: u32,\n}\n\nimpl A {',
			'use a::b;\n\n#[derive(Debug)]\npub struct A {\n    b: u32,\n}║\n',
		],
		[
			'a match',
			'fn f(x: u32) {\n    a();\n    ║\n}\n',
			'match x {\n        1 => b(),\n        _ => {\n            c()\n        }\n    }\n    d();',
			'fn f(x: u32) {\n    a();\n    match x {\n        1 => b(),\n        _ => {\n            c()\n        }\n    }║\n}\n',
		],
		[
			'a lifetime opens no string',
			"fn f<'a>(x: &'a str) -> &'a str {\n    ║\n}\n",
			'x.trim()\n}\n\nfn g()',
			"fn f<'a>(x: &'a str) -> &'a str {\n    x.trim()║\n}\n",
		],
		['a documentation comment', '/// Adds ║\nfn f() {}\n', 'two numbers.\n///\nfn g() {}', '/// Adds two numbers.║\nfn f() {}\n'],
	],
	java: [
		[
			'an annotation comes with its method',
			'class A {\n    int a;\n\n    ║\n}\n',
			'@Override\n    public String toString() {\n        return "}";\n    }\n\n    int b;',
			'class A {\n    int a;\n\n    @Override\n    public String toString() {\n        return "}";\n    }║\n}\n',
		],
		['arguments, closed by the editor', 'System.out.println(║);\n', 'a.get(0));\nb();', 'System.out.println(a.get(0)║);\n'],
		[
			'a loop',
			'class A {\n    void f() {\n        a();\n        ║\n    }\n}\n',
			'for (int i = 0; i < n; i++) {\n            b(i);\n        }\n        c();\n    }',
			'class A {\n    void f() {\n        a();\n        for (int i = 0; i < n; i++) {\n            b(i);\n        }║\n    }\n}\n',
		],
	],
	cpp: [
		[
			'a brace on the line below',
			'#include <a>\n\n║\n',
			'int f(int x)\n{\n    return x;\n}\n\nint g()',
			'#include <a>\n\nint f(int x)\n{\n    return x;\n}║\n',
		],
		[
			'a body on the line below',
			'int f(int x)║\n\nint g();\n',
			'\n{\n    return x;\n}\n\nint h()',
			'int f(int x)\n{\n    return x;\n}║\n\nint g();\n',
		],
		[
			'a namespace that indents nothing',
			'#include <a>\n\n║\n',
			'namespace a {\nint b;\n}\n\nint c;',
			'#include <a>\n\nnamespace a {\nint b;\n}║\n',
		],
		[
			'labels as deep as their class',
			'class A {\npublic:\n    ║\n};\n',
			'A();\n    ~A();\nprivate:\n    int b;',
			'class A {\npublic:\n    A();║\n};\n',
		],
		['template arguments', 'std::vector<║> a;\n', 'std::string> a;', 'std::vector<std::string║> a;\n'],
	],
	c: [
		[
			'a macro of several lines',
			'#include <a.h>\n\n║\n',
			'#define A(x) \\\n    do { \\\n        b(x); \\\n    } while (0)\nint c;',
			'#include <a.h>\n\n#define A(x) \\\n    do { \\\n        b(x); \\\n    } while (0)║\n',
		],
		[
			'a string with a bracket, before a brace',
			'if (strcmp(a, "║") == 0) {\n',
			'one {") == 0) {\n\tb();',
			'if (strcmp(a, "one {║") == 0) {\n',
		],
	],
	csharp: [
		[
			'an attribute and a brace on the line below',
			'class A\n{\n    int a;\n\n    ║\n}\n',
			'[Test]\n    public void F()\n    {\n        G();\n    }\n\n    public void H()',
			'class A\n{\n    int a;\n\n    [Test]\n    public void F()\n    {\n        G();\n    }║\n}\n',
		],
		[
			'a body on the line below',
			'class A\n{\n    public void F()║\n}\n',
			'\n    {\n        G();\n    }\n\n    public void H()',
			'class A\n{\n    public void F()\n    {\n        G();\n    }║\n}\n',
		],
		[
			'a property',
			'class A\n{\n    int a;\n    public string B { ║ }\n}\n',
			'get; set; }\n    int c;',
			'class A\n{\n    int a;\n    public string B { get; set;║ }\n}\n',
		],
	],
	ruby: [
		[
			'a method',
			'class A\n  def f(x)║\n  end\nend\n',
			'\n    x.map do |y|\n      y + 1\n    end\n  end\n\n  def g',
			'class A\n  def f(x)\n    x.map do |y|\n      y + 1\n    end║\n  end\nend\n',
		],
		['a statement with its block', 'a = 1\n║\n', 'b.each do |c|\n  puts c\nend\nd = 2\n', 'a = 1\nb.each do |c|\n  puts c\nend║\n'],
		['an expression in a string', 'puts "a #{║}"\nb\n', 'name}"\nc', 'puts "a #{name║}"\nb\n'],
	],
	php: [
		[
			'a method with its brace on the line below',
			'<?php\nclass A\n{\n    private $a;\n\n    ║\n}\n',
			'public function f(): int\n    {\n        return 1;\n    }\n\n    public function g()',
			'<?php\nclass A\n{\n    private $a;\n\n    public function f(): int\n    {\n        return 1;\n    }║\n}\n',
		],
		['an array', '<?php\n$a = [║];\n', "'b' => 1, 'c' => [2]];\n$d", "<?php\n$a = ['b' => 1, 'c' => [2]║];\n"],
	],
	css: [
		['a rule', '.a {\n\tcolor: red;\n}\n\n║\n', '.b {\n\tcolor: blue;\n}\n\n.c {', '.a {\n\tcolor: red;\n}\n\n.b {\n\tcolor: blue;\n}║\n'],
		['a list of selectors', 'a {\n}\n\n║\n', '.b,\n.c {\n\tcolor: blue;\n}\n\n.d {', 'a {\n}\n\n.b,\n.c {\n\tcolor: blue;\n}║\n'],
		['a value', '.a {\n\tcolor: ║;\n}\n', 'darkred;\n\tmargin: 0;', '.a {\n\tcolor: darkred║;\n}\n'],
	],
	shellscript: [
		[
			'a condition',
			'set -e\n║\n',
			'if [ -f a ]; then\n  rm a\nelse\n  touch a\nfi\necho b\n',
			'set -e\nif [ -f a ]; then\n  rm a\nelse\n  touch a\nfi║\n',
		],
		['a string', 'echo "║"\nls\n', '$HOME/bin"\ncd', 'echo "$HOME/bin║"\nls\n'],
	],
	html: [
		['an attribute', '<a href="║">b</a>\n', 'https://example.org">b</a>', '<a href="https://example.org║">b</a>\n'],
		['a comment', '<!-- The ║ -->\n<p>\n', 'head -->\n<p>', '<!-- The head║ -->\n<p>\n'],
		['an element', '<ul>\n  ║\n</ul>\n', '<li>\n    One\n  </li>\n  <li>Two</li>\n</ul>', '<ul>\n  <li>\n    One\n  </li>║\n</ul>\n'],
	],
	yaml: [
		['a value', 'name: a\nversion: ║\n', '1.0.0\nauthor: b', 'name: a\nversion: 1.0.0║\n'],
		[
			'a key with what is below it',
			'on:\n  push:\n║\n',
			'jobs:\n  build:\n    runs-on: linux\nenv:',
			'on:\n  push:\njobs:\n  build:\n    runs-on: linux║\n',
		],
	],
	json: [['a value that the editor closed', '{\n\t"a": [║]\n}\n', '1, 2],\n\t"b": 3', '{\n\t"a": [1, 2],║\n}\n']],
	sql: [
		['a statement', 'BEGIN;\n║\n', 'UPDATE a\n  SET b = 1\n  WHERE c = 2;\nCOMMIT;', 'BEGIN;\nUPDATE a\n  SET b = 1\n  WHERE c = 2;║\n'],
	],
};

describe.each(Object.entries(pictures))('%s', (languageId, shown) => {
	it.each(shown)('%s', async (_, before, model, after) => {
		expect(await accepted(before, { model, snapshot: { languageId } })).toBe(after);
	});
});

describe('whatever the language', () => {
	const rows = Object.entries(pictures).flatMap(([languageId, shown]) =>
		shown.map(([name, before, model, after]) => ({ languageId, name, before, model, after })),
	);

	it.each(rows)('$languageId: $name, with CRLF', async ({ languageId, before, model, after }) => {
		const toCrlf = (text: string): string => text.replaceAll('\n', '\r\n');
		expect(await accepted(toCrlf(before), { model, snapshot: { languageId } })).toBe(toCrlf(after));
	});

	it.each(rows)('$languageId: $name, taken over word by word', async ({ languageId, before, model, after }) => {
		const [above = '', below = ''] = before.split('║');
		const inserted = after.split('║')[0]?.slice(above.length) ?? '';
		for (const { index } of inserted.matchAll(/(?<=\w)\W|\n/g)) {
			const taken = inserted.slice(0, index);
			const { text, replaces } = await completionOf(`${above}${taken}║${below}`, { model: model.slice(index), snapshot: { languageId } });
			// What is offered then is more of the same, and nothing is there twice.
			expect(inserted.slice(index) + below).toContain(text);
			expect((inserted.slice(index) + below).startsWith(text) || replaces > 0 || text === '').toBe(true);
		}
	});

	it('the end of a file of 50,000 lines is like that of a small one', async () => {
		const many = 'function f(a) {\n\treturn a;\n}\n\n'.repeat(12_500);
		const startedAt = performance.now();
		const { text } = await completionOf(`${many}function g(a) {\n\t║\n}\n${many}`, { model: 'return a + 1;\n}\n\nfunction h' });
		expect(text).toBe('return a + 1;');
		expect(performance.now() - startedAt).toBeLessThan(5000);
	});
});
