import type { Clock } from '../../../src/core/clock.ts';
import { complete, type Reason } from '../../../src/core/completion/complete.ts';
import type { CursorSnapshot } from '../../../src/core/completion/cursorSnapshot.ts';
import { CompletionSession } from '../../../src/core/completion/session.ts';
import type { SessionPorts } from '../../../src/core/completion/sessionPorts.ts';
import type { SyntaxTrees } from '../../../src/core/completion/syntax.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { ProjectContext, type Whereabouts } from './projectContext.ts';
import type { Part } from './trace.ts';

/** What is shown at the cursor, or why nothing is. */
export interface Answer {
	readonly text: string;
	/** Units right of the cursor that the text replaces. */
	readonly replaces: number;
	readonly reason: Reason | InfillReason;
}

/** Why the policy of another client shows nothing. */
export type InfillReason = 'longLineSuffix' | 'discarded';

/** What a trace is played through: the editor's own session, or the policy of another client. */
export interface Contender {
	/** Rejects with AbortError when the signal fires, which it does at the next key. */
	complete(snapshot: CursorSnapshot, signal: AbortSignal): Promise<Answer>;
	/** The cursor came to rest. */
	idle?(snapshot: CursorSnapshot): void;
	accepted?(part: Part): void;
	/** What was shown did not become text. */
	rejected?(): void;
	/** Another file comes to the front. */
	opened?(previous: CursorSnapshot | undefined, current: CursorSnapshot): Promise<void> | void;
	/** The cursor is somewhere, after each event. */
	moved?(here: Whereabouts): void;
	stop(): void;
}

export interface EditorPorts extends SessionPorts {
	readonly syntax: SyntaxTrees;
	/** Told of what takes time and is no request. */
	readonly during: <T>(task: Promise<T>) => Promise<T>;
}

/** The pipeline of the editor, with the syntax trees it has and what it collects from the project. */
export function ownSession(ports: EditorPorts, settings: Settings): Contender {
	const context = new ProjectContext(ports.clock, ports.during);
	const session = new CompletionSession({ ...ports, snippets: context.snippets });
	return {
		complete: (snapshot, signal) => session.complete(snapshot, settings, signal),
		idle: (snapshot) => void session.idle(snapshot, settings),
		accepted: (part) => session.accepted(part),
		rejected: () => session.rejected(),
		opened: (_, { languageId }) => ports.during(ports.syntax.prepare(languageId)),
		moved: (here) => context.note(here),
		stop: () => {
			context.stop();
			session.stop();
		},
	};
}

/** The same gate, window, model and filters, with nothing known from earlier keys. */
export function withoutReuse(
	ports: Pick<SessionPorts, 'model' | 'syntax'> & { readonly clock: Clock; readonly debounceMs?: number },
	settings: Settings,
): Contender {
	const { clock, model, syntax, debounceMs = usualDebounceMs } = ports;
	return {
		complete: async (snapshot, signal) => {
			await clock.sleep(debounceMs, signal);
			return complete(snapshot, settings, { model, syntax, now: () => clock.now() }, signal);
		},
		stop: () => undefined,
	};
}

/** What the session starts with. */
const usualDebounceMs = 75;
