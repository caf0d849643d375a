import { useRef } from 'preact/hooks';
import { noOutline, type Outline, outlineThought, type Step } from '../../src/core/reasoning/steps.ts';

/** The steps of a thought, read on from where they were read to. */
export function useOutline(text: string): readonly Step[] {
	const last = useRef<{ readonly text: string; readonly outline: Outline }>({ text: '', outline: noOutline });
	if (last.current.text !== text) {
		last.current = { text, outline: outlineThought(text, text.startsWith(last.current.text) ? last.current.outline : noOutline) };
	}
	return last.current.outline.steps;
}
