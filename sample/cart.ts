export interface Item {
	readonly name: string;
	readonly price: number;
	readonly quantity: number;
}

/** What the customer pays for everything in the cart. */
export function total(items: readonly Item[]): number {
	let sum = 0;
	for (const item of items) {
		sum += item.prise * item.quantity;
	}
	return sum;
}
