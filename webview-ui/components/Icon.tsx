const paths = {
	send: 'M8 13.5v-11M3.5 7 8 2.5 12.5 7',
	stop: 'M4.5 4.5h7v7h-7z',
	copy: 'M6 5.5h6.5v8H6zM3.5 10.5v-8H10',
	copyAll: 'M7 6.5h5.5v7H7zM5 11.5v-7h5.5M3 9.5v-7h5.5',
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
	replace: 'M2.5 4.5h6M2.5 8h3M2.5 11.5h6M13.5 5.5v5h-4M11.5 8.5l-2 2 2 2',
	newFile: 'M9 2.5H3.5v11h9V6zM9 2.5V6h3.5M8 8v4M6 10h4',
	diff: 'M8 2.5v6M5 5.5h6M5 12.5h6',
	search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.3 10.3 13.5 13.5',
	list: 'M2.5 4h1M2.5 8h1M2.5 12h1M6 4h7.5M6 8h7.5M6 12h7.5',
	expand: 'M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9',
	shrink: 'M13.5 6.5h-4v-4M9.5 6.5 14 2M2.5 9.5h4v4M6.5 9.5 2 14',
	up: 'M8 13.5v-11M3.5 7 8 2.5 12.5 7',
	question: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9.1 8 10M8 12.4v.4',
	back: 'M13.5 8h-11M7 3.5 2.5 8 7 12.5',
	more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
	pin: 'M9.5 2.5 13.5 6.5 10.5 8 9 11.5 4.5 7 8 5.5zM6.5 9.5 2.5 13.5',
	trash: 'M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4',
	export: 'M8 2.5v7.5M5 7l3 3 3-3M2.5 10.5v3h11v-3',
	import: 'M8 10V2.5M5 5.5l3-3 3 3M2.5 10.5v3h11v-3',
	previous: 'm10 3.5-4.5 4.5 4.5 4.5',
	lemma: 'M4.5 2.5v11M4.5 8h8',
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name }: { readonly name: IconName }) => (
	<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
		<path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" />
	</svg>
);
