import { useEffect, useMemo, useState } from 'preact/hooks';
import { highlightChunks, type Run } from '../highlight.ts';

/** So little is coloured at once, so that it does not flicker. */
const little = 1200;

/** The chunks of a code in colours, as far as they are: from the first on, one a task, so that the window stays free between them. */
export function useColours(chunks: readonly string[], language: string, settled: boolean): readonly (readonly Run[])[] {
	const isLittle = chunks.length === 1 && (chunks[0]?.length ?? 0) <= little;
	const atOnce = useMemo(
		() => (settled && isLittle ? [...highlightChunks(chunks, language)].flat() : none),
		[chunks, language, settled, isLittle],
	);
	const [coloured, setColoured] = useState(none);
	useEffect(() => {
		if (!settled || isLittle) return undefined;
		const steps = highlightChunks(chunks, language);
		let timer = setTimeout(function step() {
			const { value, done } = steps.next();
			if (done) return;
			setColoured((before) => [...before, ...value]);
			timer = setTimeout(step, 0);
		}, 0);
		return () => {
			clearTimeout(timer);
			setColoured(none);
		};
	}, [chunks, language, settled, isLittle]);
	return isLittle ? atOnce : coloured;
}

const none: readonly (readonly Run[])[] = [];
