import type { Logger } from '../../core/log.ts';
import type { CatalogModel } from '../../core/models/catalog.ts';
import type { PartFile } from './partFile.ts';
import type { Waits } from './waits.ts';

/** A source fills `part` from where it stopped, or throws `Refused`; the caller checks the SHA-256. */
export interface Job {
	readonly model: CatalogModel;
	readonly part: PartFile;
	readonly waits: Waits;
	readonly log: Logger;
	readonly signal: AbortSignal;
	report(receivedBytes: number): void;
}
