import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import { describeSum, shortValue } from '../sums.ts';

/** Behind a sum, or behind the formula or code that holds several: whether it holds, and what it should be where it does not. */
export function SumMark({ sums }: { readonly sums: readonly Equality[] }) {
	const wrong = sums.filter(({ verdict }) => verdict === 'refuted');
	const isChecked = sums.some(({ verdict }) => verdict === 'checked');
	const kind = wrong.length > 0 ? 'refuted' : isChecked ? 'checked' : 'not-checkable';
	if (sums.length === 0) return null;
	const description = (wrong.length > 0 ? wrong : sums).map(describeSum).join('\n');
	return (
		<span class={`sum ${kind}`} role="img" aria-label={description} title={description}>
			{kind === 'refuted'
				? `✗ ${wrong.map(({ expected }) => shortValue(expected ?? '')).join(', ')}`.trimEnd()
				: kind === 'checked'
					? '✓'
					: '?'}
		</span>
	);
}
