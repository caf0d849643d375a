import type { ContextItem } from '../../src/core/chat/session.ts';
import { count, place } from '../format.ts';
import type { Post } from '../host.ts';
import { kindTitles } from '../kindTitles.ts';
import { reveal } from '../reveal.ts';
import type { PanelState } from '../state.ts';
import { Icon } from './Icon.tsx';

interface Props {
	readonly state: PanelState;
	readonly post: Post;
}

/** What goes along with the question, each with what it takes of the model's window. */
export function ContextChips({ state, post }: Props) {
	const { attachments } = state.session;
	const { attached = [], standing = [], automatic, isEstimate = true } = state.context ?? {};
	if (attachments.length + standing.length === 0 && !automatic) return null;
	return (
		<ul class="chips" aria-label="Goes along with the question">
			{standing.map(({ label, tokens }, index) => (
				<li class="chip standing" key={`standing:${label}`}>
					<button
						type="button"
						class="quiet chip-label"
						title={`Standing instructions: ${reveal(label)}, sent with every question. Opens the file.`}
						onClick={() => post({ kind: 'openStanding', index })}
					>
						{reveal(label)}
					</button>
					<Tokens tokens={tokens} isEstimate={isEstimate} />
				</li>
			))}
			{automatic && (
				<li class="chip standing">
					<span
						class="chip-label"
						title={`Goes along by itself: ${reveal(automatic.label)}. The setting lemma.chat.automaticContext turns this off for good.`}
					>
						{reveal(automatic.label)}
					</span>
					<Tokens tokens={automatic.tokens} isEstimate={isEstimate} />
					<button
						type="button"
						class="quiet"
						aria-label={`Leave out ${reveal(automatic.label)}`}
						title="Leave out of the next question"
						onClick={() => post({ kind: 'leaveOutAutomatic' })}
					>
						<Icon name="close" />
					</button>
				</li>
			)}
			{attachments.map((item, index) => (
				<Attachment
					key={`${index}:${item.label}`}
					item={item}
					tokens={attached[index]}
					isEstimate={isEstimate}
					onRemove={() => post({ kind: 'detach', index })}
				/>
			))}
		</ul>
	);
}

interface AttachmentProps {
	readonly item: ContextItem;
	readonly tokens: number | undefined;
	readonly isEstimate: boolean;
	readonly onRemove: () => void;
}

function Attachment({ item, tokens, isEstimate, onRemove }: AttachmentProps) {
	const name = reveal(place(item));
	return (
		<li class="chip">
			<span class="chip-label" title={`${kindTitles[item.kind]}: ${name}`}>
				{name}
			</span>
			{tokens !== undefined && <Tokens tokens={tokens} isEstimate={isEstimate} />}
			<button type="button" class="quiet" aria-label={`Remove ${name}`} title="Remove" onClick={onRemove}>
				<Icon name="close" />
			</button>
		</li>
	);
}

const Tokens = ({ tokens, isEstimate }: { readonly tokens: number; readonly isEstimate: boolean }) => (
	<span
		class="chip-tokens"
		title={isEstimate ? `About ${count(tokens)} tokens: no model is loaded that could count them` : `${count(tokens)} tokens`}
	>
		{isEstimate && '≈ '}
		{count(tokens)}
	</span>
);
