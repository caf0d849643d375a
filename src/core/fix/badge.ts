import type { Verification, Verified } from './verification.ts';

/** What ran over a change and held, and why something could not run. */
export interface Findings {
	readonly verified: readonly Verified[];
	/** Sentences; empty where all of it held. */
	readonly notVerified: readonly string[];
}

/** Names exactly what ran and held: `applies · parses · target diagnostic gone · no new diagnostics (TypeScript 2.1 s)`; then what could not run. */
export function badge({ verified, notVerified }: Findings): string {
	const parts = verified.map((each, index) => {
		const next = verified[index + 1];
		// Who looked is named once, behind the last thing that was looked at.
		return each.verification !== 'tests' && each.by !== undefined && next?.by === each.by ? names[each.verification] : part(each);
	});
	return [...parts, ...notVerified.map(unverified)].join(' · ');
}

/** How far a change can be trusted, in two words or less. */
export function standing({ verified }: Findings): 'tested' | 'checked' | 'not verified' {
	const held = new Set(verified.map(({ verification }) => verification));
	if (held.has('tests')) {
		return 'tested';
	}
	return held.has('diagnostic') || held.has('noNewDiagnostics') ? 'checked' : 'not verified';
}

/** What is checked, as the progress names it. */
export const names: Readonly<Record<Verification, string>> = {
	applies: 'applies',
	parses: 'parses',
	diagnostic: 'target diagnostic gone',
	noNewDiagnostics: 'no new diagnostics',
	tests: 'tests',
};

function part({ verification, by, ms, passed }: Verified): string {
	const took = ms === undefined ? '' : duration(ms);
	if (verification === 'tests') {
		return ['tests', passed === undefined ? 'passed' : `${passed}/${passed}`, by === undefined ? '' : `\`${by}\``]
			.filter((word) => word !== '')
			.join(' ');
	}
	return by === undefined ? names[verification] : `${names[verification]} (${[by, took].filter((word) => word !== '').join(' ')})`;
}

/** As a sentence that may begin with a capital and end with a stop, within a list. */
const unverified = (sentence: string): string => {
	const reason = sentence.replace(/\.$/u, '').replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
	return /\bnot (?:verified|checked)\b/iu.test(reason) ? reason : `not verified: ${reason}`;
};

const duration = (ms: number): string => (ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
