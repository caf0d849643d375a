/** How many characters, or items, two texts or lists begin with alike. */
export function sharedLength<Item>(a: ArrayLike<Item>, b: ArrayLike<Item>): number {
	const most = Math.min(a.length, b.length);
	let length = 0;
	while (length < most && a[length] === b[length]) length++;
	return length;
}
