import type { Equality } from '../reasoning/audit/equality.ts';

/** Of a text the equalities from a place on: they take the place of those that were told before for the same stretch. */
export interface AuditChange {
	readonly turnId: string;
	/** `solution`: the answer, put into the equation of the question; its places are in the answer. */
	readonly part: 'reasoning' | 'answer' | 'solution';
	readonly from: number;
	readonly equalities: readonly Equality[];
}

/** All that is known of the sums of a turn, by their places in its texts. */
export type TurnAudit = Readonly<Record<AuditChange['part'], readonly Equality[]>>;

export const noAudit: TurnAudit = { reasoning: [], answer: [], solution: [] };

export const applyAudit = (audit: TurnAudit, { part, from, equalities }: AuditChange): TurnAudit => ({
	...audit,
	[part]: [...audit[part].filter(({ start }) => start < from), ...equalities],
});
