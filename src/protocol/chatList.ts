import type { ChatSummary } from '../core/chat/chatSearch.ts';

/** What the user wants of the chats as a whole. */
export type ChatListIntent =
	| { readonly kind: 'listChats'; readonly query: string }
	| { readonly kind: 'openChat'; readonly id: string }
	/** Without a title, the first question is one. */
	| { readonly kind: 'renameChat'; readonly id: string; readonly title: string }
	| { readonly kind: 'pinChat'; readonly id: string; readonly isPinned: boolean }
	| { readonly kind: 'deleteChat'; readonly id: string }
	| { readonly kind: 'undoDelete' }
	| { readonly kind: 'exportChat'; readonly id: string; readonly format: ExportFormat }
	| { readonly kind: 'importChat' };

/** What the user wants of the branches of a chat. */
export type BranchIntent =
	/** Ask an earlier question in other words; what was said since stays on its branch. */
	| { readonly kind: 'askInstead'; readonly turnId: string; readonly question: string }
	/** Show the turn before or behind this one among those that follow the same turn. */
	| { readonly kind: 'showSibling'; readonly turnId: string; readonly step: 1 | -1 };

export type ExportFormat = 'markdown' | 'json';

export type ChatListFact =
	/** `opens`: a command wants the list to be seen. */
	| {
			readonly kind: 'chats';
			readonly query: string;
			readonly chats: readonly ChatSummary[];
			readonly currentId: string;
			readonly opens: boolean;
	  }
	/** A chat was deleted, and can be brought back until `undefined` is told. */
	| { readonly kind: 'deleted'; readonly title: string | undefined };
