const longest = 60;

/** The first clause of a question, cut at a word where it is long. */
export function titleOf(question: string): string {
	const lines = question.split('\n').map((line) => line.trim());
	const line = lines.find((candidate) => candidate !== '' && !candidate.startsWith('```')) ?? '';
	// A full stop within a number, a version or a file name ends nothing.
	const clause = line.split(/[.?!;:]+(?=\s|$)/u, 1)[0]?.trim() || line;
	return shortened(clause);
}

/** What a user calls a conversation: one line. */
export const cleanTitle = (title: string): string => title.replace(/\s+/gu, ' ').trim().slice(0, 200);

function shortened(text: string): string {
	if (text.length <= longest) return text;
	const cut = text.slice(0, longest - 1);
	const word = cut.lastIndexOf(' ');
	return `${(word > longest / 2 ? cut.slice(0, word) : cut).replace(/[\s,]+$/u, '')}…`;
}
