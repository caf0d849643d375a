import { complete } from '../../src/core/completion/complete.ts';
import type { CursorSnapshot } from '../../src/core/completion/cursorSnapshot.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { defaults } from '../../src/core/settings.ts';
import { infillByModel } from '../../tools/cli/replay/infillDoors.ts';
import { infillAt } from '../../tools/cli/replay/infillPolicy.ts';
import { openTrees } from '../lib/syntaxTrees.ts';

/** Who is asked at one place: Lemma, Lemma without healing, and what llama.vscode would send and show. */
export type Asker = 'lemma' | 'unhealed' | 'llama.vscode';

export const askers: readonly Asker[] = ['lemma', 'unhealed', 'llama.vscode'];

type Answer = (snapshot: CursorSnapshot) => Promise<{ readonly text: string; readonly reason: string }>;

/** In the order that lets the second reuse what the first has read. */
export function askersOf(model: LanguageModel, extent: 'first lines' | 'blocks' = 'first lines'): readonly (readonly [Asker, Answer])[] {
	const syntax = openTrees();
	const now = (): number => performance.now();
	const never = new AbortController().signal;
	const unhealed: LanguageModel = {
		...model,
		generate: (request, signal, control) =>
			model.generate(request.kind === 'fill' ? { ...request, heal: false } : request, signal, control),
	};
	const by =
		(through: LanguageModel): Answer =>
		(snapshot) =>
			complete(snapshot, defaults, { model: async () => through, now, syntax }, never);
	// It has all the time it wants here.
	const door = infillByModel(
		async () => model,
		() => 0,
		{ firstLineOnly: extent === 'first lines' },
	);
	const peer: Answer = async (snapshot) => {
		const { request, shown } = infillAt(snapshot);
		return shown(await door.fill(request));
	};
	return [
		['lemma', by(model)],
		['unhealed', by(unhealed)],
		['llama.vscode', peer],
	];
}
