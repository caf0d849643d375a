import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import { type Blocks, noBlocks, splitBlocks } from '../blocks.ts';
import type { Post } from '../host.ts';
import { type MarkdownNode, parseMarkdown, type Tag } from '../markdown.ts';
import { cutAt, joinMarked } from '../marks.ts';
import { memo } from '../memo.tsx';
import { reveal } from '../reveal.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { FormulaView, type MathOutput } from './FormulaView.tsx';
import { SumMark } from './SumMark.tsx';

interface MarkdownProps {
	readonly text: string;
	/** More text is to come: the last block is not settled. */
	readonly growing: boolean;
	/** Text as it is written, without Markdown: cheap, for what only rushes by. */
	readonly plain?: boolean;
	readonly mathOutput: MathOutput;
	/** The sums of the text by their places, in order of their ends. */
	readonly sums?: readonly Equality[];
	readonly post: Post;
}

/** A growing Markdown text. Closed blocks keep their DOM; only the last one is drawn anew. */
export function Markdown({ text, growing, plain = false, mathOutput, sums = noSums, post }: MarkdownProps) {
	const last = useRef<{ readonly text: string; readonly blocks: Blocks }>({ text: '', blocks: noBlocks });
	const blocks = splitBlocks(text, text.startsWith(last.current.text) ? last.current.blocks : noBlocks);
	last.current = { text, blocks };
	const tail = text.slice(blocks.tailAt);
	const sumsOf = useSumsByBlock(sums, [...blocks.closedAt, blocks.tailAt]);
	const block = (source: string, index: number, settled: boolean) =>
		plain ? (
			<PlainBlock key={index} text={source} sums={sumsOf[index] ?? noSums} at={blocks.closedAt[index] ?? blocks.tailAt} />
		) : (
			<Block
				key={index}
				text={source}
				sums={sumsOf[index] ?? noSums}
				at={blocks.closedAt[index] ?? blocks.tailAt}
				settled={settled}
				mathOutput={mathOutput}
				post={post}
			/>
		);
	return (
		<>
			{blocks.closed.map((source, index) => block(source, index, true))}
			{tail.trim() === '' ? null : block(tail, blocks.closed.length, !growing)}
		</>
	);
}

const noSums: readonly Equality[] = [];

/** The sums that end in each block. A block whose sums are those it had keeps its list, so that it is not drawn again. */
function useSumsByBlock(sums: readonly Equality[], starts: readonly number[]): readonly (readonly Equality[])[] {
	const last = useRef<readonly (readonly Equality[])[]>([]);
	let next = 0;
	last.current = starts.map((_, block) => {
		const end = starts[block + 1] ?? Number.POSITIVE_INFINITY;
		const from = next;
		while (next < sums.length && (sums[next]?.end ?? 0) <= end) next++;
		const before = last.current[block] ?? noSums;
		const isSame = before.length === next - from && before.every((sum, index) => sum === sums[from + index]);
		return isSame ? before : sums.slice(from, next);
	});
	return last.current;
}

interface Sourced {
	readonly text: string;
	readonly sums: readonly Equality[];
	/** Where the block begins in the whole text. */
	readonly at: number;
}

/** What characters without a look are shown as is longer than they are, so the places are cut before. */
const revealedPieces = ({ text, sums, at }: Sourced): readonly string[] =>
	cutAt(
		text,
		sums.map(({ end }) => Math.max(0, end - at)),
	).map(reveal);

const PlainBlock = memo(({ text, ...place }: Sourced) => (
	<p class="plain" dir="auto">
		{revealedPieces({ text: text.trimEnd(), ...place }).map((piece, index) => (
			<>
				{index > 0 && <SumMark sums={place.sums.slice(index - 1, index)} />}
				{piece}
			</>
		))}
	</p>
));

interface BlockProps extends Sourced {
	readonly settled: boolean;
	readonly mathOutput: MathOutput;
	readonly post: Post;
}

const Block = memo(function Block({ text, at, ...drawing }: BlockProps) {
	const { sums } = drawing;
	const nodes = useMemo(() => parseMarkdown(joinMarked(revealedPieces({ text, sums, at }))), [text, sums, at]);
	return <>{drawAll(nodes, drawing)}</>;
});

type Drawing = Omit<BlockProps, 'text' | 'at'>;

const drawAll = (nodes: readonly MarkdownNode[], drawing: Drawing): ComponentChildren => nodes.map((node) => draw(node, drawing));

function draw(node: MarkdownNode, drawing: Drawing): ComponentChildren {
	switch (node.kind) {
		case 'text':
			return node.text;
		case 'marks':
			return <SumMark sums={node.indexes.flatMap((index) => drawing.sums[index] ?? [])} />;
		case 'formula':
			return <FormulaView formula={node.formula} output={drawing.mathOutput} />;
		case 'code':
			return <code dir="auto">{node.text}</code>;
		case 'codeBlock':
			return <CodeBlock language={node.language} text={node.text} settled={drawing.settled} post={drawing.post} />;
		case 'link':
			return (
				<button type="button" class="link" title={node.href} onClick={() => drawing.post({ kind: 'openLink', href: node.href })}>
					{drawAll(node.children, drawing)}
				</button>
			);
		case 'task':
			return <input type="checkbox" checked={node.done} disabled aria-label={node.done ? 'Done' : 'Not done'} />;
		case 'element':
			return drawElement(node, drawing);
	}
}

type ElementNode = Extract<MarkdownNode, { kind: 'element' }>;

function drawElement(node: ElementNode, drawing: Drawing): ComponentChildren {
	const children = drawAll(node.children, drawing);
	switch (node.tag) {
		case 'hr':
			return <hr />;
		case 'br':
			return <br />;
		case 'table':
			return (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll, also by keyboard
				<section class="table" tabIndex={0} aria-label="Table">
					<table>{children}</table>
				</section>
			);
		case 'ol':
			return <ol start={node.start ?? 1}>{children}</ol>;
		case 'th':
		case 'td': {
			const Cell = node.tag;
			return (
				<Cell class={`align-${node.align ?? 'start'}`} dir="auto">
					{children}
				</Cell>
			);
		}
		default: {
			const Element = outlineTag(node.tag);
			return (
				<Element class={node.tag} dir="auto">
					{children}
				</Element>
			);
		}
	}
}

/** Headings of an answer stand below those of the panel. */
function outlineTag(tag: Tag): Tag {
	if (tag === 'h1') return 'h3';
	if (tag === 'h2') return 'h4';
	if (tag === 'h3') return 'h5';
	return tag === 'h4' || tag === 'h5' ? 'h6' : tag;
}
