import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Step } from '../../src/core/reasoning/steps.ts';
import { findIn, highlightRanges } from '../find.ts';

const longestWaitMs = 3000;
const markedMs = 1500;

interface StepJumps {
	/** The step that was gone to last. */
	readonly jumped: number | undefined;
	readonly jump: (step: number) => void;
}

/** Goes to a step of a thought, once it is drawn; its title is marked for a moment. */
export function useStepJumps(bodyRef: RefObject<HTMLElement | null>, steps: readonly Step[], prepare: () => void): StepJumps {
	const [jumped, setJumped] = useState<number>();
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => () => clearTimeout(timer.current), []);
	const now = useRef({ steps, prepare });
	now.current = { steps, prepare };

	const jump = useCallback(
		(index: number): void => {
			const step = now.current.steps[index];
			if (!step) return;
			now.current.prepare();
			setJumped(index);
			clearTimeout(timer.current);
			const deadline = performance.now() + longestWaitMs;
			const tryAgain = (): void => {
				const found = bodyRef.current ? placeOf(bodyRef.current, step) : undefined;
				const isLate = performance.now() > deadline;
				if (!found || (!found.range && !isLate && found.isLast)) {
					if (!isLate) timer.current = setTimeout(tryAgain, 30);
					return;
				}
				found.element.scrollIntoView({ block: 'start' });
				if (!found.range) return;
				highlightRanges([], found.range);
				timer.current = setTimeout(() => highlightRanges([], undefined), markedMs);
			};
			timer.current = setTimeout(tryAgain, 0);
		},
		[bodyRef],
	);
	return { jumped, jump };
}

interface Found {
	readonly element: Element;
	/** Where its title stands, if it stands there in words. */
	readonly range: Range | undefined;
	/** Nothing behind it is drawn yet. */
	readonly isLast: boolean;
}

function placeOf(body: Element, step: Step): Found | undefined {
	const parts = [...body.querySelectorAll<HTMLElement>('[data-at]')];
	const index = parts.findLastIndex((part) => Number(part.dataset.at) <= step.at);
	const part = parts[index];
	if (!part) return undefined;
	const words = step.title.replace(/…$/u, '').slice(0, 24).trim();
	const [range] = findIn(part, words);
	const start = range?.startContainer.parentElement ?? null;
	const item = start?.closest('li, p, h3, h4, h5, h6') ?? null;
	return { element: item && part.contains(item) ? item : part, range, isLast: index === parts.length - 1 };
}
