import type { ChatFact, ChatIntent } from '../src/protocol/chatView.ts';
import type { ThoughtChoice, ThoughtMode } from './thoughtMode.ts';

/** What survives while VS Code hides or re-creates the webview. */
interface Kept {
	readonly draft: string;
	/** The chat that the draft is of. */
	readonly sessionId?: string;
	readonly thoughtMode?: ThoughtMode;
}

interface VsCodeApi {
	postMessage(intent: ChatIntent): void;
	getState(): Kept | undefined;
	setState(kept: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export type Post = (intent: ChatIntent) => void;

export interface Host {
	readonly post: Post;
	readonly keptDraft: () => { readonly draft: string; readonly sessionId: string };
	readonly keepDraft: (draft: string, sessionId: string) => void;
	readonly thoughtChoice: ThoughtChoice;
	readonly onFact: (listener: (fact: ChatFact) => void) => void;
}

/** The extension host as the webview sees it: intents go out, facts come in. Can be called once. */
export function connectHost(): Host {
	const api = acquireVsCodeApi();
	return {
		post: (intent) => api.postMessage(intent),
		keptDraft: () => ({ draft: '', sessionId: '', ...api.getState() }),
		keepDraft: (draft, sessionId) => api.setState({ ...api.getState(), draft, sessionId }),
		thoughtChoice: {
			last: () => api.getState()?.thoughtMode,
			keep: (thoughtMode) => api.setState({ draft: '', ...api.getState(), thoughtMode }),
		},
		onFact: (listener) => window.addEventListener('message', (message: MessageEvent<ChatFact>) => listener(message.data)),
	};
}
