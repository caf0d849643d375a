import { describe, expect, it } from 'vitest';
import { Departures } from '../../../src/core/fix/departures.ts';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import type { Alternative, ChatRequest } from '../../../src/core/model.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';

const code = ['/** The smaller one. */', 'function smaller(a, b) {', '\tif (a <= b) {', '\t\treturn b;', '\t}', '\treturn used;', '}'].join(
	'\n',
);

const request: FixRequest = {
	label: 'a.js',
	languageId: 'javascript',
	text: `${code}\n`,
	target: { first: 0, last: 6 },
	problems: [],
	failure: '2 !== 1',
	definitions: [],
	effort: 'medium',
};

const at = (found: string, text: string, probability = 0.1): Alternative => ({ offset: code.indexOf(found), text, probability });

/** The blocks that are written from one place after the other; the model goes on with `rest`. */
async function departuresFrom(alternatives: readonly Alternative[], rest: string) {
	const model = fakeModel({
		alternatives: () => alternatives,
		answer: ({ begun }) => (begun?.answer ?? '') + rest,
		info: { weighs: true, thinking: 'none' },
	});
	const departures = new Departures(request, { first: 0, last: 7 }, model);
	const texts: string[] = [];
	for (;;) {
		const events = departures.next(0, new AbortController().signal);
		let step = await events.next();
		while (step.done !== true) step = await events.next();
		if (step.value === undefined) return { texts, model };
		texts.push(step.value.text);
	}
}

const block = (text: string): string => `\`\`\`javascript\n${text}\n\`\`\`\n`;

describe('a departure', () => {
	it('is the code with another token at one place, and the rest as it was', async () => {
		const { texts } = await departuresFrom([at('b;', 'a')], ';\n\t}\n\tshout();\n}\n');
		expect(texts).toEqual([block(code.replace('return b;', 'return a;'))]);
	});

	it('may add lines, until it comes back to one of the code', async () => {
		const { texts } = await departuresFrom([at('return used', 'b')], ' = a;\n\treturn used;\n}\nfoo();\n');
		expect(texts).toEqual([block(code.replace('\treturn used;', '\tb = a;\n\treturn used;'))]);
	});

	it('may end the block by itself', async () => {
		const { texts } = await departuresFrom([at('return used', 'throw')], ' a;\n}\n```\nThat is it.\n');
		expect(texts).toEqual([block(code.replace('return used;', 'throw a;'))]);
	});

	it('begins at the likeliest place, and each place once', async () => {
		const { texts, model } = await departuresFrom([at('<=', '<'), at('b;', 'a', 0.01)], ';\n');
		expect(texts).toHaveLength(2);
		expect(texts[0]).toContain('if (a <;');
		const asked = model.requests.filter((sent): sent is ChatRequest => sent.kind === 'chat');
		expect(asked.map(({ begun }) => begun?.answer)).toEqual([
			`\`\`\`javascript\n${code.slice(0, code.indexOf('<='))}<`,
			`\`\`\`javascript\n${code.slice(0, code.indexOf('b;'))}a`,
		]);
		expect(model.requests.filter(({ kind }) => kind === 'weigh')).toHaveLength(1);
	});

	it.each([
		['in a comment', at('smaller one', 'larger')],
		['that is but space', at('\tif', '\n')],
		['that ends the block', at('return used', '```')],
		['that is the same word in other tokens', at('used', 'us')],
		['that is the same, with space behind it', at('}', '}\n\n')],
	])('is none %s', async (_, alternative) => {
		expect((await departuresFrom([alternative], ';\n')).texts).toEqual([]);
	});
});
