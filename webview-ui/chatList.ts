import type { ChatSummary } from '../src/core/chat/chatSearch.ts';
import type { ChatListFact } from '../src/protocol/chatList.ts';

/** The list of chats, while it is what the panel shows. */
export interface ChatListState {
	readonly chats: readonly ChatSummary[];
	readonly currentId: string;
	/** What the chats were searched for. */
	readonly query: string;
	/** Title of the chat that was deleted last, while that can be undone. */
	readonly deleted?: string;
}

/** What is told of the list while it is not shown, or no more, changes nothing. */
export function reduceList(list: ChatListState | undefined, fact: ChatListFact): ChatListState | undefined {
	if (fact.kind === 'chats') {
		const { chats, currentId, query, opens } = fact;
		return list === undefined && !opens ? undefined : { ...list, chats, currentId, query };
	}
	if (list === undefined) return undefined;
	const { deleted: _, ...rest } = list;
	return fact.title === undefined ? rest : { ...rest, deleted: fact.title };
}
