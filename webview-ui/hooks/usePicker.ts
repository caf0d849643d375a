import { useEffect, useState } from 'preact/hooks';
import { type Suggestion, type Trigger, triggerAt } from '../../src/core/chat/contextSource.ts';
import type { Post } from '../host.ts';
import type { PanelState } from '../state.ts';

interface OpenPicker {
	readonly trigger: '@' | '/';
	readonly entries: readonly Suggestion[];
	readonly active: number;
}

interface PickerControl {
	readonly picker: OpenPicker | undefined;
	readonly pick: (entry: Suggestion) => void;
	/** True where the key was meant for the picker. */
	readonly onKey: (event: KeyboardEvent) => boolean;
}

interface Input {
	readonly draft: string;
	readonly cursor: number;
	readonly suggestions: PanelState['suggestions'];
	/** The new text, and where the cursor goes. */
	readonly replace: (text: string, cursor: number) => void;
	readonly post: Post;
}

/** Opens while the cursor is behind an `@` or a `/`, and asks the host what fits. */
export function usePicker({ draft, cursor, suggestions, replace, post }: Input): PickerControl {
	const [active, setActive] = useState(0);
	/** Where a sign stands that was closed by Escape. */
	const [closedAt, setClosedAt] = useState<number>();
	const found = triggerAt(draft, cursor);
	const typed = found && found.start !== closedAt ? found : undefined;
	const { trigger, query } = typed ?? {};
	useEffect(() => {
		setActive(0);
		if (trigger !== undefined && query !== undefined) post({ kind: 'suggest', trigger, query });
	}, [trigger, query, post]);
	const isAway = found === undefined;
	useEffect(() => {
		if (isAway) setClosedAt(undefined);
	}, [isAway]);

	const entries = typed && suggestions?.trigger === typed.trigger ? suggestions.entries : undefined;
	const picker =
		typed && entries ? { trigger: typed.trigger, entries, active: Math.min(active, Math.max(0, entries.length - 1)) } : undefined;

	const pick = (entry: Suggestion): void => {
		if (typed) choose(entry, typed, { draft, cursor, replace, post });
	};
	const onKey = (event: KeyboardEvent): boolean => {
		const action = picker && !event.isComposing && !event.shiftKey ? keys[event.key] : undefined;
		const entry = picker?.entries[picker.active];
		if (!picker || action === undefined || (action !== 'close' && !entry)) return false;
		const many = picker.entries.length;
		if (action === 'close') setClosedAt(typed?.start);
		else if (action === 'pick' && entry) pick(entry);
		else setActive((picker.active + (action === 'next' ? 1 : many - 1)) % many);
		return true;
	};
	return { picker, pick, onKey };
}

const keys: Readonly<Record<string, 'next' | 'previous' | 'pick' | 'close'>> = {
	ArrowDown: 'next',
	ArrowUp: 'previous',
	Enter: 'pick',
	Tab: 'pick',
	Escape: 'close',
};

/** What was typed for the search gives way to what was chosen. */
function choose({ choice }: Suggestion, { start }: Trigger, { draft, cursor, replace, post }: Omit<Input, 'suggestions'>): void {
	const before = draft.slice(0, start);
	const after = draft.slice(cursor);
	if (choice.kind === 'insert') {
		replace(before + choice.text + after.trimStart(), start + choice.text.length);
		return;
	}
	replace(before + after, start);
	post({ kind: 'attach', source: choice.source });
}
