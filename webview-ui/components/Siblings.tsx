import type { Post } from '../host.ts';
import { Icon } from './Icon.tsx';

interface Props {
	readonly turnId: string;
	/** Counted from one. */
	readonly place: number;
	readonly count: number;
	/** What is looked at stays where it is. */
	readonly onShow: () => void;
	readonly post: Post;
}

/** `‹ 1/2 ›`: which of the turns that follow the same one is shown. */
export function Siblings({ turnId, place, count, onShow, post }: Props) {
	const show = (step: 1 | -1): void => {
		onShow();
		post({ kind: 'showSibling', turnId, step });
	};
	// A disabled button would lose the focus at the first and the last one.
	const step = (name: string, by: 1 | -1, isThere: boolean) => (
		<button
			type="button"
			class="quiet when-idle"
			title={name}
			aria-label={name}
			aria-disabled={!isThere}
			onClick={() => (isThere ? show(by) : undefined)}
		>
			<Icon name={by < 0 ? 'previous' : 'chevron'} />
		</button>
	);
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
		<div class="siblings" role="group" aria-label="Versions of this question and its answer">
			{step('Earlier version', -1, place > 1)}
			<span role="status" aria-label={`Version ${place} of ${count}`}>
				{place}/{count}
			</span>
			{step('Later version', 1, place < count)}
		</div>
	);
}
