import { constants } from 'node:os';

/** Why a process ended, in words. A signal counts as the exit code that a shell would show for it. */
export function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
	const number = signal === null ? code : 128 + constants.signals[signal];
	return reasons.get(number ?? 0) ?? `it ended with code ${number}`;
}

const reasons: ReadonlyMap<number, string> = new Map([
	[134, 'an internal check failed'],
	[135, 'the model file changed while it was in use'],
	[137, 'it was killed, most likely for want of memory'],
	[139, 'it crashed'],
	[143, 'it was told to end'],
]);
