import { milliseconds } from './requestPage.ts';
import { type Counts, latencyAt, noCounts, type Statistics, summed, sumOf } from './statistics.ts';

/** The statistics as Markdown: today, seven days and all, each by language. */
export function statisticsPage(statistics: Statistics, today: number): string {
	if (Object.keys(statistics.all).length === 0) {
		return [`# ${title}`, '', 'Nothing to count yet: write some code, and take what is suggested with Tab.', '', promise, ''].join('\n');
	}
	return [
		`# ${title}`,
		'',
		promise,
		'',
		...period('Today', summed(statistics, today, 1)),
		...period('Last 7 days', summed(statistics, today, 7)),
		...period('All', summed(statistics, today)),
		'*Shown* counts suggestions handed to VS Code; one that you type along stays one. *Taken* are those of which you accepted a part or all.',
		'*Shown after* counts from the key to the text, the wait for the next key and reuse included, to within a quarter.',
		'',
		'"Lemma: Reset Completion Statistics…" forgets all of it.',
		'',
	].join('\n');
}

const title = 'Inline completions in numbers';
const promise = 'Nothing of this leaves your machine. It is numbers by day and language, without any text.';

type Row = readonly [languageId: string, counts: Counts];

function period(name: string, rows: readonly Row[]): readonly string[] {
	if (rows.length === 0) {
		return [`## ${name}`, '', 'Nothing yet.', ''];
	}
	const total = rows.reduce((sum, [, counts]) => sumOf(sum, counts), noCounts);
	const table = rows.length === 1 ? rows : [['all', total] as const, ...rows];
	return [
		`## ${name}`,
		'',
		`| | ${table.map(([languageId]) => safe(languageId)).join(' | ')} |`,
		`| --- |${' ---: |'.repeat(table.length)}`,
		...columns.map(([label, value]) => `| ${label} | ${table.map(([, counts]) => value(counts)).join(' | ')} |`),
		'',
	];
}

const columns: readonly (readonly [label: string, value: (counts: Counts) => string])[] = [
	['Shown', ({ shown }) => String(shown)],
	['Taken', ({ taken, shown }) => (shown === 0 ? '–' : `${taken} (${Math.round((100 * taken) / shown)} %)`)],
	['… as a whole', ({ acceptedAll }) => String(acceptedAll)],
	['… word by word', ({ acceptedWords }) => String(acceptedWords)],
	['… line by line', ({ acceptedLines }) => String(acceptedLines)],
	['Rejected', ({ rejected }) => String(rejected)],
	['Characters accepted', ({ charactersAccepted }) => String(charactersAccepted)],
	['Shown after, half of them', (counts) => within(latencyAt(counts, 0.5))],
	['Shown after, 95 % of them', (counts) => within(latencyAt(counts, 0.95))],
	['Requests', ({ requests }) => String(requests)],
	['… answered from what was known', ({ fromCache, requests }) => share(fromCache, requests)],
	['Tokens read, a request', ({ evaluatedTokens, requests }) => mean(evaluatedTokens, requests)],
	['Tokens spelled again, a request', ({ spelledTokens, requests }) => mean(spelledTokens, requests)],
	['Tokens reused', ({ reusedTokens, evaluatedTokens }) => share(reusedTokens, reusedTokens + evaluatedTokens)],
];

const within = (ms: number | undefined): string => (ms === undefined ? '–' : `≤ ${milliseconds(ms)}`);
const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`);
const mean = (sum: number, count: number): string => (count === 0 ? '–' : (sum / count).toFixed(1));

/** A language's id comes from an extension: no Markdown of its own. */
const safe = (languageId: string): string => languageId.replace(/[^\w+#. -]/g, '');
