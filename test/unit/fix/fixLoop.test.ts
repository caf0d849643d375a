import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import type { FixEvent } from '../../../src/core/fix/fixEvent.ts';
import { fix } from '../../../src/core/fix/fixLoop.ts';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';

const text = 'const b = 2;\n\nfunction f(): number {\n\treturn "a";\n}\n';
const request: FixRequest = {
	label: 'src/a.ts',
	languageId: 'typescript',
	text,
	target: { first: 3, last: 3 },
	problems: [
		{ lines: { first: 3, last: 3 }, message: "Type 'string' is not assignable to type 'number'.", severity: 'error', source: 'ts(2322)' },
	],
	definitions: [],
	effort: 'medium',
};

async function run(replies: readonly string[]): Promise<{ events: FixEvent[]; prompts: string[] }> {
	let round = 0;
	const model = fakeModel({ answer: () => replies[Math.min(round++, replies.length - 1)] ?? '' });
	const events: FixEvent[] = [];
	for await (const event of fix(
		request,
		{ model, trees: { prepare: async () => {}, read: () => undefined }, now: () => 0 },
		new AbortController().signal,
	)) {
		events.push(event);
	}
	return { events, prompts: model.requests.map((sent) => JSON.stringify(sent)) };
}

const good = '```ts\nfunction f(): number {\n\treturn 1;\n}\n```\nI changed it.';

describe('the fix loop', () => {
	it('proposes the document with the corrected lines in place', async () => {
		const { events } = await run([good]);
		expect(events.at(-1)).toMatchObject({
			kind: 'proposed',
			text: 'const b = 2;\n\nfunction f(): number {\n\treturn 1;\n}\n',
		});
	});

	it('tells the model the problem and the code', async () => {
		const { prompts } = await run([good]);
		expect(prompts[0]).toContain("Type 'string' is not assignable to type 'number'. [ts(2322)]");
		expect(prompts[0]).toContain('return \\\\\\"a\\\\\\";'.replaceAll('\\\\', ''));
	});

	it.each([
		['changes nothing', '```ts\nfunction f(): number {\n\treturn "a";\n}\n```', 'it changed nothing'],
		['has no code', 'Sorry.', 'its reply held no complete code block'],
		[
			'silences the problem',
			'```ts\nfunction f(): number {\n\t// @ts-ignore\n\treturn "a";\n}\n```',
			'it silenced the problem instead of mending it',
		],
		['drops the code', '```ts\nf\n```', 'it left out most of the code'],
	])('tries again, and says why, when a reply %s', async (_, bad, reason) => {
		const { events, prompts } = await run([bad, good]);
		expect(events).toContainEqual({ kind: 'refused', reason });
		expect(prompts[1]).toContain(reason);
		expect(events.at(-1)?.kind).toBe('proposed');
	});

	it('gives up with a sentence after three rounds', async () => {
		await expect(run(['Sorry.'])).rejects.toThrow(UserError);
	});
});
