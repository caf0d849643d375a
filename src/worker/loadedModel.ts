import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { getLlama, type Llama, type LlamaModel, LlamaVocabularyType } from 'node-llama-cpp';
import type { Logger } from '../core/log.ts';
import type { GenerateEvent, GenerateRequest, ModelInfo, Role } from '../core/model.ts';
import { type Family, resolveFamily } from '../core/models/families.ts';
import { completerPlaces, completerTokens, contextTokensFor, kvBytesPerToken, memoryNeedBytes } from '../core/models/fit.ts';
import type { ThoughtControl } from '../core/reasoning/thoughtControl.ts';
import { markTexts } from '../core/reasoning/thoughtFormat.ts';
import type { ContextOptions, LoadOptions } from '../protocol/worker.ts';
import { weigh } from './alternatives.ts';
import { ChatTemplate, probeConversation } from './chatTemplate.ts';
import { fillMarks } from './fillMarks.ts';
import { generateChat } from './generateChat.ts';
import { type Filler, generateFill } from './generateFill.ts';
import { kvShape, modelFacts } from './metadata.ts';
import { loadError, NativeLog } from './nativeErrors.ts';
import { RightOfWay } from './rightOfWay.ts';
import { Run } from './run.ts';
import { type Priority, Slot } from './slot.ts';
import { spellingTable } from './spelling.ts';
import { removeLeftStates } from './stateFolder.ts';
import { readCpuTimes, ThreadGovernor } from './threads.ts';
import type { Talker } from './turn.ts';
import { TurnMemory } from './turnMemory.ts';
import { specialTokens, steeringTexts } from './vocabulary.ts';

export type Slots = { readonly [R in Role]?: Slot };

/** One model in memory with a context for each role. */
export class LoadedModel {
	readonly info: ModelInfo;
	readonly contextTokens: { readonly [R in Role]?: number };
	readonly #model: LlamaModel;
	readonly #log: Logger;
	readonly #slots: Slots;
	readonly #talker: Talker;
	readonly #filler: Filler;
	readonly #rightOfWay: RightOfWay;

	constructor(parts: {
		info: ModelInfo;
		model: LlamaModel;
		slots: Slots;
		talker: Talker;
		filler: Filler;
		rightOfWay: RightOfWay;
		log: Logger;
	}) {
		this.info = parts.info;
		this.#model = parts.model;
		this.#log = parts.log;
		this.#slots = parts.slots;
		this.#talker = parts.talker;
		this.#filler = parts.filler;
		this.#rightOfWay = parts.rightOfWay;
		this.contextTokens = {
			...(parts.slots.reasoner && { reasoner: parts.slots.reasoner.sequence.contextSize }),
			...(parts.slots.completer && { completer: parts.slots.completer.sequence.contextSize }),
		};
	}

	countTokens(text: string): number {
		return this.#model.tokenize(text, false).length;
	}

	/** Whether something that goes before is computed in another process. */
	yield(toOther: boolean): void {
		this.#rightOfWay.setTakenElsewhere(toOther);
	}

	/** Answers a request when its turn has come; `report` hears all about it, `end` last. */
	async generate(
		request: GenerateRequest,
		signal: AbortSignal,
		report: (event: GenerateEvent) => void,
		control: ThoughtControl,
	): Promise<void> {
		const role: Role = request.kind === 'fill' ? 'completer' : 'reasoner';
		const slot = this.#slots[role];
		if (slot === undefined) {
			throw new Error(`The model was not loaded as ${role}`);
		}
		const priority: Priority = request.kind === 'fill' && request.purpose === 'idle' ? 'idle' : 'usual';
		const heard = priority === 'idle' ? slot.untilArrival(signal) : signal;
		const run = new Run(slot, heard, performance.now(), report);
		try {
			await slot.inTurn(heard, priority, async () => {
				run.begin();
				await this.#answer(request, run, control);
			});
		} finally {
			this.#log.info(`${role}: ${run}`);
		}
	}

