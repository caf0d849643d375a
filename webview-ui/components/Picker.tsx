import { useEffect, useRef } from 'preact/hooks';
import type { Suggestion } from '../../src/core/chat/contextSource.ts';
import { plural } from '../format.ts';
import { reveal } from '../reveal.ts';

interface Props {
	readonly trigger: '@' | '/';
	readonly entries: readonly Suggestion[];
	readonly active: number;
	readonly onPick: (entry: Suggestion) => void;
}

export const pickerId = 'picker';
export const optionId = (index: number): string => `picker-${index}`;

/** What is offered behind `@` or `/`, over the input. The focus stays in the input, which says what is active. */
export function Picker({ trigger, entries, active, onPick }: Props) {
	const ref = useRef<HTMLDivElement>(null);
	useEffect(() => {
		ref.current?.children[active]?.scrollIntoView({ block: 'nearest' });
	}, [active]);
	return (
		<div class="picker">
			<div ref={ref} id={pickerId} class="picker-list" role="listbox" aria-label={trigger === '@' ? 'Add context' : 'Commands'}>
				{entries.map((entry, index) => (
					// biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the input, which keeps the focus
					<div
						key={`${entry.label}:${index}`}
						id={optionId(index)}
						class="picker-option"
						role="option"
						tabIndex={-1}
						aria-selected={index === active}
						// Before the click, which would take the focus from the input.
						onMouseDown={(event) => event.preventDefault()}
						onClick={() => onPick(entry)}
					>
						<span class="picker-label">
							{entry.choice.kind === 'attach' && (entry.choice.source.kind === 'file' || entry.choice.source.kind === 'folder')
								? ''
								: trigger}
							{reveal(entry.label)}
						</span>
						<span class="picker-detail">{reveal(entry.detail)}</span>
					</div>
				))}
			</div>
			{entries.length === 0 && <p class="picker-none">Nothing fits.</p>}
			<p class="picker-hint">{trigger === '@' ? 'Or drop files here while holding Shift.' : 'Your own: .lemma/prompts/name.md'}</p>
			<div class="visually-hidden" role="status">
				{plural(entries.length, 'suggestion')}
			</div>
		</div>
	);
}
