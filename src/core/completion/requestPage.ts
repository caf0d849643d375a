import { explanations } from './explanations.ts';
import type { PastRequest } from './history.ts';
import type { RequestRecord } from './requestRecord.ts';

/** One row of the list: what happened, and what it took. */
export function requestRow(
	record: PastRequest,
	time: string,
): { readonly label: string; readonly description: string; readonly detail: string } {
	const tokens =
		record.evaluatedTokens + record.reusedTokens === 0
			? ''
			: ` · ${record.evaluatedTokens} tokens read, ${record.reusedTokens} reused, ${record.answerTokens} written`;
	return {
		label: explanations[record.reason],
		description: record.times === 1 ? '' : `${record.times} times in a row`,
		detail: `${time} · ${fileName(record.document)} · ${sources[record.source]} · ${milliseconds(record.totalMs)}${tokens}`,
	};
}

/** All that is known of a request, as Markdown. Texts are the user's and the model's, so they stand in fences that they cannot leave. */
export function requestPage(record: RequestRecord, time: string): string {
	const { prompt, raw, shown, confidence } = record;
	const rows: readonly (readonly [string, string])[] = [
		['When', time],
		['File', `${inlineCode(fileName(record.document))} (${inlineCode(record.languageId)})`],
		['Stopped by', record.reason === 'shown' ? 'nothing' : inlineCode(record.reason)],
		['Came from', sources[record.source]],
		['Waited for the next key', milliseconds(record.debounceMs)],
		['First piece of text after', record.firstTokenMs === 0 ? '–' : milliseconds(record.firstTokenMs)],
		['Answered after', milliseconds(record.totalMs)],
		[
			'Tokens of the prompt',
			record.promptTokens === 0 ? '–' : `${record.promptTokens}: ${record.evaluatedTokens} read, ${record.reusedTokens} reused from before`,
		],
		['Tokens of the word that was spelled again', String(record.spelledTokens)],
		['Tokens written', String(record.answerTokens)],
		...(confidence === undefined ? [] : [['Mean probability', `${Math.round(100 * confidence)} %`] as const]),
	];
	const language = record.languageId;
	return [
		`# ${explanations[record.reason]}`,
		'',
		...rows.map(([name, value]) => `- ${name}: ${value}`),
		'',
		...section('Shown', shown, language),
		...section('What the model wrote', raw, language),
		...(prompt === undefined
			? []
			: [
					'## The prompt',
					'',
					...(prompt.context ?? []).flatMap(({ path, text }) => section(`From elsewhere: ${inlineCode(path)}`, text, '', 3)),
					...section('Before the anchor', prompt.prefix, language, 3),
					...section('Begun middle, up to the cursor', prompt.middle, language, 3),
					...section('After the cursor', prompt.suffix, language, 3),
				]),
		'This page is made from memory, and is gone when the window closes. Nothing of it leaves this machine by itself.',
		'',
	].join('\n');
}

const sources: Readonly<Record<RequestRecord['source'], string>> = {
	none: 'nothing computed',
	cache: 'known from before',
	joined: 'joined what was under way',
	generated: 'computed anew',
};

export const milliseconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

function section(title: string, text: string | undefined, languageId: string, level = 2): readonly string[] {
	return text === undefined ? [] : [`${'#'.repeat(level)} ${title}`, '', text === '' ? 'Nothing.' : fenced(text, languageId), ''];
}

/** A fence longer than any run of backticks within. */
export function fenced(text: string, languageId: string): string {
	const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = '`'.repeat(longest + 1);
	return `${fence}${/^[\w+#-]+$/.test(languageId) ? languageId : ''}\n${visible(text)}\n${fence}`;
}

/** Characters that hide or turn text around are written out. */
const visible = (text: string): string =>
	text.replaceAll('\r\n', '\n').replace(/(?![\t\n])[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

/** Within a line: no backtick or line break gets through. */
const inlineCode = (text: string): string => `\`${visible(text).replace(/[`\r\n]/g, ' ')}\``;

function fileName(document: string): string {
	const path = document.replace(/[?#].*$/, '');
	const name = path.slice(path.lastIndexOf('/') + 1);
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}
