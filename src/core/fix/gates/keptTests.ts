import { addedLines, gain, type TextGate } from './gate.ts';

/** A fix takes no test away, and nothing that a test looks at. */
export const keepsTests: TextGate = (candidate) => {
	if (gain(candidate, tests) < 0) return 'it deleted a test';
	if (gain(candidate, skips) > 0) return 'it kept tests from running';
	if (gain(candidate, assertions) < 0) return 'it deleted an assertion';
	if (gain(candidate, tautologies) > 0) return 'it asserted what always holds';
	return returnsEarly(candidate.text.split('\n'), new Set(addedLines(candidate))) ? 'it left before the assertions are reached' : undefined;
};

const tests =
	/(?<![.\w$])(?:it|test)(?:\.\w+)*\s*(?:\(|`)|^[\t ]*(?:async\s+)?def\s+test\w*\s*\(|#\[(?:\w+::)*test\b|@Test\b|\bfunc\s+Test\w+\(|\[(?:Fact|Theory|Test|TestMethod)\b|\bTEST(?:_F|_P)?\(/gmu;

const skips =
	/\b(?:it|test|describe|suite|context)\.(?:skip|todo|only|fails|failing|skipIf|runIf|concurrent\.skip)\b|(?<![.\w$])(?:xit|xtest|xdescribe|xcontext|fit|fdescribe)\s*\(|@(?:pytest\.mark|unittest)\.(?:skip|xfail|expectedFailure)|\bpytest\.skip\(|\bself\.skipTest\(|\b[tb]\.Skip(?:f|Now)?\(|#\[ignore\b|@(?:Ignore|Disabled)\b|\bSkip\s*=\s*"|\bskip:\s*true\b/gu;

const assertions =
	/(?<![.\w$])expect\s*(?:\.\w+\s*)*\(|\b(?:assert\w*|ASSERT_\w+|EXPECT_\w+|XCTAssert\w*)!?\s*(?:\.\w+\s*)*\(|^[\t ]*assert\b(?!\s*[.(=])|\.should\b|\bt\.(?:Error|Fatal)f?\(/gmu;

const tautologies =
	/\bexpect\(\s*(true|false|null|undefined|\d+|''|"")\s*\)\.(?:to\w+\(\s*\1\s*\)|toBeTruthy|toBeDefined)|\bassert(?:\.ok|\.equal|\.strictEqual|True)?\s*\(\s*(?:true|True|1)\s*[,)]|^[\t ]*assert\s+(?:True|1)\b|\bassert!\(\s*true\s*\)|\bassert(?:\.(?:strictE|e)qual|Equals?|_eq!)\(\s*([\w'"]+)\s*,\s*\2\s*\)/gmu;

/** An added line that leaves unconditionally, with an assertion of the same block below it. */
function returnsEarly(lines: readonly string[], added: ReadonlySet<string>): boolean {
	return lines.some((line, index) => {
		if (!added.has(line) || !leaves.test(line)) return false;
		const depth = indentOf(line);
		const below = lines.slice(index + 1).filter((other) => other.trim() !== '');
		const end = below.findIndex((other) => indentOf(other) < depth);
		const block = end < 0 ? below : below.slice(0, end);
		// A line that is indented deeper goes on with the statement.
		return indentOf(block[0] ?? '') === depth && block.some((other) => new RegExp(assertions.source, 'mu').test(other));
	});
}

const leaves = /^[\t ]*(?:return\b[^;{]*;?|(?:process|sys|os)\.(?:exit|_exit)\([^)]*\);?|done\(\);?)\s*$/u;

const indentOf = (line: string): number => line.length - line.trimStart().length;
