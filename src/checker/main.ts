import { errorFact } from '../core/errors.ts';
import type { FromChecker, ToChecker } from '../protocol/checker.ts';
import { watchParent } from '../worker/parentWatch.ts';
import { Checker } from './check.ts';

/** The child process that holds the TypeScript language service. */
function serve(): void {
	const checker = new Checker();
	process.on('message', ({ id, request }: ToChecker) => {
		try {
			send({ ...checker.check(request), id });
		} catch (error) {
			send({ kind: 'failed', id, message: errorFact(error).message });
		}
	});
}

/** A parent that is gone hears nothing; the watch ends us. */
const send = (message: FromChecker): void => {
	process.send?.(message, undefined, undefined, () => undefined);
};

watchParent();
serve();
