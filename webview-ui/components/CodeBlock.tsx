import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { type HighlightedNode, highlight, languageTitle } from '../highlight.ts';
import type { Post } from '../host.ts';
import { CopyButton } from './CopyButton.tsx';
import { Icon } from './Icon.tsx';

interface Props {
	readonly language: string;
	readonly text: string;
	/** The fence is closed: nothing comes any more, so colours are worth their time. */
	readonly settled: boolean;
	readonly post: Post;
}

export function CodeBlock({ language, text, settled, post }: Props) {
	const code = useMemo(() => (settled ? highlight(text, language).map(scope) : text), [settled, text, language]);
	const title = languageTitle(language);
	return (
		<div class="code-block">
			<div class="code-head">
				<span class="code-language">{title || 'Code'}</span>
				<CopyButton label="Copy code" text={text} post={post} />
				<button
					type="button"
					class="quiet"
					title="Insert at cursor"
					aria-label="Insert at cursor"
					onClick={() => post({ kind: 'insertAtCursor', text })}
				>
					<Icon name="insert" />
					<span class="wide-only">Insert</span>
				</button>
			</div>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard */}
			<section class="code-lines" tabIndex={0} aria-label={title ? `${title} code` : 'Code'} dir="ltr">
				<pre>
					<code>{code}</code>
				</pre>
			</section>
		</div>
	);
}

const scope = (node: HighlightedNode): ComponentChildren =>
	typeof node === 'string' ? node : <span class={classesOf(node.scope)}>{node.children.map(scope)}</span>;

/** `title.function` becomes `hl-title hl-function`. */
const classesOf = (name: string): string =>
	name
		.split('.')
		.map((part) => `hl-${part}`)
		.join(' ');
