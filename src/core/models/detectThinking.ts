import { startState } from '../reasoning/parser.ts';
import { harmonyMarks, type ThinkTags, type ThoughtFormat } from '../reasoning/thoughtFormat.ts';
import * as formats from './formats.ts';
import type { NativeThinking, ThinkingControl } from './nativeThinking.ts';

/** Renders a conversation that ends with a question, generation prompt included. Throws where the template does. */
export type RenderProbe = (variables: Readonly<Record<string, unknown>>) => string;

/** How a template has its model think, found by rendering it with thinking on, off and left alone; `undefined` where nothing speaks for thought. */
export function detectThinking(source: string, render: RenderProbe): NativeThinking | undefined {
	const on = tryRender(render, { enable_thinking: true, thinking: true });
	const off = tryRender(render, { enable_thinking: false, thinking: false });
	const plain = tryRender(render, {});
	const format = formatOf(source, [on, off, plain]);
	if (format === undefined) return undefined;
	const control = controls.find((candidate) => source.includes(candidate.variable) && obeys(render, candidate));
	return { format, forced: [on, off, plain].every((text) => startState(text, format) === 'thinking'), ...(control && { control }) };
}

/** Whether the text changes with the control: a template may have dropped what its family is known for. */
export const obeys = (render: RenderProbe, { kind, variable }: ThinkingControl): boolean =>
	new Set(probes[kind].map((value) => tryRender(render, { [variable]: value }))).size > 1;

const probes = { switch: [true, false], graded: ['low', 'high'], budget: [0, 512] } as const;

const controls: readonly ThinkingControl[] = [
	{ kind: 'switch', variable: 'enable_thinking' },
	{ kind: 'switch', variable: 'thinking' },
	{ kind: 'graded', variable: 'reasoning_effort' },
	{ kind: 'budget', variable: 'thinking_budget' },
	{ kind: 'switch', variable: 'reasoning' },
];

function tryRender(render: RenderProbe, variables: Readonly<Record<string, unknown>>): string {
	try {
		return render(variables);
	} catch {
		return '';
	}
}

/** The tags at the end of a prompt tell most; then those that a prompt or the template names. */
function formatOf(source: string, prompts: readonly string[]): ThoughtFormat | undefined {
	if (harmonyMarks.slice(0, 3).every((mark) => source.includes(mark)) && source.includes('analysis')) return formats.harmony;
	const known = formats.tagPairs;
	return (
		known.find((tags) => prompts.some((prompt) => startState(prompt, tags) !== 'maybe')) ??
		unknownTags(source, prompts) ??
		known.find(({ open, close }) => [source, ...prompts].some((text) => text.includes(open.trimEnd()) && text.includes(close)))
	);
}

/** A tag at the end of some prompt, alone or closed again, whose counterpart the template has somewhere. */
function unknownTags(source: string, prompts: readonly string[]): (ThinkTags & { readonly kind: 'tags' }) | undefined {
	for (const prompt of prompts) {
		const [last, before] = [...prompt.slice(-longestTail).matchAll(tag)].map(([text]) => text).reverse();
		if (last === undefined || !prompt.trimEnd().endsWith(last)) continue;
		const ownClose = closeOf(last);
		if (ownClose !== undefined && source.includes(ownClose)) return { kind: 'tags', open: last, close: ownClose };
		if (before !== undefined && closeOf(before) === last) return { kind: 'tags', open: before, close: last };
	}
	return undefined;
}

const longestTail = 200;
const tag = /<[^<>\s]+>|\[[A-Z_/ ]+\]/gu;
const roles = /assistant|user|system|model|bot\b|role|turn|response|answer|tool|inst/iu;

/** `<x>` is closed by `</x>`, `[X]` by `[/X]`, `<|START_X|>` by `<|END_X|>`. */
function closeOf(open: string): string | undefined {
	if (roles.test(open)) return undefined;
	const ends = [
		[/^<(\w[\w:-]*)>$/u, '</$1>'],
		[/^\[([A-Z_ ]+)\]$/u, '[/$1]'],
		[/^<\|(?:START|BEGIN)_(\w+)\|>$/u, '<|END_$1|>'],
		[/^<\|(?:start|begin)_(\w+)\|>$/u, '<|end_$1|>'],
	] as const;
	const found = ends.find(([pattern]) => pattern.test(open));
	return found === undefined ? undefined : open.replace(found[0], found[1]);
}
