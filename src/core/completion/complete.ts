import { noFillInMiddle } from '../errors.ts';
import type { LanguageModel } from '../model.ts';
import type { Settings } from '../settings.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import { type FillUsage, generate } from './generate.ts';
import { type Place, placeOf } from './place.ts';
import { type FilterName, polish } from './postprocess/index.ts';
import { closedGate, type GateName } from './shouldComplete.ts';
import { type Says, saysAt } from './suggestion.ts';
import type { SyntaxTrees } from './syntax.ts';
import { windowAt } from './window.ts';

/** `shown`, or the name of what stood in the way; `empty`: the model had nothing to add; `superseded`: a later call took over; `dismissed`: the user did not want it here. */
export type Reason = 'shown' | 'empty' | 'superseded' | 'dismissed' | GateName | FilterName;

export interface Completion {
	/** To insert at the cursor, with the document's line breaks; empty unless `reason` is `shown`. */
	readonly text: string;
	/** Characters right of the cursor that the text replaces. */
	readonly replaces: number;
	readonly reason: Reason;
	/** What this one cost; absent when nothing was computed. */
	readonly usage?: FillUsage | undefined;
}

export interface CompletePorts {
	readonly model: (signal: AbortSignal) => Promise<LanguageModel>;
	readonly now: () => number;
	readonly syntax?: SyntaxTrees | undefined;
}

/** One completion by itself: gate, window, generation, filters. The editor's session adds what is known from earlier keystrokes. */
export async function complete(
	snapshot: CursorSnapshot,
	settings: Settings,
	{ model, now, syntax }: CompletePorts,
	signal: AbortSignal,
): Promise<Completion> {
	const gate = closedGate(snapshot, settings);
	if (gate !== undefined) {
		return notShown(gate);
	}
	await syntax?.prepare(snapshot.languageId);
	const place = placeOf(snapshot, syntax);
	const loaded = trainedToFill(await model(signal));
	const { suggestion, usage } = await generate(loaded, windowAt(snapshot.before, snapshot.after), place, { now }, signal);
	const says = saysAt(suggestion, place, '');
	return says === undefined || says === 'open' ? { ...notShown('empty'), usage } : { ...finished(says, place, snapshot.eol), usage };
}

export const notShown = (reason: Reason): Completion => ({ text: '', replaces: 0, reason });

export function trainedToFill(model: LanguageModel): LanguageModel {
	if (!model.info.fillInMiddle) {
		throw noFillInMiddle(model.info.name);
	}
	return model;
}

/** What of a suggestion can be shown at a place. */
export function finished({ suggestion, part, typed }: Says, place: Place, eol: string): Completion {
	if (part.by !== undefined) {
		return notShown(part.by);
	}
	const text = suggestion.text.slice(0, part.length);
	if (text.trim() === '') {
		return notShown('empty');
	}
	const polished = polish({ text: text.slice(typed.length), replaces: 0, end: part.end, typed, confidence: part.confidence }, place);
	return polished.by === undefined
		? { text: polished.draft.text.replaceAll('\n', eol), replaces: polished.draft.replaces, reason: 'shown' }
		: notShown(polished.by);
}
