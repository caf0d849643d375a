import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { cutCode, lineCount } from '../codeChunks.ts';
import { languageTitle, type Run } from '../highlight.ts';
import { useColours } from '../hooks/useColours.ts';
import type { Post } from '../host.ts';
import { memo } from '../memo.tsx';
import { CopyButton } from './CopyButton.tsx';
import { Icon, type IconName } from './Icon.tsx';

interface Props {
	readonly language: string;
	readonly text: string;
	/** The file that the block names. */
	readonly path: string | undefined;
	/** The fence is closed: nothing comes any more, so colours are worth their time. */
	readonly settled: boolean;
	readonly post: Post;
}

export function CodeBlock({ language, text, path, settled, post }: Props) {
	const chunks = useMemo(() => cutCode(text), [text]);
	const coloured = useColours(chunks, language, settled);
	const title = languageTitle(language);
	const place = { text, language, ...(path === undefined ? {} : { path }) };
	return (
		<div class="code-block">
			<div class="code-head">
				<span class="code-language" title={path}>
					{title || 'Code'}
					{path !== undefined && <span class="code-path"> · {path}</span>}
				</span>
				<CopyButton label="Copy code" text={text} post={post} />
				<CodeButton icon="insert" label="Insert at cursor" word="Insert" onClick={() => post({ kind: 'insertAtCursor', text })} />
				<CodeButton icon="replace" label="Replace selection" onClick={() => post({ kind: 'placeCode', where: 'selection', ...place })} />
				<CodeButton
					icon="newFile"
					label="New file with this code"
					onClick={() => post({ kind: 'placeCode', where: 'newFile', ...place })}
				/>
				<CodeButton
					icon="diff"
					label={`Apply to ${path ?? 'the file'}: shows what would change first`}
					onClick={() => post({ kind: 'placeCode', where: 'diff', ...place })}
				/>
			</div>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard */}
			<section class="code-lines" tabIndex={0} aria-label={title ? `${title} code` : 'Code'} dir="ltr">
				<pre>
					<code>
						{chunks.map((chunk, index) => (
							<Chunk key={index} text={chunk} runs={coloured[index]} isAlone={chunks.length === 1} />
						))}
					</code>
				</pre>
			</section>
		</div>
	);
}

interface CodeButtonProps {
	readonly icon: IconName;
	readonly label: string;
	readonly word?: string;
	readonly onClick: () => void;
}

const CodeButton = ({ icon, label, word, onClick }: CodeButtonProps) => (
	<button type="button" class="quiet" title={label} aria-label={label} onClick={onClick}>
		<Icon name={icon} />
		{word !== undefined && <span class="roomy">{word}</span>}
	</button>
);

interface ChunkProps {
	readonly text: string;
	readonly runs: readonly Run[] | undefined;
	/** The whole code in one: nothing is to be gained by skipping it. */
	readonly isAlone: boolean;
}

/** What is out of sight is not laid out. Its last line end belongs to the box, or it would show as an empty line. */
const Chunk = memo(({ text, runs, isAlone }: ChunkProps) => {
	const code: ComponentChildren = runs === undefined ? text : runs.map(coloured);
	if (isAlone) return <>{code}</>;
	return (
		<span class="code-chunk" style={{ containIntrinsicBlockSize: `auto ${lineCount(text) * 1.45}em` }}>
			{code}
		</span>
	);
});

const coloured = ({ scope, text }: Run): ComponentChildren => (scope === '' ? text : <span class={classesOf(scope)}>{text}</span>);

/** `title.function` becomes `hl-title hl-function`. */
const classesOf = (name: string): string =>
	name
		.split('.')
		.map((part) => `hl-${part}`)
		.join(' ');
