import { outputParser, type ThoughtEvent, type ThoughtState } from '../../../src/core/reasoning/parser.ts';
import type { ThoughtFormat } from '../../../src/core/reasoning/thoughtFormat.ts';

export interface Split {
	readonly reasoning: string;
	readonly answer: string;
	readonly closed: readonly string[];
}

export const tags = (open: string, close: string): ThoughtFormat => ({ kind: 'tags', open, close });
export const think = tags('<think>', '</think>');

/** What a parser makes of a stream that comes as text. */
export function split(chunks: readonly string[], state: ThoughtState, format = think, reason: 'end' | 'abort' = 'end'): Split {
	const parser = outputParser(format, state, false);
	return summary([...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end(reason)]);
}

export const summary = (events: readonly ThoughtEvent[]): Split => ({
	reasoning: events.map((event) => (event.kind === 'reasoning' ? event.text : '')).join(''),
	answer: events.map((event) => (event.kind === 'answer' ? event.text : '')).join(''),
	closed: events.flatMap((event) => (event.kind === 'closed' ? [event.reason] : [])),
});

/** A small generator, so that a failure can be repeated. */
export function randomFrom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

/** Cuts a text at random into pieces, some of them empty. Pairs of surrogates are cut too. */
export function cutAtRandom(text: string, random: (below: number) => number): string[] {
	const chunks: string[] = [];
	for (let at = 0; at < text.length; ) {
		const length = random(6);
		chunks.push(text.slice(at, at + length));
		at += length;
	}
	return chunks;
}

/** Every way to cut a text in two. */
export const cutsInTwo = (text: string): readonly (readonly [string, string])[] =>
	Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)] as const);
