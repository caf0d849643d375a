import type { ComponentChildren, VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import { type Blocks, noBlocks, splitBlocks } from '../blocks.ts';
import { isFileReference } from '../fileReferences.ts';
import { useSlices } from '../hooks/useSlices.ts';
import { useStretches } from '../hooks/useStretches.tsx';
import { noSums, useSumsByPart } from '../hooks/useSumsByPart.ts';
import type { Post } from '../host.ts';
import { type MarkdownNode, parseMarkdown, type Tag, textOf } from '../markdown.ts';
import { joinMarked } from '../marks.ts';
import { memo } from '../memo.tsx';
import { revealedPieces, type Sourced } from '../sourced.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { FormulaView, type MathOutput } from './FormulaView.tsx';
import { SumMark } from './SumMark.tsx';

interface MarkdownProps {
	readonly text: string;
	/** More text is to come: the last block is not settled. */
	readonly growing: boolean;
	readonly mathOutput: MathOutput;
	/** The sums of the text by their places, in order of their ends. */
	readonly sums?: readonly Equality[];
	/** Each block in an element that says where in the text it begins; for long texts. */
	readonly places?: boolean;
	readonly post: Post;
}

/** A growing Markdown text. Closed blocks keep their DOM; only the last one is drawn anew. */
export function Markdown({ text, growing, mathOutput, sums = noSums, places = false, post }: MarkdownProps) {
	const last = useRef<{ readonly text: string; readonly blocks: Blocks }>({ text: '', blocks: noBlocks });
	const blocks = splitBlocks(text, text.startsWith(last.current.text) ? last.current.blocks : noBlocks);
	last.current = { text, blocks };
	const tail = text.slice(blocks.tailAt);
	const starts = tail.trim() === '' ? blocks.closedAt : [...blocks.closedAt, blocks.tailAt];
	const sumsOf = useSumsByPart(sums, starts);
	const sourceOf = (index: number): string => blocks.closed[index] ?? tail;
	const drawn = useSlices(starts.length, (index) => weightOf(sourceOf(index)));
	const block = (index: number): VNode => {
		const at = starts[index] ?? 0;
		const settled = !growing || index < blocks.closed.length;
		const drawing = { sums: sumsOf[index] ?? noSums, at, settled, mathOutput, post };
		return <Block key={index} text={sourceOf(index)} {...drawing} />;
	};
	const stretches = useStretches(
		places ? drawn : 0,
		(index) => [starts[index], index < blocks.closed.length ? growing : tail, sumsOf[index]],
		(index) => (
			<div key={index} class="placed" data-at={starts[index]}>
				{block(index)}
			</div>
		),
	);
	return <>{places ? stretches : starts.slice(0, drawn).map((_, index) => block(index))}</>;
}

/** Formulas take longer than the same text without them. */
const weightOf = (block: string): number => block.length + 250 * (block.match(/\$[^$\s]|\\[([]|\\boxed|\\begin/gu)?.length ?? 0);

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
			return isFileReference(node.text) ? (
				<FileLink href={node.text} post={drawing.post}>
					<code dir="auto">{node.text}</code>
				</FileLink>
			) : (
				<code dir="auto">{node.text}</code>
			);
		case 'file':
			return (
				<FileLink href={node.href} post={drawing.post}>
					{node.href}
				</FileLink>
			);
		case 'codeBlock':
			return <CodeBlock language={node.language} text={node.text} path={node.path} settled={drawing.settled} post={drawing.post} />;
		case 'link':
			return (
				<>
					<button type="button" class="link" title={node.href} onClick={() => drawing.post({ kind: 'openLink', href: node.href })}>
						{drawAll(node.children, drawing)}
					</button>
					<Host node={node} />
				</>
			);
		case 'task':
			return <input type="checkbox" checked={node.done} disabled aria-label={node.done ? 'Done' : 'Not done'} />;
		case 'element':
			return drawElement(node, drawing);
	}
}

interface FileLinkProps {
	readonly href: string;
	readonly post: Post;
	readonly children: ComponentChildren;
}

const FileLink = ({ href, post, children }: FileLinkProps) => (
	<button type="button" class="link" title={`Open ${href}`} onClick={() => post({ kind: 'openLink', href })}>
		{children}
	</button>
);

/** Where a web link leads, unless its text says so itself. */
function Host({ node }: { readonly node: Extract<MarkdownNode, { kind: 'link' }> }) {
	const host = URL.canParse(node.href) ? new URL(node.href).host : '';
	return host === '' || textOf(node.children).includes(host) ? null : <span class="link-host"> ({host})</span>;
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
