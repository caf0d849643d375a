import { useEffect, useState } from 'preact/hooks';
import type { Post } from '../host.ts';
import { Icon } from './Icon.tsx';

interface Props {
	readonly label: string;
	readonly text: string;
	/** Without its word, among others like it. */
	readonly isShort?: boolean;
	readonly icon?: 'copy' | 'copyAll';
	readonly post: Post;
}

/** Copies, and says so for a moment. */
export function CopyButton({ label, text, isShort = false, icon = 'copy', post }: Props) {
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return undefined;
		const timer = setTimeout(() => setCopied(false), 1500);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = (): void => {
		post({ kind: 'copy', text });
		setCopied(true);
	};
	return (
		<button type="button" class="quiet" title={label} aria-label={copied ? 'Copied' : label} onClick={copy}>
			<Icon name={copied ? 'check' : icon} />
			{!isShort && <span class="wide-only">{copied ? 'Copied' : 'Copy'}</span>}
		</button>
	);
}
