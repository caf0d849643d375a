import type { Played } from '../../../tools/cli/replay/play.ts';

/** Whether the first line of what is shown is what the file goes on with, as it would stand there if it were accepted. */
export function isRight({ accepted, report }: Pick<Played, 'accepted' | 'report'>, truth: string, truthAt: number): boolean {
	return firstLineIsRight(report.shown, accepted.rest, truth.slice(truthAt));
}

/** `rest`: what follows on the cursor's line, as brackets that an editor closed; `wanted`: the file from the cursor on. */
export function firstLineIsRight(shown: string, rest: string, wanted: string): boolean {
	const [got = '', ...more] = lines(shown);
	const [want = '', ...wantedMore] = lines(wanted);
	if (want.trim() === '') {
		// At the end of a line what counts is the next line with text.
		const next = wantedMore.find((line) => line.trim() !== '');
		return got.trim() === '' && next !== undefined && more.find((line) => line.trim() !== '')?.trimEnd() === next.trimEnd();
	}
	const whole = more.length === 0 ? got + rest : got;
	return got.trimEnd() === want.trimEnd() || whole.trimEnd() === want.trimEnd();
}

/** Characters that somebody would take over: of the first line, where it is right. */
export const rightCharacters = (shown: string): number => (lines(shown).find((line) => line.trim() !== '') ?? '').length;

const lines = (text: string): readonly string[] => text.split(/\r?\n/);
