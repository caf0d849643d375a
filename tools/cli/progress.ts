import { type GetProgress, progressText, sourceTitles } from '../../src/core/models/downloadText.ts';
import type { CliIo } from './io.ts';

const quietMs = 5000;

/** One line that is written over in a terminal; elsewhere a line now and then. */
export function progressLine(io: CliIo): { tell(progress: GetProgress): void; end(): void } {
	let width = 0;
	let toldMs = Number.NEGATIVE_INFINITY;
	return {
		tell(progress) {
			const action = progress.phase === 'checking' ? 'Checking' : sourceTitles[progress.source];
			const text = `${action}: ${progressText(progress)}`;
			if (io.terminal) {
				io.err(`\r${text.padEnd(width)}`);
				width = text.length;
			} else if (performance.now() - toldMs >= quietMs) {
				toldMs = performance.now();
				io.err(`${text}\n`);
			}
		},
		end() {
			if (width > 0) io.err(`\r${' '.repeat(width)}\r`);
			width = 0;
		},
	};
}
