import { codeBlock } from '../fix/codeBlock.ts';
import type { ChatMessage } from '../model.ts';
import { fenced, stripInvisible } from '../text.ts';

/** Asks for the message of a commit. `earlier`: messages of the last commits. Only their style is told: small models copy what they see. */
export function commitMessages(diff: string, earlier: readonly string[]): readonly ChatMessage[] {
	return [
		{
			role: 'system',
			content:
				'You write commit messages. You name what changed in the program and why, as far as the diff shows it, and never invent anything. You reply with the message alone.',
		},
		{
			role: 'user',
			content: [
				`What is going to be committed:\n${fenced(stripInvisible(diff).trimEnd(), 'diff')}`,
				`Write the commit message for this diff: one line of at most 60 characters that says what the change does${styleOf(earlier)}. Nothing else.`,
			].join('\n\n'),
		},
	];
}

function styleOf(earlier: readonly string[]): string {
	const subjects = earlier.map((message) => message.split('\n')[0] ?? '').filter((subject) => !/^(?:Merge|Revert)\b/u.test(subject));
	const isTyped =
		subjects.length > 0 && subjects.filter((subject) => /^[a-z]+(?:\([^)]*\))?!?: /u.test(subject)).length * 2 > subjects.length;
	return isTyped
		? ', and begins with its kind, one of "feat: ", "fix: ", "refactor: ", "perf: ", "docs: ", "test: ", "chore: "'
		: ', in the imperative, as "Add a limit"';
}

const longestSubject = 72;
const mostBodyLines = 3;

/** The message of a reply, without what models put around it; `undefined` where there is none. */
export function readCommitMessage(reply: string): string | undefined {
	const bare = stripInvisible(codeBlock(reply)?.code ?? reply)
		.replace(/^\s*(?:\*\*)?(?:here is .*?|(?:the )?commit message)(?:\*\*)?:(?:\*\*)?[ \t]*\n*/iu, '')
		.trim();
	const [first = '', ...rest] = bare.split('\n').map((line) => line.trimEnd());
	const subject = first
		.replace(/^#+\s*|^[-*]\s+/u, '')
		.replace(/^(["'`*]{1,2})(.*)\1$/u, '$2')
		.replace(/\.$/u, '')
		.trim();
	if (subject === '') {
		return undefined;
	}
	const body = rest.filter((line) => /^\s*[-*]\s+\S/u.test(line)).map((line) => `- ${line.replace(/^\s*[-*]\s+/u, '')}`);
	return [shortened(subject), ...(body.length === 0 ? [] : ['', ...body.slice(0, mostBodyLines)])].join('\n');
}

/** Cut at a word: whoever reads it in the box can write on. */
const shortened = (subject: string): string =>
	subject.length <= longestSubject ? subject : (/^.{1,72}(?=\s)/u.exec(subject)?.[0] ?? subject.slice(0, longestSubject));

/** A diff of at most `mostCharacters`: each file keeps its beginning, a small one all of it. Files that a tool writes say only that they changed. */
export function boundedDiff(diff: string, mostCharacters: number): string {
	const files = diff
		.split(/^(?=diff --git )/mu)
		.filter((file) => file.trim() !== '')
		.map((file) => (isWritten(file) ? headOf(file) : file));
	let left = mostCharacters;
	const allowed = new Map<number, string>();
	const bySize = files.map((file, index) => ({ file, index })).sort((a, b) => a.file.length - b.file.length);
	for (const [done, { file, index }] of bySize.entries()) {
		const share = Math.floor(left / (files.length - done));
		const kept = file.length <= share ? file : beginning(file, share);
		allowed.set(index, kept);
		left -= kept.length;
	}
	return files.map((_, index) => allowed.get(index) ?? '').join('');
}

const isWritten = (file: string): boolean =>
	/^diff --git .*(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|(?:Cargo|poetry|Gemfile|composer|uv)\.lock|go\.sum|\.min\.(?:js|css)|\.map)"?$/mu.test(
		file,
	);

const headOf = (file: string): string => `${file.split('\n')[0]}\n(written by a tool)\n`;

function beginning(file: string, characters: number): string {
	const cut = file.slice(0, Math.max(0, characters - 40));
	const kept = cut.slice(0, cut.lastIndexOf('\n') + 1);
	const left = file.slice(kept.length).split('\n').length - 1;
	return `${kept}(${left.toLocaleString('en')} more lines)\n`;
}
