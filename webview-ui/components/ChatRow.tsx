import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatSummary } from '../../src/core/chat/chatSearch.ts';
import { plural } from '../format.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import { Icon, type IconName } from './Icon.tsx';
import { isSendKey } from './TextArea.tsx';

interface Props {
	readonly chat: ChatSummary;
	readonly isCurrent: boolean;
	readonly isTabStop: boolean;
	readonly onFocus: () => void;
	readonly onOpen: () => void;
	readonly post: Post;
}

/** One chat of the list, with what can be done with it. F2 renames it, Delete deletes it. */
export function ChatRow({ chat, isCurrent, isTabStop, onFocus, onOpen, post }: Props) {
	const { id, isPinned, excerpt } = chat;
	const title = reveal(chat.title) || 'Untitled';
	const [mode, setMode] = useState<'plain' | 'actions' | 'renaming'>('plain');
	const openRef = useRef<HTMLButtonElement>(null);
	const returns = useRef(false);
	// The name may be typed again at once, so that the focus must be there when the row is drawn.
	useLayoutEffect(() => {
		if (returns.current) openRef.current?.focus();
		returns.current = false;
	});

	const leave = (): void => {
		returns.current = true;
		setMode('plain');
	};
	const remove = (): void => post({ kind: 'deleteChat', id });
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.key === 'F2') setMode('renaming');
		else if (event.key === 'Delete') remove();
		else if (event.key === 'Escape' && mode === 'actions') {
			event.stopPropagation();
			leave();
		}
	};
	const action = (icon: IconName, label: string, run: () => void) => (
		<button type="button" class="quiet" onClick={run}>
			<Icon name={icon} /> {label}
		</button>
	);
	if (mode === 'renaming') {
		return (
			<li class="chat-row">
				<TitleInput
					title={chat.title}
					onLeave={(renamed) => {
						leave();
						if (renamed !== undefined && renamed !== chat.title) post({ kind: 'renameChat', id, title: renamed });
					}}
				/>
			</li>
		);
	}
	return (
		<li class="chat-row" data-current={isCurrent || undefined} onFocusCapture={onFocus} onKeyDown={onKeyDown}>
			<div class="chat-line">
				<button
					ref={openRef}
					type="button"
					class="chat-open"
					tabIndex={isTabStop ? 0 : -1}
					aria-current={isCurrent || undefined}
					onClick={onOpen}
				>
					<span class="chat-title">
						{isPinned && <Icon name="pin" />}
						<span dir="auto">{title}</span>
					</span>
					{excerpt && (
						<span class="chat-excerpt" dir="auto">
							{reveal(excerpt.before)}
							<mark>{reveal(excerpt.match)}</mark>
							{reveal(excerpt.after)}
						</span>
					)}
					<span class="chat-facts">
						{[isCurrent ? 'Open now' : undefined, when(chat.askedAt), plural(chat.questions, 'question')].filter(Boolean).join(' · ')}
					</span>
				</button>
				<button
					type="button"
					class="quiet chat-more"
					tabIndex={isTabStop ? 0 : -1}
					aria-expanded={mode === 'actions'}
					aria-label={`Actions for ${title}`}
					title="Pin, rename, export, delete"
					onClick={() => setMode(mode === 'actions' ? 'plain' : 'actions')}
				>
					<Icon name="more" />
				</button>
			</div>
			{mode === 'actions' && (
				// biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
				<div class="chat-actions" role="group" aria-label={`Actions for ${title}`}>
					{action('pin', isPinned ? 'Unpin' : 'Pin', () => post({ kind: 'pinChat', id, isPinned: !isPinned }))}
					{action('edit', 'Rename', () => setMode('renaming'))}
					{action('export', 'Export as Markdown', () => post({ kind: 'exportChat', id, format: 'markdown' }))}
					{action('export', 'Export as JSON', () => post({ kind: 'exportChat', id, format: 'json' }))}
					{action('trash', 'Delete', remove)}
				</div>
			)}
		</li>
	);
}

interface TitleInputProps {
	readonly title: string;
	/** With the new title, or with nothing where the old one stays. */
	readonly onLeave: (title: string | undefined) => void;
}

function TitleInput({ title, onLeave }: TitleInputProps) {
	const [text, setText] = useState(title);
	const inputRef = useRef<HTMLInputElement>(null);
	const isLeft = useRef(false);
	useLayoutEffect(() => {
		inputRef.current?.focus();
		inputRef.current?.select();
	}, []);
	const leave = (renamed: string | undefined): void => {
		// Being taken away, the input loses its focus as well.
		if (isLeft.current) return;
		isLeft.current = true;
		onLeave(renamed);
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		event.stopPropagation();
		if (isSendKey(event)) {
			// The row, which has the focus next, must not be opened by the same press.
			event.preventDefault();
			leave(text.trim());
		} else if (event.key === 'Escape' && !event.isComposing) leave(undefined);
	};
	return (
		<input
			ref={inputRef}
			type="text"
			class="chat-rename"
			dir="auto"
			maxLength={200}
			aria-label="Title of the chat; empty: the beginning of its first question"
			value={text}
			onInput={(event) => setText(event.currentTarget.value)}
			onKeyDown={onKeyDown}
			onBlur={() => leave(text.trim())}
		/>
	);
}

/** The group says which days; the row says the hour of a day of this week, and the day of others. */
function when(askedAt: number): string {
	const date = new Date(askedAt);
	const days = (Date.now() - askedAt) / 86_400_000;
	if (days < 2) return date.toLocaleTimeString('en', { hour: 'numeric', minute: '2-digit' });
	return date.toLocaleDateString(
		'en',
		days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'short', ...(days > 300 ? { year: 'numeric' } : {}) },
	);
}
