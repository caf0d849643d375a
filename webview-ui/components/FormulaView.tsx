import katex from 'katex';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Formula } from '../math.ts';

export type MathOutput = 'htmlAndMathml' | 'mathml';

interface Props {
	readonly formula: Formula;
	readonly output: MathOutput;
}

/** A formula drawn by KaTeX; what it cannot read is shown as it was written. */
export function FormulaView({ formula: { tex, display, source }, output }: Props) {
	const ref = useRef<HTMLSpanElement>(null);
	useLayoutEffect(() => {
		const element = ref.current;
		if (!element) return undefined;
		try {
			katex.render(tex, element, { ...safe, displayMode: display, output });
			element.classList.remove('broken');
		} catch {
			// What is no TeX, and a RangeError of what is nested too deeply.
			element.textContent = source;
			element.classList.add('broken');
		}
		if (!display || output === 'mathml') return undefined;
		// Only what scrolls is a stop on the way of the Tab key. To ask at once would lay out the page for each formula.
		const frame = requestAnimationFrame(() => {
			if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
		});
		return () => cancelAnimationFrame(frame);
	}, [tex, display, source, output]);
	return <span ref={ref} class={display ? 'formula display' : 'formula'} data-source={source} dir="ltr" />;
}

const safe = {
	trust: false,
	maxExpand: 1000,
	maxSize: 20,
	throwOnError: true,
	strict: 'ignore',
} as const;
