import { UserError } from '../../../src/core/errors.ts';
import type { EditFormName } from '../../../src/core/fix/editForms.ts';
import type { FixEvent } from '../../../src/core/fix/fixEvent.ts';
import { fix } from '../../../src/core/fix/fixLoop.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';
import { openTrees } from '../../lib/syntaxTrees.ts';
import type { Faulty } from './faulty.ts';
import type { LabelledEdit } from './oracle.ts';
import { replyOf } from './replies.ts';

export type Shown = Extract<FixEvent, { kind: 'proposed' }>;

/** What the loop shows of a model that makes these edits one after the other, and the last one again and again. */
export async function shownOf(
	{ request, ...ports }: Faulty,
	edits: readonly LabelledEdit[],
	form: EditFormName,
): Promise<Shown | undefined> {
	const within = edits.find((edit) => edit.within !== undefined)?.within;
	const asked = within === undefined ? request : { ...request, within, target: within };
	let next = 0;
	const model = fakeModel({ answer: () => replyOf(asked, edits[Math.min(next++, edits.length - 1)]?.text ?? '', form) });
	const options = { form };
	try {
		for await (const event of fix(asked, { ...ports, model, trees, now: () => performance.now() }, never, options)) {
			if (event.kind === 'proposed') return event;
		}
		throw new Error('the fix did not end');
	} catch (error) {
		if (error instanceof UserError && error.code === 'noEdit') return undefined;
		throw error;
	}
}

const trees = openTrees();
const never = new AbortController().signal;
