import type { CatalogModel } from '../../core/models/catalog.ts';
import { addSample, bytesPerSecond, type Sample } from '../../core/models/downloadRate.ts';
import type { GetProgress } from '../../core/models/downloadText.ts';

/** Makes progress out of byte counts, a few times a second. */
export class ProgressMeter {
	readonly #totalBytes: number;
	readonly #everyMs: number;
	readonly #onProgress: (progress: GetProgress) => void;
	#samples: readonly Sample[] = [];
	#about = '';

	constructor(model: CatalogModel, everyMs: number, onProgress: (progress: GetProgress) => void) {
		this.#totalBytes = model.sizeBytes;
		this.#everyMs = everyMs;
		this.#onProgress = onProgress;
	}

	tell(source: GetProgress['source'], phase: GetProgress['phase'], receivedBytes: number): void {
		const ms = performance.now();
		const about = `${source} ${phase}`;
		if (about !== this.#about) this.#samples = [];
		const last = this.#samples.at(-1);
		if (last !== undefined && ms - last.ms < this.#everyMs && receivedBytes < this.#totalBytes) return;
		this.#about = about;
		this.#samples = addSample(this.#samples, { ms, bytes: receivedBytes });
		const rate = bytesPerSecond(this.#samples);
		const progress = { source, phase, receivedBytes, totalBytes: this.#totalBytes, bytesPerSecond: rate };
		this.#onProgress(rate > 0 ? { ...progress, secondsLeft: (this.#totalBytes - receivedBytes) / rate } : progress);
	}
}
