import type { RequestRecord } from './requestRecord.ts';

const capacity = 20;

export interface PastRequest extends RequestRecord {
	/** Requests in a row that ended alike before anything was computed, as those of a word typed in a comment: the newest stands for them. */
	readonly times: number;
}

/** The last requests, in memory only: their texts are the user's. */
export class RequestHistory {
	#requests: readonly PastRequest[] = [];

	get newestFirst(): readonly PastRequest[] {
		return this.#requests;
	}

	add(record: RequestRecord): void {
		const [newest, ...older] = this.#requests;
		const times = newest !== undefined && isAlike(newest, record) ? newest.times + 1 : 1;
		this.#requests = [{ ...record, times }, ...(times > 1 ? older : this.#requests)].slice(0, capacity);
	}
}

const isAlike = (a: RequestRecord, b: RequestRecord): boolean =>
	a.source === 'none' && b.source === 'none' && a.reason === b.reason && a.document === b.document;
