import type { LlamaModel, Token } from 'node-llama-cpp';
import { fimPrompt } from '../core/completion/fimPrompt.ts';
import { noFillInMiddle, promptTooLong } from '../core/errors.ts';
import { type FillRequest, greedy } from '../core/model.ts';
import type { FillMarks } from './fillMarks.ts';
import { plainTokens } from './plainTokens.ts';
import type { Run } from './run.ts';
import { cutBeforeWord, type SpellingTable } from './spelling.ts';
import { TextStream } from './textStream.ts';
import { TokenSource } from './tokenSource.ts';

/** What of a loaded model fill-in-the-middle needs. */
export interface Filler {
	readonly model: LlamaModel;
	readonly title: string;
	readonly marks: FillMarks | undefined;
	readonly isStop: (token: Token) => boolean;
	/** Absent where tokens cannot be compared as text; then the word under the cursor is not healed. */
	readonly spelling: SpellingTable | undefined;
}

export async function generateFill(filler: Filler, request: FillRequest, run: Run): Promise<void> {
	const { prompt, rest } = fillPrompt(filler, request);
	const { slot, signal } = run;
	if (prompt.length + request.maxTokens > slot.roomTokens) {
		throw promptTooLong(prompt.length, slot.roomTokens);
	}
	const priority = request.purpose === 'idle' ? 'idle' : 'usual';
	run.reusedTokens = await slot.read(prompt, signal, run.report, priority);
	run.promptTokens = prompt.length;
	if (request.maxTokens === 0) {
		return run.end('length');
	}
	const source = new TokenSource({
		sequence: slot.sequence,
		sampling: request.sampling ?? greedy,
		withProbability: true,
		unread: prompt.slice(slot.sequence.nextTokenIndex),
		pace: slot.pace(signal, priority),
	});
	try {
		const surplus = await spell(filler, rest, source, run);
		run.promptTokens += run.spelledTokens;
		const unread = prompt.length - run.reusedTokens;
		run.report({ kind: 'prefill', evaluated: unread, total: unread, reused: run.reusedTokens, spelled: run.spelledTokens });
		if (surplus !== '') {
			run.answer(surplus, 1);
		}
		await writeOn(filler, request, source, run);
	} finally {
		await source.close();
	}
}

/** The prompt up to the start of the word under the cursor, and that word. Nothing of the user's text can act as a special token. */
export function fillPrompt({ model, title, marks, spelling }: Filler, request: FillRequest): { prompt: Token[]; rest: string } {
	if (marks === undefined) {
		throw noFillInMiddle(title);
	}
	const middle = plainTokens({ model, steering: marks.steering }, request.middle);
	const { kept, rest } =
		spelling === undefined || request.heal === false
			? { kept: middle, rest: '' }
			: cutBeforeWord(middle, request.middle, (tokens) => model.detokenize(tokens, false));
	const { bos, shouldPrependBosToken } = model.tokens;
	const prompt = [
		...(bos !== null && shouldPrependBosToken ? [bos] : []),
		...fimPrompt(marks.format, request).flatMap((piece) =>
			piece.kind === 'token' ? (marks.tokens.get(piece.text) ?? []) : plainTokens({ model, steering: marks.steering }, piece.text),
		),
		...kept,
	];
	return { prompt, rest };
}

/** Lets the model write `rest`, in tokens of its own choice. Returns what the last of them says beyond it. */
async function spell({ model, spelling }: Filler, rest: string, source: TokenSource, run: Run): Promise<string> {
	let left = rest;
	while (left !== '' && spelling !== undefined) {
		run.signal.throwIfAborted();
		const fitting = spelling.fitting(left, mostFavoured);
		const [only] = fitting?.length === 1 ? fitting : [];
		const token =
			only ?? (fitting?.length === 0 ? undefined : await source.best((candidate) => spelling.fits(candidate, left), fitting ?? []));
		if (token === undefined) {
			const plain = model.tokenize(left, false);
			run.spelledTokens += plain.length;
			source.feed(plain);
			return '';
		}
		if (only !== undefined) {
			source.feed([only]);
		}
		run.spelledTokens += 1;
		const text = spelling.textOf(token) ?? '';
		if (text.length >= left.length) {
			return text.slice(left.length);
		}
		left = left.slice(text.length);
	}
	return '';
}

/** More tokens than this are not favoured one by one, which takes time; the best of the most probable ones that fit is taken instead. */
const mostFavoured = 2000;

async function writeOn(filler: Filler, request: FillRequest, source: TokenSource, run: Run): Promise<void> {
	const stream = new TextStream(filler.model, new Map());
	for (;;) {
		if (run.answerTokens >= request.maxTokens || run.slot.isFull) {
			run.answer(stream.flush(), 0);
			return run.end('length');
		}
		const { token, probability } = await run.timed(() => source.next());
		if (filler.isStop(token)) {
			run.answer(stream.flush(), 0);
			return run.end('stop');
		}
		run.answer(stream.push(token), 1, probability);
	}
}
