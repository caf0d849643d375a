import { basename } from 'node:path';
import type { RoleTokens } from '../core/models/loadPlan.ts';
import { planLoad } from '../core/models/loadPlan.ts';
import type { ContextOptions, LoadOptions } from '../protocol/worker.ts';
import { checkGguf } from './ggufHeader.ts';
import { freeMemoryBytes, hasGpuMemory } from './hardware.ts';

export interface PreparedLoad {
	readonly load: LoadOptions;
	/** 0 where it cannot be known. */
	readonly needBytes: number;
}

/** Checks a model file and the memory for it before any process is started. Rejects with a UserError of one sentence. */
export async function prepareLoad(load: LoadOptions, workerPath: string, freeBytes = freeMemoryBytes()): Promise<PreparedLoad> {
	const header = await checkGguf(load.modelPath);
	if (load.gpuLayers !== 0 && hasGpuMemory(workerPath)) {
		return { load, needBytes: 0 };
	}
	const { contextTokens, needBytes } = planLoad({
		title: load.title ?? basename(load.modelPath),
		fileBytes: header.sizeBytes,
		shape: header,
		trainedTokens: header.contextLength,
		freeBytes,
		wantedTokens: tokensOf(load.contexts),
	});
	return { load: { ...load, contexts: withTokens(load.contexts, contextTokens) }, needBytes };
}

const tokensOf = ({ reasoner, completer }: LoadOptions['contexts']): RoleTokens => ({
	...(reasoner === undefined ? {} : { reasoner: reasoner.contextTokens }),
	...(completer === undefined ? {} : { completer: completer.contextTokens }),
});

function withTokens({ reasoner, completer }: LoadOptions['contexts'], tokens: RoleTokens): LoadOptions['contexts'] {
	const sized = (context: ContextOptions, contextTokens = context.contextTokens): ContextOptions => ({ ...context, contextTokens });
	return {
		...(reasoner === undefined ? {} : { reasoner: sized(reasoner, tokens.reasoner) }),
		...(completer === undefined ? {} : { completer: sized(completer, tokens.completer) }),
	};
}
