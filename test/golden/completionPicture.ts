import { type Completion, complete } from '../../src/core/completion/complete.ts';
import { type CursorSnapshot, textAround } from '../../src/core/completion/cursorSnapshot.ts';
import { defaults, type Settings } from '../../src/core/settings.ts';
import { fakeModel } from '../fakes/fakeModel.ts';
import { openTrees } from '../lib/syntaxTrees.ts';

const cursor = '║';
const syntax = openTrees();

/** The snapshot of an editor picture: `║` is the cursor. */
export function snapshotOf(picture: string, more: Partial<CursorSnapshot> = {}): CursorSnapshot {
	const [before, after, ...others] = picture.split(cursor);
	if (before === undefined || after === undefined || others.length > 0) {
		throw new Error(`A picture needs one ${cursor}: ${picture}`);
	}
	return {
		document: 'file:///project/main.ts',
		version: 1,
		scheme: 'file',
		paths: ['/project/main.ts'],
		languageId: 'typescript',
		...textAround(before, after),
		eol: picture.includes('\r\n') ? '\r\n' : '\n',
		trigger: 'automatic',
		selectionIsEmpty: true,
		cursors: 1,
		canReplace: true,
		...more,
	};
}

export interface Scene {
	/** What the model would write at the cursor. */
	readonly model: string;
	readonly snapshot?: Partial<CursorSnapshot>;
	readonly settings?: Partial<Settings>;
}

export function completionOf(picture: string, { model, snapshot, settings }: Scene): Promise<Completion> {
	return complete(
		snapshotOf(picture, snapshot),
		{ ...defaults, ...settings },
		{ model: async () => fakeModel({ fill: () => model }), now: () => 0, syntax },
		new AbortController().signal,
	);
}

/** The picture after Tab: the completion stands at the cursor, which is behind it. */
export async function accepted(picture: string, scene: Scene): Promise<string> {
	const { text, replaces } = await completionOf(picture, scene);
	const at = picture.indexOf(cursor);
	return picture.slice(0, at) + text + cursor + picture.slice(at + cursor.length + replaces);
}
