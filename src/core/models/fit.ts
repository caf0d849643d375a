import type { ModelName } from './catalog.ts';

/** Below this much memory the 1.5B and an editor do not fit side by side. */
const smallMachineBytes = 6e9;
/** Compute buffers and the engine itself, beside weights and KV cache. */
const computeBytes = 0.3 * 2 ** 30;
/** The window of a completer where no setting says otherwise. */
export const completerTokens = 4096;
/** Largest first. */
export const contextSizes = [32_768, 16_384, 8_192, 4_096];
/** The share of free memory that a model with its KV cache may take when Lemma chooses the context. */
const chosenShare = 0.6;
/** Above this share of free memory loading is refused. */
export const refusedShare = 0.9;

/** `limitBytes`: the smaller of the machine's memory and what this process may use. */
export const defaultModelName = (limitBytes: number, small: boolean): ModelName =>
	small || limitBytes < smallMachineBytes ? 'qwen2.5-coder-0.5b' : 'qwen2.5-coder-1.5b';

export interface KvShape {
	readonly blockCount: number;
	readonly headCountKv: number;
	readonly keyLength: number;
	readonly valueLength: number;
	/** Of all layers together, where they differ or some have none. */
	readonly totalHeadsKv?: number;
	/** Some layers or all look back only so far, and their cache holds no more. */
	readonly windowTokens?: number;
}

/** One token's keys and values in 16 bits. */
export const kvBytesPerToken = ({
	blockCount,
	headCountKv,
	keyLength,
	valueLength,
	totalHeadsKv = blockCount * headCountKv,
}: KvShape): number => totalHeadsKv * (keyLength + valueLength) * 2;

export interface ContextQuestion {
	readonly fileBytes: number;
	readonly kvBytesPerToken: number;
	readonly freeBytes: number;
	readonly trainedTokens: number;
}

/** The largest of 32k, 16k, 8k and 4k that the model was trained for and that leaves room for everything else; the smallest when none does. */
export function contextTokensFor({ fileBytes, kvBytesPerToken, freeBytes, trainedTokens }: ContextQuestion): number {
	const sizes = contextSizes.filter((tokens) => tokens <= trainedTokens);
	const fitting = sizes.find((tokens) => fileBytes + tokens * kvBytesPerToken <= chosenShare * freeBytes);
	return fitting ?? sizes.at(-1) ?? trainedTokens;
}

export const memoryNeedBytes = (fileBytes: number, kvBytesPerToken: number, contextTokens: number): number =>
	fileBytes + kvBytesPerToken * contextTokens + computeBytes;

/** Of how many places of the code a completer remembers what it has read: each has a window of its own, and the others take little of the memory that is left. */
export const completerPlaces = (windowBytes: number, leftBytes: number): number =>
	Math.max(1, Math.min(mostPlaces, 1 + Math.floor((otherPlacesShare * leftBytes) / windowBytes)));

const mostPlaces = 3;
const otherPlacesShare = 0.05;

export const fitsMemory = (needBytes: number, freeBytes: number): boolean => needBytes <= refusedShare * freeBytes;

/** More threads than free cores make the engine's spin barriers collapse to a fraction of one thread's speed. */
export const threadsFor = (physicalCores: number, freeCores: number): number => Math.max(1, Math.min(physicalCores, Math.round(freeCores)));
