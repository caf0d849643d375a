import { codeBlock } from '../fix/codeBlock.ts';
import type { ChatMessage } from '../model.ts';
import { fenced, stripInvisible } from '../text.ts';

export interface TestRequest {
	readonly name: string;
	readonly label: string;
	readonly languageId: string;
	/** The function. */
	readonly code: string;
	/** Lines of its file that it may need to be understood: imports, types. */
	readonly surroundings: string;
	/** How the test file imports the module, as `./parse.ts`; only where the language has that. */
	readonly specifier?: string;
	/** A test file of the project, for its library and its style. */
	readonly sample?: { readonly label: string; readonly text: string };
	readonly library?: string;
	/** Why the last tests were not good enough. */
	readonly evidence?: { readonly tests: string; readonly reason: string };
}

/** Asks for a file of tests of one function. */
export function testMessages(request: TestRequest): readonly ChatMessage[] {
	const { name, label, languageId, code, surroundings, specifier, sample, library, evidence } = request;
	const user = [
		sample === undefined
			? ''
			: `A test file of this project, for its library and its style:\n${stripInvisible(sample.label)}:\n${fenced(stripInvisible(sample.text), languageId)}`,
		surroundings.trim() === '' ? '' : `${stripInvisible(label)} begins:\n${fenced(stripInvisible(surroundings), languageId)}`,
		`The function to test, of ${stripInvisible(label)}:\n${fenced(stripInvisible(code), languageId)}`,
		`Write a test file for \`${name}\`${library === undefined ? '' : ` with ${library}`}${specifier === undefined ? '' : `, which imports it from '${specifier}'`}. Test the usual case, the edges, and the errors that the function has. For each expected value work out from the code what it returns. Reply with one fenced code block.`,
		evidence === undefined
			? ''
			: `These tests of yours were not good enough:\n${fenced(evidence.tests, languageId)}\n${stripInvisible(evidence.reason)}\nWrite the whole test file again.`,
	];
	return [
		{
			role: 'system',
			content:
				'You write unit tests: few, exact, each with a name that says what must hold. You reply with one fenced code block that holds the test file.',
		},
		{ role: 'user', content: user.filter((part) => part !== '').join('\n\n') },
	];
}

/** The test file of a reply, with the import that it needs; `undefined` where it holds no test of the function. */
export function readTests(
	reply: string,
	{ name, languageId, specifier }: Pick<TestRequest, 'name' | 'languageId' | 'specifier'>,
): string | undefined {
	const block = codeBlock(reply);
	const code = stripInvisible(block?.closed === true ? block.code : '').trim();
	const tests = specifier === undefined || !isScript(languageId) ? code : withImport(withoutCopy(code, name), name, specifier);
	return asserts.test(code) && code.includes(name) ? `${tests.trimEnd()}\n` : undefined;
}

const asserts =
	/\b(?:expect|assert\w*|should|t\.(?:Error|Fatal|is|equal|deepEqual|ok)\w*|REQUIRE|CHECK|EXPECT_\w+|panic)\b|assert_eq!|assert!/u;

export const isScript = (languageId: string): boolean => /^(?:java|type)script(?:react)?$/u.test(languageId);

/** Small models repeat the function at the top of its tests, which would then test the copy. */
function withoutCopy(code: string, name: string): string {
	const copy = new RegExp(`^(?:export )?(?:default )?(?:async )?function\\*? ${escaped(name)}\\b[\\s\\S]*?^\\}\\n?`, 'mu');
	return code.replace(copy, '');
}

/** Whatever it is said to come from, it comes from there. */
function withImport(code: string, name: string, specifier: string): string {
	const imports = new RegExp(
		`^(import\\s[^;]*?\\b${escaped(name)}\\b[^;]*?from\\s*|.*\\b${escaped(name)}\\b.*=\\s*require\\()(['"])[^'"]+\\2`,
		'mu',
	);
	return imports.test(code)
		? code.replace(imports, (_, before: string, quote: string) => `${before}${quote}${specifier}${quote}`)
		: `import { ${name} } from '${specifier}';\n${code}`;
}

const escaped = (name: string): string => name.replace(/[$]/gu, '\\$&');

/** Whether a function of a module can be had from outside; what has neither imports nor exports is no module. */
export function isExported(name: string, text: string): boolean {
	const word = escaped(name);
	return (
		!/^\s*(?:import|export)\b/mu.test(text) ||
		new RegExp(
			`^\\s*export\\s+(?:default\\s+)?(?:abstract\\s+|async\\s+|declare\\s+)*(?:function\\*?|class|const|let|var|enum)\\s+${word}\\b`,
			'mu',
		).test(text) ||
		new RegExp(`^\\s*export\\s*(?:default\\s+${word}\\b|\\{[^}]*\\b${word}\\b)`, 'mu').test(text) ||
		new RegExp(`exports(?:\\.${word}\\b|\\s*=\\s*\\{[^}]*\\b${word}\\b)`, 'u').test(text)
	);
}
