import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import { useSlices } from '../hooks/useSlices.ts';
import { useStretches } from '../hooks/useStretches.tsx';
import { noSums, useSumsByPart } from '../hooks/useSumsByPart.ts';
import { memo } from '../memo.tsx';
import { cutPlain, noPieces, type PlainPieces } from '../plainPieces.ts';
import { revealedPieces, type Sourced } from '../sourced.ts';
import { SumMark } from './SumMark.tsx';

interface Props {
	readonly text: string;
	readonly sums: readonly Equality[];
	/** Only about so many characters, from the end. */
	readonly last?: number;
}

/** A growing text as it is written, without Markdown: cheap, for what rushes by. */
export function PlainText({ text, sums, last = Number.POSITIVE_INFINITY }: Props) {
	const before = useRef<{ readonly text: string; readonly pieces: PlainPieces }>({ text: '', pieces: noPieces });
	const pieces = cutPlain(text, text.startsWith(before.current.text) ? before.current.pieces : noPieces);
	before.current = { text, pieces };
	const starts = [...pieces.closedAt, pieces.tailAt];
	const sumsOf = useSumsByPart(sums, starts);
	const isWhole = !Number.isFinite(last);
	const found = !isWhole ? starts.findIndex((at) => at >= text.length - last) : 0;
	const from = found < 0 ? starts.length - 1 : found;
	const drawn = from + useSlices(starts.length - from, (part) => (pieces.closed[from + part] ?? '').length);
	const textOf = (part: number): string => pieces.closed[part] ?? text.slice(pieces.tailAt);
	const piece = (part: number): VNode => {
		const at = starts[part] ?? 0;
		return <Piece key={at} text={textOf(part)} sums={sumsOf[part] ?? noSums} at={at} />;
	};
	const stretches = useStretches(isWhole ? drawn : 0, (part) => [part < pieces.closed.length ? starts[part] : text, sumsOf[part]], piece);
	return <>{isWhole ? stretches : starts.slice(from, drawn).map((_, index) => piece(from + index))}</>;
}

const Piece = memo(({ text, at, sums }: Sourced) => {
	const lead = /^\s*/u.exec(text)?.[0].length ?? 0;
	const shown = text.slice(lead).trimEnd();
	if (shown === '') return null;
	return (
		<p class="plain" dir="auto" data-at={at}>
			{revealedPieces({ text: shown, at: at + lead, sums }).map((piece, index) => (
				<>
					{index > 0 && <SumMark sums={sums.slice(index - 1, index)} />}
					{piece}
				</>
			))}
		</p>
	);
});
