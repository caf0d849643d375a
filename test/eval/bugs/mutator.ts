// Bugs that a seed makes out of files of installed packages: one small change each, kept only where calls of the file come out otherwise.
import { Random } from '../../lib/typing/random.ts';
import type { Bug } from './bug.ts';
import { writeProject } from './bug.ts';
import { fileOf, type Host, hosts, textOf } from './hosts.ts';
import { inFolder, runProgram } from './judge.ts';

interface Operator {
	readonly kind: string;
	readonly pattern: RegExp;
	change(...groups: readonly string[]): string;
	/** The compiler sees it, so nobody needs a failing test. */
	readonly shownByTypes?: true;
}

const simple = String.raw`[\w.]+(?:\(\))?`;

const operators: readonly Operator[] = [
	{ kind: 'off by one', pattern: /(?<=[\w)\]]) [+-] 1\b(?!\.)/gu, change: () => '' },
	{ kind: 'off by one', pattern: / (<|>)=? /gu, change: (found, sign) => (found.includes('=') ? ` ${sign} ` : ` ${sign}= `) },
	{ kind: 'swapped operator', pattern: / (&&|\|\|) /gu, change: (found) => (found.includes('&') ? ' || ' : ' && ') },
	{
		kind: 'swapped operator',
		pattern: / ([!=]==?) /gu,
		change: (found) => (found.includes('!') ? found.replace('!', '=') : found.replace('=', '!')),
	},
	{ kind: 'swapped operator', pattern: / ([+-]) (?!1\b)/gu, change: (found) => (found.includes('+') ? ' - ' : ' + ') },
	{ kind: 'swapped operator', pattern: / (>>>?|<<) /gu, change: (found) => (found.includes('<') ? ' >> ' : ' << ') },
	{ kind: 'dropped return', pattern: /\breturn (?=[^;\n{]+;$)/gmu, change: () => '' },
	{
		kind: 'swapped arguments',
		pattern: new RegExp(String.raw`(?<=[\w)]\()(${simple}), (${simple})(?=\))`, 'gu'),
		change: (_, one, other) => `${other}, ${one}`,
	},
	{ kind: 'wrong property', pattern: /\.length\b/gu, change: () => '.size', shownByTypes: true },
	{ kind: 'wrong property', pattern: /\.(charCodeAt|substring|fromCharCode)\b/gu, change: (found) => `${found}s`, shownByTypes: true },
	{
		kind: 'wrong name',
		pattern: /(?<=[=(] ?)(isInvalidCodePoint|isXmlEscapable|getEscape)(?=\()/gu,
		change: (found) => `${found}s`,
		shownByTypes: true,
	},
];

const perHost = 3;
const mostTries = 30;

/** At least twenty of them, the same ones for the same seed. */
export async function mutants(seed: number): Promise<readonly Bug[]> {
	const bugs = await Promise.all(hosts.map((host, index) => mutantsOf(host, new Random(seed * 1000 + index))));
	return bugs.flat();
}

async function mutantsOf(host: Host, random: Random): Promise<readonly Bug[]> {
	const original = textOf(host.path);
	const expected = await outcomes(host, original);
	if (expected === undefined) throw new Error(`${host.path} cannot be run`);
	const found: Bug[] = [];
	const kinds = new Map<string, number>();
	for (const site of random.shuffled(sitesIn(host, original)).slice(0, mostTries)) {
		if (found.length === perHost) break;
		const seen = kinds.get(site.operator.kind) ?? 0;
		if (seen > 0 && kinds.size < 2) continue;
		const text = original.slice(0, site.start) + site.replacement + original.slice(site.end);
		const actual = await outcomes(host, text);
		// One that never ends says nothing of the single calls.
		if (actual === undefined) continue;
		const differing = host.calls.filter((_, index) => actual[index] !== expected[index]);
		const shown = host.calls.findIndex((call, index) => differing.includes(call) && isPlain(expected[index]));
		if (shown < 0) continue;
		kinds.set(site.operator.kind, seen + 1);
		found.push(bugOf(host, original, text, site, expected, shown));
	}
	return found;
}

interface Site {
	readonly operator: Operator;
	readonly start: number;
	readonly end: number;
	readonly replacement: string;
}

/** Places in code: not in comments, imports, types or exports. The compiler's help counts in TypeScript alone. */
function sitesIn(host: Host, text: string): readonly Site[] {
	const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|^\s*(?:import|export (?:type|interface|\{)|type|interface)\b.*$/gmu, (found) =>
		found.replace(/[^\n]/gu, ' '),
	);
	const usable = operators.filter(({ shownByTypes }) => shownByTypes !== true || host.path.endsWith('.ts'));
	return usable.flatMap((operator) =>
		[...code.matchAll(operator.pattern)].map((match) => ({
			operator,
			start: match.index,
			end: match.index + match[0].length,
			replacement: operator.change(...match.map((group) => group ?? '')),
		})),
	);
}

/** What each call gives, as text, or undefined where the file cannot be loaded or does not end. */
async function outcomes(host: Host, text: string): Promise<readonly string[] | undefined> {
	const bug = shell(host, text);
	const printed = await inFolder(async (folder) => {
		writeProject(bug, folder, text);
		const calls = host.calls.map((call) => `() => ${call.startsWith('{') ? `(${call})` : call}`).join(',\n');
		return runProgram(
			folder,
			`${bug.uses ?? 'import * as m from'} './${bug.file}';\n${outcome}\nconsole.log(JSON.stringify([${calls}].map(outcome)));`,
		);
	});
	if (printed === undefined) return undefined;
	const list: readonly string[] = JSON.parse(printed);
	return list;
}

/** Text, so that `undefined` and NaN are kept apart. */
const outcome = `const outcome = (call) => { try { const value = call(); return JSON.stringify(value) ?? String(value); } catch (error) { return 'throws ' + error.name; } };`;

/** What a test can be written with. */
const isPlain = (result: string | undefined): boolean => result !== undefined && /^(?:-?\d|"|\[|\{|true|false|null)/u.test(result);

const shell = (host: Host, source: string): Bug => ({
	...{ id: host.path, kind: '', file: fileOf(host.path), source, right: source, plausible: [], hidden: '' },
	others: new Map((host.others ?? []).map((path) => [fileOf(path), textOf(path)])),
	...(host.uses === undefined ? {} : { uses: host.uses }),
});

function bugOf(host: Host, original: string, text: string, site: Site, expected: readonly string[], shown: number): Bug {
	const line = text.slice(0, site.start).split('\n').length;
	const call = host.calls[shown] ?? '';
	const body = `assert.deepEqual(${call}, ${expected[shown]});`;
	const checks = host.calls.map((call, index) => `assert.equal(outcome(() => ${call}), ${JSON.stringify(expected[index])});`);
	return {
		...shell(host, text),
		id: `${host.path}:${line} ${site.operator.kind}`,
		kind: `mutant: ${site.operator.kind}`,
		right: original,
		...(site.operator.shownByTypes === true ? {} : { visible: { name: 'gives what it gave before', body } }),
		hidden: `${outcome}\n${checks.join('\n')}`,
	};
}
