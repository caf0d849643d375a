import { outOfMemory } from '../errors.ts';
import type { Role } from '../model.ts';
import { bytesText } from './downloadText.ts';
import {
	completerTokens,
	contextSizes,
	contextTokensFor,
	fitsMemory,
	type KvShape,
	kvBytesPerToken,
	memoryNeedBytes,
	refusedShare,
} from './fit.ts';

export type RoleTokens = { readonly [R in Role]?: number };

export interface LoadQuestion {
	readonly title: string;
	readonly fileBytes: number;
	readonly shape: KvShape;
	readonly trainedTokens: number;
	readonly freeBytes: number;
	/** The context of each role to be served, as it is set; 0: to be chosen. */
	readonly wantedTokens: RoleTokens;
}

export interface LoadPlan {
	readonly contextTokens: RoleTokens;
	readonly needBytes: number;
}

/** The contexts to load a model with. Throws a UserError with ways out where it would take more than 90 % of what is free. */
export function planLoad(question: LoadQuestion): LoadPlan {
	const { title, freeBytes } = question;
	const plans = contextChoices(question).map((contextTokens) => ({ contextTokens, needBytes: needBytes(question, contextTokens) }));
	const [first] = plans;
	const plan = plans.find((candidate) => fitsMemory(candidate.needBytes, freeBytes)) ?? first;
	if (plan === undefined || !fitsMemory(plan.needBytes, freeBytes)) {
		const wanted = plan ?? { contextTokens: {}, needBytes: question.fileBytes };
		throw outOfMemory(title, wanted.needBytes, freeBytes, waysOut(question, wanted));
	}
	return plan;
}

/** The wanted contexts, then with smaller ones for the reasoner, but only where no setting asks for a size. */
function contextChoices({ fileBytes, shape, trainedTokens, freeBytes, wantedTokens }: LoadQuestion): readonly RoleTokens[] {
	const { reasoner, completer } = wantedTokens;
	const own = completer === undefined ? {} : { completer: Math.min(completer || completerTokens, trainedTokens) };
	if (reasoner === undefined) {
		return [own];
	}
	if (reasoner > 0) {
		return [{ ...own, reasoner: Math.min(reasoner, trainedTokens) }];
	}
	const chosen = contextTokensFor({ fileBytes, kvBytesPerToken: kvBytesPerToken(shape), freeBytes, trainedTokens });
	return [chosen, ...contextSizes.filter((tokens) => tokens < chosen)].map((tokens) => ({ ...own, reasoner: tokens }));
}

/** What is certain: a layer that looks back only so far caches no more than that, and which layers do is not known. */
function needBytes({ fileBytes, shape }: LoadQuestion, contextTokens: RoleTokens): number {
	const cached = Object.values(contextTokens).map((tokens) => Math.min(tokens, shape.windowTokens ?? tokens));
	return memoryNeedBytes(
		fileBytes,
		kvBytesPerToken(shape),
		cached.reduce((sum, tokens) => sum + tokens, 0),
	);
}

function waysOut(question: LoadQuestion, wanted: LoadPlan): readonly string[] {
	const { fileBytes, freeBytes } = question;
	const { reasoner = 0, completer = 0 } = wanted.contextTokens;
	const role: Role = completer > reasoner ? 'completer' : 'reasoner';
	const setting = `lemma.${role}.contextTokens`;
	const smaller = smallSizes.filter((tokens) => tokens < Math.max(reasoner, completer));
	const needWith = (tokens: number) => needBytes(question, { ...wanted.contextTokens, [role]: tokens });
	const smallest = smaller.at(-1) ?? Math.max(reasoner, completer);
	const fitting = smaller.find((tokens) => fitsMemory(needWith(tokens), freeBytes));
	const largestFileBytes = refusedShare * freeBytes - (needWith(smallest) - fileBytes);
	return [
		largestFileBytes > 0
			? `choose a smaller quantization or model, of at most ${bytesText(largestFileBytes)}`
			: 'choose a much smaller model',
		fitting === undefined
			? `set a smaller context as well (with ${setting} at ${smallest} it still needs ${bytesText(needWith(smallest))})`
			: `set ${setting} to ${fitting}`,
		`close other programs until ${bytesText(wanted.needBytes / refusedShare)} are free`,
	];
}

/** What a user may still set, though nothing that small is chosen for anybody. */
const smallSizes = [...contextSizes, 2048, 1024];
