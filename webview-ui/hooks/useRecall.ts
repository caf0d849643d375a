import { useRef } from 'preact/hooks';

/** Earlier questions by the arrow keys, as a shell has them: only from an empty input, or from one that still shows what was recalled. */
export function useRecall(questions: readonly string[], draft: string, show: (text: string) => void): (event: KeyboardEvent) => boolean {
	/** How far back; 0 is the input itself. */
	const back = useRef(0);
	const recalled = (steps: number): string => (steps === 0 ? '' : (questions.at(-steps) ?? ''));
	return (event) => {
		const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
		if (step === 0 || event.isComposing || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
		if (draft === '') back.current = 0;
		const next = back.current + step;
		if (draft !== recalled(back.current) || next < 0 || next > questions.length) return false;
		back.current = next;
		show(recalled(next));
		return true;
	};
}
