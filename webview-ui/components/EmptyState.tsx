import type { ComponentChildren } from 'preact';
import { Icon } from './Icon.tsx';

interface Props {
	/** What has to be done first. */
	readonly children: ComponentChildren;
	readonly onExample: (question: string) => void;
}

const examples = [
	'What is 17 * 24?',
	'Explain the selected code',
	'Write a function that removes duplicates from a list and keeps the order',
	'A train covers 150 km in 1 h 15 min. How fast is it?',
];

/** What Lemma is, and where to begin. */
export function EmptyState({ children, onExample }: Props) {
	return (
		<section class="empty" aria-label="Welcome">
			<div class="logo">
				<Icon name="lemma" />
			</div>
			<h1>Lemma</h1>
			<p>Answers about code and mathematics, step by step, from a model on your own machine.</p>
			{children}
			<ul class="examples" aria-label="Example questions">
				{examples.map((question) => (
					<li key={question}>
						<button type="button" class="example" onClick={() => onExample(question)}>
							{question}
						</button>
					</li>
				))}
			</ul>
		</section>
	);
}