	#answer(request: GenerateRequest, run: Run, control: ThoughtControl): Promise<void> {
		switch (request.kind) {
			case 'chat':
				return generateChat(this.#talker, request, run, control);
			case 'weigh':
				return weigh(this.#talker, request, run);
			case 'fill':
				return generateFill(this.#filler, request, run);
		}
	}
}

export async function loadModel(options: LoadOptions, log: Logger, onProgress: (percent: number) => void): Promise<LoadedModel> {
	const startMs = performance.now();
	removeLeftStates().catch((error: unknown) => log.warn(`States that were left could not be removed: ${String(error)}`));
	const { modelPath } = options;
	const title = options.title ?? basename(modelPath);
	const { size: sizeBytes } = await stat(modelPath);
	const freeBytes = process.availableMemory();
	const native = new NativeLog((level, message) => log[level](message));
	let needBytes = sizeBytes;
	try {
		const llama = await getLlama({ build: 'never', skipDownload: true, progressLogs: false, maxThreads: 0, logger: native.write });
		const model = await llama.loadModel({
			modelPath,
			gpuLayers: options.gpuLayers < 0 ? 'auto' : options.gpuLayers,
			onLoadProgress: (done) => onProgress(Math.floor(done * weightsShare)),
		});
		const kvBytes = kvBytesPerToken(kvShape(model));
		const trainedTokens = model.trainContextSize;
		const sizes = contextSizes(options.contexts, { fileBytes: sizeBytes, kvBytesPerToken: kvBytes, freeBytes, trainedTokens });
		needBytes = memoryNeedBytes(
			sizeBytes,
			kvBytes,
			sizes.reduce((sum, [, , tokens]) => sum + tokens, 0),
		);
		const rightOfWay = new RightOfWay();
		const slots = await openSlots({ llama, model, rightOfWay, kvBytesPerToken: kvBytes, leftBytes: freeBytes - needBytes, log }, sizes);
		const facts = modelFacts(model, basename(modelPath));
		const family = resolveFamily(facts, probeConversation(facts.template), options.family);
		const template = new ChatTemplate(facts.template, family.template, log);
		const marks = fillMarks(model, family.fill);
		const isStop = stopTest(model, family);
		const completes = options.contexts.completer !== undefined && marks !== undefined;
		const info: ModelInfo = {
			name: title,
			family: family.id,
			thinking: family.thinking,
			fillInMiddle: marks !== undefined,
			weighs: true,
			...(slots.completer && { places: slots.completer.places }),
			contextTokens: slots.reasoner?.sequence.contextSize ?? slots.completer?.sequence.contextSize ?? 0,
			sizeBytes,
			loadMs: Math.round(performance.now() - startMs),
		};
		log.info(
			`loaded ${title} (${family.id}) as ${sizes.map(([role, , tokens]) => `${role} with ${tokens} tokens`).join(' and ')} in ${info.loadMs} ms`,
		);
		return new LoadedModel({
			info,
			model,
			log,
			slots,
			rightOfWay,
			talker: {
				model,
				family,
				template,
				steering: steeringPattern(model, family, template.source),
				isStop,
				turns: new TurnMemory(),
			},
			filler: {
				model,
				title,
				marks,
				isStop,
				spelling: completes && model.vocabularyType === LlamaVocabularyType.bpe ? spellingTable(model) : undefined,
			},
		});
	} catch (error) {
		throw loadError(error, { path: modelPath, title, needBytes, freeBytes }, native);
	}
}

/** Progress at which the weights are there; contexts and tables take the rest. */
const weightsShare = 95;

type ContextSize = readonly [role: Role, options: ContextOptions, tokens: number];

function contextSizes(contexts: LoadOptions['contexts'], fit: Parameters<typeof contextTokensFor>[0]): ContextSize[] {
	const roles: readonly Role[] = ['reasoner', 'completer'];
	return roles.flatMap((role) => {
		const options = contexts[role];
		if (options === undefined) {
			return [];
		}
		const chosen = role === 'reasoner' ? contextTokensFor(fit) : completerTokens;
		return [[role, options, Math.min(options.contextTokens || chosen, fit.trainedTokens)] as const];
	});
}

interface SharedBySlots {
	readonly llama: Llama;
	readonly model: LlamaModel;
	readonly rightOfWay: RightOfWay;
	readonly kvBytesPerToken: number;
	/** Memory that is free when weights and windows are there. */
	readonly leftBytes: number;
	readonly log: Logger;
}

/** Both contexts share the governor, hence the threads. */
async function openSlots(shared: SharedBySlots, sizes: readonly ContextSize[]): Promise<Slots> {
	const { llama, model, leftBytes } = shared;
	const governor = new ThreadGovernor(llama.cpuMathCores, readCpuTimes, () => performance.now());
	const opened: [Role, Slot][] = [];
	for (const [role, { threads }, contextSize] of sizes) {
		// A graphics card reads a place anew in no time, and its memory is short.
		const remembers = role === 'completer' && llama.gpu === false;
		const context = await model.createContext({
			contextSize,
			sequences: remembers ? completerPlaces(contextSize * shared.kvBytesPerToken, leftBytes) : 1,
			batchSize: Math.min(batchTokens, contextSize),
			threads: Math.max(1, threads, llama.cpuMathCores), // at most; what is used is chosen before each batch
		});
		opened.push([role, new Slot({ ...shared, role, context, governor, fixedThreads: threads })]);
	}
	return Object.fromEntries(opened);
}

const batchTokens = 512;

function stopTest(model: LlamaModel, family: Family): Talker['isStop'] {
	const stops = new Set(specialTokens(model, family.stops));
	return (token) => stops.has(token) || model.isEogToken(token);
}

/** Longer texts first, so that none hides behind its own beginning. */
function steeringPattern(model: LlamaModel, family: Family, template: string): RegExp {
	const tags = family.native === undefined ? [] : markTexts(family.native.format);
	const texts = [...new Set(steeringTexts(model, template, tags))].sort((a, b) => b.length - a.length);
	return texts.length === 0 ? /(?!)/gu : new RegExp(texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')).join('|'), 'gu');
}
