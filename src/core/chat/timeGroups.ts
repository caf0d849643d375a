export interface Group<Item> {
	readonly title: string;
	readonly items: readonly Item[];
}

interface Timed {
	/** Epoch milliseconds. */
	readonly askedAt: number;
	readonly isPinned: boolean;
}

/** Pinned, Today, Yesterday, Previous 7 days, Previous 30 days, then by month: as a calendar counts days where the user is. */
export function timeGroups<Item extends Timed>(items: readonly Item[], now: Date): readonly Group<Item>[] {
	const groups = new Map<string, Item[]>();
	for (const item of items) {
		const title = item.isPinned ? 'Pinned' : groupTitle(new Date(item.askedAt), now);
		const group = groups.get(title) ?? [];
		group.push(item);
		groups.set(title, group);
	}
	return [...groups].map(([title, grouped]) => ({ title, items: grouped }));
}

function groupTitle(date: Date, now: Date): string {
	const days = daysBetween(date, now);
	if (days <= 0) return 'Today';
	if (days === 1) return 'Yesterday';
	if (days <= 7) return 'Previous 7 days';
	if (days <= 30) return 'Previous 30 days';
	return date.toLocaleDateString('en', { month: 'long', year: 'numeric' });
}

/** Days of the calendar, not spans of 24 hours; rounded, as a day may have 23 or 25 of them. */
function daysBetween(earlier: Date, later: Date): number {
	const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
	return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}
