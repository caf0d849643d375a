import type { LineRange } from '../block.ts';
import type { ChatMessage } from '../model.ts';
import { fenced, stripInvisible } from '../text.ts';
import type { FixRequest, Problem } from './fixRequest.ts';

/** Asks for the lines of `region`, whole and corrected, in one fenced block. `refusal` says why the last try was not taken. */
export function fixMessages(request: FixRequest, region: LineRange, refusal: string): readonly ChatMessage[] {
	const lines = request.text.split('\n');
	const part = (first: number, last: number): string => stripInvisible(lines.slice(first, last + 1).join('\n'));
	const imports = lines
		.slice(0, region.first)
		.filter((line) => importLine.test(line))
		.slice(0, 30);
	const problems = request.problems.map((problem) => problemLine(problem, lines));
	const user = [
		`File ${request.label}.`,
		imports.length > 0 ? `It imports:\n${fenced(imports.join('\n'), request.languageId)}` : '',
		`This part of it has ${problems.length > 0 ? 'these problems' : 'a mistake'}:\n${fenced(part(region.first, region.last), request.languageId)}`,
		problems.join('\n'),
		refusal === '' ? '' : `Your last try was not taken: ${refusal}.`,
		'Write this part again, whole and corrected, in one fenced code block. Change only what is needed.',
	];
	return [
		{
			role: 'system',
			content:
				'You are an expert programmer who fixes code. You reply with one fenced code block that holds the corrected code, and nothing else. You mend the cause of a problem and never silence it.',
		},
		{ role: 'user', content: user.filter((piece) => piece !== '').join('\n\n') },
	];
}

const importLine = /^\s*(?:import\b|from\s+\S+\s+import\b|#include\b|using\s+[\w.]+;|use\s+[\w:\\{}, ]+;|const\s+\S+\s*=\s*require\()/u;

function problemLine(problem: Problem, lines: readonly string[]): string {
	const at = (lines[problem.lines.first] ?? '').trim().slice(0, 160);
	const source = problem.source === undefined ? '' : ` [${problem.source}]`;
	return `- at \`${at}\`: ${problem.message}${source}`;
}
