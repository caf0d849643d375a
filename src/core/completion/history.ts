import type { RequestRecord } from './requestRecord.ts';

const capacity = 20;

/** The last requests, in memory only: their texts are the user's. */
export class RequestHistory {
	#records: readonly RequestRecord[] = [];

	get newestFirst(): readonly RequestRecord[] {
		return this.#records;
	}

	add(record: RequestRecord): void {
		this.#records = [record, ...this.#records].slice(0, capacity);
	}
}
