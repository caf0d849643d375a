import { isAbort, UserError } from '../../../src/core/errors.ts';
import type { ContextFile, LanguageModel } from '../../../src/core/model.ts';
import { connectionError } from '../../../src/inference/server/serverErrors.ts';
import type { InfillDoor, InfillRequest } from './infillPolicy.ts';
import type { Meter } from './meter.ts';

/** llama.vscode's own limits of a generation. */
const mostTokens = 128;
const mostPredictMs = 500;

/** How llama-server cuts a prompt: three quarters of a batch for the prefix, a quarter for the suffix. */
const batchTokens = 1024;
const prefixTokens = (3 * batchTokens) / 4;
const suffixTokens = batchTokens / 4 - 2;

/** Through a model of ours: prefix, suffix, middle at the cursor, the word under it not healed. */
export function infillByModel(
	loaded: () => Promise<LanguageModel>,
	now: () => number,
	/** Whether no more than the first line with text is wanted. */
	{ firstLineOnly = false }: { readonly firstLineOnly?: boolean } = {},
): InfillDoor {
	const stopping = new AbortController();
	const counts = new Map<string, number>();
	let start: string | undefined;
	const count = async (model: LanguageModel, line: string): Promise<number> => {
		const known = counts.get(line) ?? (await model.countTokens(line));
		counts.set(line, known);
		return known;
	};
	/**
	 * The server shifts its KV cache when the start of the prompt moves, which our engine does not. To be no worse off, the start stays here as
	 * long as the budget allows, instead of moving with each token.
	 */
	const cutPrefix = async (model: LanguageModel, prefix: string): Promise<string> => {
		const lines = prefix.split(/(?<=\n)/);
		const costs = await Promise.all(lines.map((line) => count(model, line)));
		const fits = (from: number): boolean => costs.slice(from).reduce((sum, cost) => sum + cost, 0) <= prefixTokens;
		const kept = start === undefined ? -1 : lines.findIndex((_, index) => start === lines.slice(index, index + markLines).join(''));
		if (kept >= 0 && fits(kept)) {
			return lines.slice(kept).join('');
		}
		let from = lines.length;
		let tokens = 0;
		const most = costs.reduce((sum, cost) => sum + cost, 0) <= prefixTokens ? prefixTokens : prefixTokens * firstShare;
		while (from > 0 && tokens + (costs[from - 1] ?? 0) <= most) {
			from--;
			tokens += costs[from] ?? 0;
		}
		start = lines.slice(from, from + markLines).join('');
		return lines.slice(from).join('');
	};
	const cutSuffix = async (model: LanguageModel, suffix: string): Promise<string> => {
		let kept = '';
		let tokens = 0;
		for (const line of suffix.split(/(?<=\n)/)) {
			tokens += await count(model, line);
			if (tokens > suffixTokens) {
				break;
			}
			kept += line;
		}
		return kept;
	};
	return {
		async fill({ prefix, suffix, prompt, extra, indent }) {
			const model = await loaded();
			const [before, after] = [await cutPrefix(model, prefix), await cutSuffix(model, suffix)];
			let text = '';
			let firstAt: number | undefined;
			const request = {
				kind: 'fill',
				prefix: before + prompt,
				middle: '',
				suffix: after,
				context: extra,
				heal: false,
				maxTokens: mostTokens,
				sampling: { temperature: 0, topP: 1, topK: 1, minP: 0 },
			} as const;
			for await (const event of model.generate(request, stopping.signal)) {
				if (event.kind !== 'answer') continue;
				text += event.text;
				firstAt ??= now();
				const cut = cutAtIndent(text, indent);
				if (cut !== undefined) return cut;
				if (text.includes('\n') && now() - firstAt > mostPredictMs) break;
				if (firstLineOnly && /\S[^\n]*\n/.test(text)) break;
			}
			return text;
		},
		async read(extra) {
			const model = await loaded();
			const request = {
				kind: 'fill',
				prefix: '',
				middle: '',
				suffix: '',
				context: extra,
				heal: false,
				maxTokens: 0,
				purpose: 'idle',
			} as const;
			for await (const _ of model.generate(request, stopping.signal)) {
				// Only read.
			}
		},
		stop: () => stopping.abort(),
	};
}

/** Enough to find a line again. */
const markLines = 3;
/** Where the start must move, it moves this far, so that it can stay for a while. */
const firstShare = 0.75;

/** llama-server's `n_indent`: ends before a line with less indentation than the first. */
function cutAtIndent(text: string, indent: number): string | undefined {
	for (let lineEnd = text.indexOf('\n'); indent > 0 && lineEnd >= 0; lineEnd = text.indexOf('\n', lineEnd + 1)) {
		const [blanks = ''] = /^[ \t]*/.exec(text.slice(lineEnd + 1)) ?? [];
		const next = lineEnd + 1 + blanks.length;
		if (next < text.length && blanks.length < indent) {
			return text.slice(0, next);
		}
	}
	return undefined;
}

/** Through a real llama-server's `/infill`, with the parameters that llama.vscode sends. `root`: scheme, host and port. */
export function infillByServer(root: string, key: string | undefined, meter: Meter): InfillDoor {
	const stopping = new AbortController();
	const post = async (isIdle: boolean, body: object): Promise<string> => {
		const work = meter.begin(isIdle);
		try {
			const response = await fetch(`${root}/infill`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
				body: JSON.stringify({ cache_prompt: true, t_max_prompt_ms: 500, ...body }),
				signal: stopping.signal,
			}).catch((error: unknown) => {
				throw isAbort(error) ? error : connectionError(new URL(root).host, error);
			});
			if (!response.ok) {
				throw new UserError('serverFailed', `${root}/infill answered ${response.status}. Is it a llama-server with a model that fills in?`);
			}
			const answer = (await response.json()) as InfillAnswer;
			work.evaluated = answer.timings?.prompt_n ?? 0;
			work.reused = Math.max(0, (answer.tokens_evaluated ?? work.evaluated) - work.evaluated);
			work.written = answer.timings?.predicted_n ?? 0;
			meter.noteText(work);
			return answer.content ?? '';
		} finally {
			work.isCancelled = stopping.signal.aborted;
			meter.end(work);
		}
	};
	return {
		fill: (request) => post(false, { ...bodyOf(request), ...generation, ...(request.indent > 0 ? { n_indent: request.indent } : {}) }),
		read: async (extra) => {
			await post(true, {
				...bodyOf({ prefix: '', suffix: '', prompt: '', extra }),
				n_predict: 0,
				samplers: [],
				t_max_predict_ms: 1,
			});
		},
		stop: () => stopping.abort(),
	};
}

/** As far as it is read. */
interface InfillAnswer {
	readonly content?: string;
	readonly tokens_evaluated?: number;
	readonly timings?: { readonly prompt_n?: number; readonly predicted_n?: number };
}

const generation = {
	n_predict: mostTokens,
	top_k: 40,
	top_p: 0.99,
	stream: false,
	samplers: ['top_k', 'top_p', 'infill'],
	t_max_predict_ms: mostPredictMs,
};

const bodyOf = ({ prefix, suffix, prompt, extra }: Omit<InfillRequest, 'indent'>): object => ({
	input_prefix: prefix,
	input_suffix: suffix,
	prompt,
	input_extra: extra.map(({ path, text }: ContextFile) => ({ filename: path, text })),
});
