import { useEffect, useRef, useState } from 'preact/hooks';
import { timeGroups } from '../../src/core/chat/timeGroups.ts';
import type { ChatListState } from '../chatList.ts';
import { plural } from '../format.ts';
import { useListKeys } from '../hooks/useListKeys.ts';
import { reveal } from '../reveal.ts';
import type { Store } from '../store.ts';
import { ChatRow } from './ChatRow.tsx';
import { Icon } from './Icon.tsx';

interface Props {
	readonly list: ChatListState;
	readonly notice: string | undefined;
	readonly store: Store;
}

/** The host searches when typing pauses. */
const searchPauseMs = 150;
/** More rows are drawn on request. */
const firstRows = 200;

/** All chats of the workspace, in place of the one that is open. */
export function ChatList({ list, notice, store }: Props) {
	const { post, tell } = store;
	const { chats, query, currentId, deleted } = list;
	const [typed, setTyped] = useState(query);
	const [activeId, setActiveId] = useState<string>();
	const [most, setMost] = useState(firstRows);
	const { listRef, searchRef, onKeyDown } = useListKeys();

	useEffect(() => {
		if (typed.trim() === query) return undefined;
		const timer = setTimeout(() => post({ kind: 'listChats', query: typed.trim() }), searchPauseMs);
		return () => clearTimeout(timer);
	}, [typed, query, post]);

	const leave = (): void => tell({ kind: 'listLeft' });
	const open = (id: string): void => {
		post({ kind: 'openChat', id });
		leave();
	};
	const onPanelKeyDown = (event: KeyboardEvent): void => {
		if (event.key !== 'Escape' || event.isComposing) return;
		if (typed === '') leave();
		else setTyped('');
	};
	const tabStop = chats.some(({ id }) => id === activeId) ? activeId : chats[0]?.id;
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the page, wherever the focus is in it
		<div class="panel chats" onKeyDown={onPanelKeyDown}>
			<header class="chats-head">
				<button type="button" class="quiet" title="Back to the chat (Escape)" aria-label="Back to the chat" onClick={leave}>
					<Icon name="back" />
				</button>
				<h1>Chats</h1>
				<button
					type="button"
					class="quiet"
					title="Import a chat that was exported as JSON"
					aria-label="Import…"
					onClick={() => post({ kind: 'importChat' })}
				>
					<Icon name="import" /> <span class="wide-only">Import…</span>
				</button>
				<button type="button" class="quiet" title="Begin a new chat" aria-label="New chat" onClick={() => post({ kind: 'newChat' })}>
					<Icon name="plus" /> <span class="wide-only">New chat</span>
				</button>
			</header>
			<div class="chats-search">
				<Icon name="search" />
				<input
					ref={searchRef}
					type="search"
					dir="auto"
					aria-label="Search chats"
					placeholder="Search titles and text"
					value={typed}
					onInput={(event) => setTyped(event.currentTarget.value)}
					onKeyDown={onKeyDown}
				/>
			</div>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go from row to row */}
			<div ref={listRef} class="chats-list" onKeyDown={onKeyDown}>
				{chats.length === 0 && <Nothing query={query} />}
				{timeGroups(chats.slice(0, most), new Date()).map(({ title, items }) => (
					<section key={title} aria-label={title}>
						<h2>{title}</h2>
						<ul>
							{items.map((chat) => (
								<ChatRow
									key={chat.id}
									chat={chat}
									isCurrent={chat.id === currentId}
									isTabStop={chat.id === tabStop}
									onFocus={() => setActiveId(chat.id)}
									onOpen={() => open(chat.id)}
									post={post}
								/>
							))}
						</ul>
					</section>
				))}
				{chats.length > most && (
					<button type="button" class="secondary" onClick={() => setMost(chats.length)}>
						Show all {plural(chats.length, 'chat')}
					</button>
				)}
			</div>
			<div role="status" class="notice-area chats-notice">
				{deleted === undefined ? (
					notice !== undefined && <Notice text={notice} onDismiss={() => tell({ kind: 'noticeDismissed' })} />
				) : (
					<Undo title={deleted} onUndo={() => post({ kind: 'undoDelete' })} />
				)}
			</div>
			<div class="visually-hidden" aria-live="polite">
				{query !== '' && `${plural(chats.length, 'chat')} found`}
			</div>
		</div>
	);
}

function Nothing({ query }: { readonly query: string }) {
	return (
		<p class="chats-empty" dir="auto">
			{query === '' ? 'There is no chat in this workspace yet.' : `No chat has “${reveal(query)}” in its title or text.`}
		</p>
	);
}

function Notice({ text, onDismiss }: { readonly text: string; readonly onDismiss: () => void }) {
	return (
		<p class="notice">
			<span dir="auto">{reveal(text)}</span>
			<button type="button" class="quiet" aria-label="Dismiss" title="Dismiss" onClick={onDismiss}>
				<Icon name="close" />
			</button>
		</p>
	);
}

/** What had the focus was deleted: it goes to where that can be undone. */
function Undo({ title, onUndo }: { readonly title: string; readonly onUndo: () => void }) {
	const buttonRef = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		if (title !== undefined && document.activeElement === document.body) buttonRef.current?.focus();
	}, [title]);
	return (
		<p class="notice">
			<span class="chat-deleted" dir="auto">
				Deleted: {reveal(title)}
			</span>
			<button ref={buttonRef} type="button" class="secondary" onClick={onUndo}>
				Undo
			</button>
		</p>
	);
}
