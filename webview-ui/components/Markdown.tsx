import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { type Blocks, noBlocks, splitBlocks } from '../blocks.ts';
import type { Post } from '../host.ts';
import { type MarkdownNode, parseMarkdown, type Tag } from '../markdown.ts';
import { memo } from '../memo.tsx';
import { reveal } from '../reveal.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { FormulaView, type MathOutput } from './FormulaView.tsx';

interface MarkdownProps {
	readonly text: string;
	/** More text is to come: the last block is not settled. */
	readonly growing: boolean;
	/** Text as it is written, without Markdown: cheap, for what only rushes by. */
	readonly plain?: boolean;
	readonly mathOutput: MathOutput;
	readonly post: Post;
}

/** A growing Markdown text. Closed blocks keep their DOM; only the last one is drawn anew. */
export function Markdown({ text, growing, plain = false, mathOutput, post }: MarkdownProps) {
	const last = useRef<{ readonly text: string; readonly blocks: Blocks }>({ text: '', blocks: noBlocks });
	const blocks = splitBlocks(text, text.startsWith(last.current.text) ? last.current.blocks : noBlocks);
	last.current = { text, blocks };
	const tail = text.slice(blocks.tailAt);
	const block = (source: string, index: number, settled: boolean) =>
		plain ? (
			<PlainBlock key={index} text={source} />
		) : (
			<Block key={index} text={source} settled={settled} mathOutput={mathOutput} post={post} />
		);
	return (
		<>
			{blocks.closed.map((source, index) => block(source, index, true))}
			{tail.trim() === '' ? null : block(tail, blocks.closed.length, !growing)}
		</>
	);
}

const PlainBlock = memo(({ text }: { readonly text: string }) => (
	<p class="plain" dir="auto">
		{reveal(text.trimEnd())}
	</p>
));

interface BlockProps {
	readonly text: string;
	readonly settled: boolean;
	readonly mathOutput: MathOutput;
	readonly post: Post;
}

const Block = memo(function Block({ text, ...drawing }: BlockProps) {
	const nodes = useMemo(() => parseMarkdown(reveal(text)), [text]);
	return <>{drawAll(nodes, drawing)}</>;
});

type Drawing = Omit<BlockProps, 'text'>;

const drawAll = (nodes: readonly MarkdownNode[], drawing: Drawing): ComponentChildren => nodes.map((node) => draw(node, drawing));

function draw(node: MarkdownNode, drawing: Drawing): ComponentChildren {
	switch (node.kind) {
		case 'text':
			return node.text;
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
