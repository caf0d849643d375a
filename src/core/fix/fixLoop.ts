import { blockAround } from '../block.ts';
import type { SyntaxTrees } from '../completion/syntax.ts';
import { UserError } from '../errors.ts';
import type { ChatMessage, LanguageModel, Sampling } from '../model.ts';
import { thoughtBudget } from '../settings.ts';
import { codeBlock, reindent } from './codeBlock.ts';
import type { FixEvent } from './fixEvent.ts';
import { fixMessages } from './fixPrompt.ts';
import type { FixRequest } from './fixRequest.ts';
import type { Shadow, TestRun } from './verification.ts';

/** What a fix is made and checked with; what is left out is not checked. */
export interface FixPorts {
	readonly model: LanguageModel;
	readonly trees: SyntaxTrees;
	readonly shadow?: Shadow;
	readonly tests?: TestRun;
	/** Milliseconds of a clock that only goes forward. */
	readonly now: () => number;
}

export interface FixOptions {
	/** One attempt, without checks. */
	readonly single?: boolean;
}

/** Greedy first; later rounds vary. */
const rounds: readonly Sampling[] = [
	{ temperature: 0, topP: 1, topK: 0, minP: 0 },
	{ temperature: 0.4, topP: 0.95, topK: 40, minP: 0, seed: 1 },
	{ temperature: 0.8, topP: 0.95, topK: 40, minP: 0, seed: 2 },
];

/** Asks for the corrected lines until an edit passes every gate. Ends with `proposed`, or throws a UserError `noEdit`. */
export async function* fix(
	request: FixRequest,
	{ model }: FixPorts,
	signal: AbortSignal,
	options: FixOptions = {},
): AsyncGenerator<FixEvent> {
	const lines = request.text.split('\n');
	const region = blockAround(lines, request.target);
	const original = lines.slice(region.first, region.last + 1).join('\n');
	let refusal = '';
	for (const [index, sampling] of (options.single === true ? rounds.slice(0, 1) : rounds).entries()) {
		yield { kind: 'round', round: index + 1, rounds: rounds.length };
		const messages = fixMessages(request, region, refusal);
		const reply = yield* write(messages, sampling, original, request, model, signal);
		const candidate = readReply(reply, original);
		const reason = gates.map((gate) => gate(candidate, original)).find((found) => found !== undefined);
		if (reason === undefined && candidate !== undefined) {
			const text = [...lines.slice(0, region.first), candidate, ...lines.slice(region.last + 1)].join('\n');
			yield { kind: 'proposed', text, verified: [], notVerified: [], reasoning: '', rounds: index + 1, tokens: 0 };
			return;
		}
		refusal = reason ?? '';
		yield { kind: 'refused', reason: refusal };
	}
	throw new UserError('noEdit', `The model gave no usable fix (${refusal}). Select less code, or choose a larger model.`);
}

async function* write(
	messages: readonly ChatMessage[],
	sampling: Sampling,
	original: string,
	request: FixRequest,
	model: LanguageModel,
	signal: AbortSignal,
): AsyncGenerator<FixEvent, string> {
	const budgetTokens = thoughtBudget('fix', request.effort);
	const thinking =
		model.info.thinking === 'native' && budgetTokens > 0 ? ({ kind: 'native', budgetTokens } as const) : ({ kind: 'off' } as const);
	const maxTokens = Math.min(Math.floor(model.info.contextTokens / 2), 2 * (await model.countTokens(original)) + 256);
	let reply = '';
	let tokens = 0;
	for await (const event of model.generate({ kind: 'chat', messages, thinking, sampling, maxTokens, rewrites: true }, signal)) {
		if (event.kind === 'answer' || event.kind === 'reasoning') {
			tokens += event.tokens;
			yield { kind: 'writing', tokens };
		}
		if (event.kind === 'answer') {
			reply += event.text;
			// What comes behind the block is talk; closing the stream stops the engine.
			if (codeBlock(reply)?.closed === true) {
				break;
			}
		}
	}
	return reply;
}

function readReply(reply: string, original: string): string | undefined {
	const block = codeBlock(reply.replaceAll('\r\n', '\n'));
	return block?.closed === true ? reindent(block.code, original) : undefined;
}

type Gate = (candidate: string | undefined, original: string) => string | undefined;

const squeeze = (text: string): string => text.replace(/\s+/gu, ' ').trim();
const suppressions =
	/@ts-(?:ignore|nocheck|expect-error)|eslint-disable|#\s*(?:type:\s*ignore|noqa|pylint:\s*disable)|\bas any\b|@SuppressWarnings|NOLINT|#\s*pragma warning disable|@phpstan-ignore|rubocop:disable/u;
const count = (text: string, what: RegExp): number => [...text.matchAll(new RegExp(what.source, 'gu'))].length;

/** Each names what is wrong with a candidate, or returns undefined; in order of cost. */
const gates: readonly Gate[] = [
	(candidate) => (candidate === undefined ? 'its reply held no complete code block' : undefined),
	(candidate, original) => (candidate !== undefined && squeeze(candidate) === squeeze(original) ? 'it changed nothing' : undefined),
	(candidate, original) =>
		candidate !== undefined && count(candidate, suppressions) > count(original, suppressions)
			? 'it silenced the problem instead of mending it'
			: undefined,
	(candidate, original) =>
		candidate !== undefined && squeeze(candidate).length < 0.4 * squeeze(original).length ? 'it left out most of the code' : undefined,
	(candidate, original) =>
		candidate !== undefined && candidate.split('\n').length > 2 * original.split('\n').length + 12
			? 'it wrote much more than the lines in question'
			: undefined,
];
