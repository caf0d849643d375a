import type { Reason } from './complete.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import { evaluatedTokens, type FillUsage, noUsage } from './generate.ts';
import type { Generation } from './generation.ts';
import type { RequestRecord } from './requestRecord.ts';
import type { Says } from './suggestion.ts';

/** One call for a completion, and what is known of its answer so far. */
export class Call {
	readonly id: number;
	readonly snapshot: CursorSnapshot;
	readonly startedAt: number;
	debounceMs = 0;
	says: Says | undefined;
	#source: RequestRecord['source'] = 'none';
	#generation: Generation | undefined;

	constructor(id: number, snapshot: CursorSnapshot, startedAt: number) {
		this.id = id;
		this.snapshot = snapshot;
		this.startedAt = startedAt;
	}

	/** What is computed for it, by itself or by an earlier one. */
	computedBy(generation: Generation, source: 'joined' | 'generated'): void {
		this.#generation = generation;
		this.#source = this.#source === 'generated' ? 'generated' : source;
	}

	answeredBy(says: Says): void {
		this.says = says;
		this.#source = this.#source === 'none' ? 'cache' : this.#source;
	}

	/** What was computed for it; `undefined` where nothing was. */
	get usage(): FillUsage | undefined {
		return this.#generation?.usage;
	}

	record(reason: Reason | 'cancelled' | 'failed', text: string, times: { readonly now: number; readonly wallTime: number }): RequestRecord {
		const usage = this.usage ?? noUsage;
		const totalMs = times.now - this.startedAt;
		return {
			id: this.id,
			atMs: times.wallTime - totalMs,
			document: this.snapshot.document,
			languageId: this.snapshot.languageId,
			reason,
			source: this.#source,
			debounceMs: this.debounceMs,
			firstTokenMs: usage.firstTokenMs,
			totalMs,
			promptTokens: usage.promptTokens,
			reusedTokens: usage.reusedTokens,
			evaluatedTokens: evaluatedTokens(usage),
			spelledTokens: usage.spelledTokens ?? 0,
			answerTokens: usage.answerTokens,
			confidence: this.says?.part.confidence,
			prompt: this.#generation?.window,
			raw: (this.says?.suggestion ?? this.#generation?.run.suggestion)?.text,
			shown: reason === 'shown' ? text : undefined,
		};
	}
}
