import { closersOf, openersOf } from './brackets.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import { type Extent, extentAt } from './extent.ts';
import { type Surroundings, type SyntaxTrees, surroundingsAt } from './syntax.ts';
import { followingScope, scopeOf } from './syntaxScope.ts';

/** The cursor's surroundings as the filters read them. */
export interface Place {
	readonly languageId: string;
	readonly before: string;
	readonly after: string;
	readonly linePrefix: string;
	/** Rest of the cursor's line. */
	readonly rest: string;
	/** Next line below the cursor that is not blank, trimmed. */
	readonly nextLine: string;
	readonly extent: Extent;
	/** `undefined` where no grammar tells. */
	readonly surroundings: Surroundings | undefined;
	readonly syntax: SyntaxTrees | undefined;
	/** What of `before` is parsed. */
	readonly scope: string;
	/** Closing brackets that the file still lacks at the cursor, innermost first. */
	readonly missingClosers: readonly string[];
	readonly canReplace: boolean;
	readonly suggestItem: CursorSnapshot['suggestItem'];
	readonly isExplicit: boolean;
}

export function placeOf(snapshot: CursorSnapshot, syntax?: SyntaxTrees): Place {
	const { before, after, languageId } = snapshot;
	const linePrefix = before.slice(before.lastIndexOf('\n') + 1);
	const rest = lineAt(after, 0);
	const nextLine = firstLineWithText(after.slice(rest.length));
	const scope = scopeOf(before, languageId);
	const surroundings = surroundingsAt(languageId, scope, followingScope(after), syntax);
	return {
		languageId,
		before,
		after,
		linePrefix,
		rest,
		nextLine,
		extent: isWithinLine(surroundings) ? { kind: 'line' } : extentAt(before, rest, languageId),
		surroundings,
		syntax,
		scope,
		missingClosers: missingClosers(snapshot, linePrefix, rest, nextLine),
		canReplace: snapshot.canReplace,
		suggestItem: snapshot.suggestItem,
		isExplicit: snapshot.trigger === 'explicit',
	};
}

const isWithinLine = (surroundings: Surroundings | undefined): boolean =>
	surroundings !== undefined && (surroundings.kind !== 'code' || surroundings.isInterpolated);

const lineAt = (text: string, start: number): string => {
	const end = text.indexOf('\n', start);
	return end < 0 ? text.slice(start) : text.slice(start, end);
};

const firstLineWithText = (text: string): string => lineAt(text.trimStart(), 0).trimEnd();

function missingClosers({ before, after }: CursorSnapshot, linePrefix: string, rest: string, nextLine: string): readonly string[] {
	const open = openersOf(before);
	const missing = open.slice(0, Math.max(0, open.length - closersOf(after).length));
	// A slip of the scan far away must not forbid to close what was opened on this very line.
	const openHere = openersOf(withoutCommentMark(linePrefix));
	const closedHere = closersOf(rest).length + (openHere[0] !== undefined && nextLine.startsWith(openHere[0]) ? openHere.length : 0);
	const missingHere = openHere.slice(0, Math.max(0, openHere.length - closedHere));
	return missing.length >= missingHere.length ? missing : missingHere;
}

/** In a comment brackets count too. */
const withoutCommentMark = (line: string): string => line.replace(/(?:^|\s)(?:\/\/+|#+|\/?\*+|--)\s/, ' ');
