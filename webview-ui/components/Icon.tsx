const paths = {
	send: 'M8 13.5v-11M3.5 7 8 2.5 12.5 7',
	stop: 'M4.5 4.5h7v7h-7z',
	copy: 'M6 5.5h6.5v8H6zM3.5 10.5v-8H10',
	check: 'm3 8.5 3.5 3.5L13 4.5',
	insert: 'M2.5 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10',
	chevron: 'm6 3.5 4.5 4.5L6 12.5',
	down: 'M8 2.5v11M3.5 9 8 13.5 12.5 9',
	plus: 'M8 3v10M3 8h10',
	close: 'm4 4 8 8M12 4l-8 8',
	edit: 'M3 13h2.5L13 5.5 10.5 3 3 10.5z',
	retry: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3',
	warning: 'M8 2.5 14 13.5H2zM8 6.5v3.5M8 11.6v.4',
	forward: 'm3 3.5 5 4.5-5 4.5zM12.5 3.5v9',
	play: 'm5 3.5 7 4.5-7 4.5z',
	lemma: 'M4.5 2.5v11M4.5 8h8',
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name }: { readonly name: IconName }) => (
	<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
		<path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" />
	</svg>
);
