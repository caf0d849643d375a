import { bytesText } from './models/downloadText.ts';

/** Errors that a user can do something about. Everything else that is thrown is a bug, or an AbortError. */

export type ErrorCode =
	| 'modelMissing'
	| 'modelUnreadable'
	| 'modelUnsupported'
	| 'modelWrongHash'
	| 'noSource'
	| 'diskFull'
	| 'folderUnusable'
	| 'beingFetched'
	| 'outOfMemory'
	| 'promptTooLong'
	| 'noFillInMiddle'
	| 'engineStopped'
	| 'engineMissing'
	| 'templateFailed'
	| 'serverUnreachable'
	| 'serverFailed'
	| 'serverNotAllowed'
	| 'busy'
	| 'fileTooLarge'
	| 'fileUnreadable'
	| 'documentChanged'
	| 'noEdit'
	| 'draftRefused'
	| 'noEditor'
	| 'readOnly'
	| 'restricted'
	| 'usage';

/** `message` is one sentence on what happened and one on what to do. It crosses processes as `{code, message}`. */
export class UserError extends Error {
	readonly code: ErrorCode;
	constructor(code: ErrorCode, message: string) {
		super(message);
		this.name = 'UserError';
		this.code = code;
	}
}

/** How an error crosses a process boundary; without a code it is a bug. */
export interface ErrorFact {
	readonly code?: ErrorCode;
	readonly message: string;
}

export const errorFact = (error: unknown): ErrorFact =>
	error instanceof UserError
		? { code: error.code, message: error.message }
		: { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };

export const errorFromFact = (fact: ErrorFact): Error =>
	fact.code === undefined ? new Error(fact.message) : new UserError(fact.code, fact.message);

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

export const modelMissing = (path: string): UserError =>
	new UserError(
		'modelMissing',
		`There is no model file at ${path}. Check the path, or choose another file; without one Lemma uses its default model.`,
	);
export const modelIsFolder = (path: string): UserError =>
	new UserError('modelUnreadable', `${path} is a folder. Choose the GGUF file in it.`);
export const modelNotGguf = (path: string): UserError =>
	new UserError('modelUnreadable', `${path} is not a GGUF model file. Choose a file that ends in .gguf.`);
export const modelIncomplete = (path: string, sizeBytes: number, neededBytes: number): UserError =>
	new UserError(
		'modelUnreadable',
		`${path} is ${bytesText(sizeBytes)} of ${bytesText(neededBytes)}: the download is incomplete. Get the file again, or choose another one.`,
	);
export const templateFailed = (reason: string): UserError =>
	new UserError(
		'templateFailed',
		`The chat template failed: ${reason.replace(/\.$/u, '')}. Check the template, or use another model file.`,
	);

export const unknownFamily = (id: string, known: readonly string[]): UserError =>
	new UserError('usage', `There is no model family "${id}". Choose one of ${known.join(', ')} in "lemma.models.families".`);

export const modelMalformed = (path: string, what: string): UserError =>
	new UserError('modelUnreadable', `${path} cannot be used: ${what}. Get the file again, or choose another one.`);
export const modelUnsupported = (path: string, architecture: string): UserError =>
	new UserError(
		'modelUnsupported',
		`The engine does not know the architecture "${architecture}" of ${path}. Choose another model, or update Lemma.`,
	);
export const modelWrongHash = (path: string, setAsideAs: string): UserError =>
	new UserError(
		'modelWrongHash',
		`${path} is not the published file (its SHA-256 differs). It was set aside as ${setAsideAs}. Get the model again.`,
	);
/** `waysOut`: what can be done, each with its figures where they are known. */
export const outOfMemory = (
	title: string,
	neededBytes: number,
	freeBytes: number,
	waysOut: readonly string[] = [
		'choose a smaller model or quantization',
		'set a smaller context (lemma.reasoner.contextTokens)',
		'set fewer GPU layers where a GPU is used (lemma.reasoner.gpuLayers)',
		'close other programs',
	],
): UserError =>
	new UserError(
		'outOfMemory',
		`${title} needs ${bytesText(neededBytes)} of memory, ${bytesText(freeBytes)} are free. You can ${waysOut.slice(0, -1).join(', ')}, or ${waysOut.at(-1)}.`,
	);
export const promptTooLong = (promptTokens: number, contextTokens: number): UserError =>
	new UserError(
		'promptTooLong',
		`The question with its context is ${promptTokens.toLocaleString('en')} tokens, more than the model's window of ${contextTokens.toLocaleString('en')} holds. Attach less, shorten the question, or start a new chat.`,
	);
export const noFillInMiddle = (title: string): UserError =>
	new UserError(
		'noFillInMiddle',
		`${title} was not trained for inline completion. Choose a Qwen2.5-Coder or similar file as lemma.completer.modelPath.`,
	);
export const engineStopped = (why: string): UserError =>
	new UserError('engineStopped', `The engine stopped: ${why}. Run "Lemma: Restart Engine" to go on.`);
/** It crashed, and the next request starts it again. */
export const engineCrashed = (why: string): UserError =>
	new UserError('engineStopped', `The engine stopped: ${why}. It starts again by itself with the next request.`);
export const engineCrashesOften = (title: string, crashes: number, why: string): UserError =>
	new UserError(
		'engineStopped',
		`The engine of ${title} crashed ${crashes} times within five minutes, the last time because ${why}. Run "Lemma: Restart Engine" to try again, or choose another model.`,
	);
export const modelCrashesLoading = (title: string, crashes: number, why: string): UserError =>
	new UserError(
		'engineStopped',
		`${title} crashed the engine ${crashes} times while it was loaded, the last time because ${why}, so this file is not loaded again. Get the file again, choose another one, or run "Lemma: Restart Engine" to try it once more.`,
	);
export const engineMissing = (platform: string): UserError =>
	new UserError('engineMissing', `This build of Lemma has no engine for ${platform}. Install the package made for it.`);
export const noSource = (
	title: string,
	failures: readonly string[],
	byHand: { readonly file: string; readonly sizeBytes: number; readonly sha256: string; readonly folder: string },
): UserError =>
	new UserError(
		'noSource',
		`No source could give ${title}. ${failures.join(' ')} To bring it by hand, copy ${byHand.file} (${bytesText(byHand.sizeBytes)}, SHA-256 ${byHand.sha256}) into ${byHand.folder}.`,
	);
export const diskFull = (folder: string, missingBytes: number): UserError =>
	new UserError(
		'diskFull',
		`The disk of ${folder} is full: ${bytesText(missingBytes)} more are needed. Free some space and get the model again; it goes on where it stopped.`,
	);
export const folderUnusable = (folder: string, why: string): UserError =>
	new UserError(
		'folderUnusable',
		`The model folder ${folder} cannot be used: ${why}. Choose another one (lemma.models.folder or LEMMA_MODELS).`,
	);
export const beingFetched = (title: string): UserError =>
	new UserError('beingFetched', `${title} is being fetched by another process. Cancel that first, or wait until it is done.`);
export const usage = (message: string): UserError => new UserError('usage', message);
