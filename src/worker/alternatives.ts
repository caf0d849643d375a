import type { Token } from 'node-llama-cpp';
import { promptTooLong } from '../core/errors.ts';
import type { Alternative, WeighRequest } from '../core/model.ts';
import { chatPrompt } from './chatPrompt.ts';
import { plainTokens } from './plainTokens.ts';
import type { Run } from './run.ts';
import type { Talker } from './turn.ts';

/**
 * Reads a text behind a conversation as if the model had written it, and tells for each of its tokens the likeliest other one. One pass, in
 * pieces small enough that an abort is heard soon; nothing is generated.
 */
export async function weigh(talker: Talker, request: WeighRequest, run: Run): Promise<void> {
	const { slot, signal, report } = run;
	const prompt = chatPrompt(talker, request).tokens;
	const tokens = plainTokens(talker, request.text);
	if (prompt.length + tokens.length > slot.roomTokens) {
		throw promptTooLong(prompt.length + tokens.length, slot.roomTokens);
	}
	run.promptTokens = prompt.length + tokens.length;
	run.reusedTokens = await slot.read(prompt, signal, report);
	const unread = prompt.slice(slot.sequence.nextTokenIndex);
	const input = [...unread, ...tokens.slice(0, -1)];
	const first = unread.length - 1;
	const pace = slot.pace(signal);
	const found: Found[] = [];
	for (let from = 0; from < input.length && tokens.length > 0; from += pieceTokens) {
		await pace.before();
		const piece = input.slice(from, from + pieceTokens);
		const output = await slot.sequence.controlledEvaluate(piece.map((token, at) => (from + at < first ? token : [token, shortList])));
		for (const at of piece.keys()) {
			const index = from + at - first;
			const given = tokens[index];
			const other = [...(output[at]?.next.probabilities ?? [])].find(([token]) => token !== given && !talker.isStop(token));
			if (other !== undefined) found.push({ index, token: other[0], probability: other[1] });
		}
	}
	const textOf = (list: readonly Token[]): string => talker.model.detokenize([...list], false);
	const alternatives = found
		.toSorted((a, b) => b.probability - a.probability)
		.slice(0, mostTold)
		.flatMap(({ index, token, probability }): readonly Alternative[] => {
			const [before, other] = [textOf(tokens.slice(0, index)), textOf([token])];
			// Halves of characters are none, and some vocabularies begin a text with a space of their own.
			return request.text.startsWith(before) && other !== '' && !other.includes('\uFFFD')
				? [{ offset: before.length, text: other, probability }]
				: [];
		});
	report({ kind: 'alternatives', alternatives });
	run.end('stop');
}

interface Found {
	readonly index: number;
	readonly token: Token;
	readonly probability: number;
}

const pieceTokens = 128;
const mostTold = 64;
const shortList = { generateNext: { probabilities: true, options: { temperature: 1, topK: 8, topP: 1, minP: 0, seed: 0 } } } as const;
