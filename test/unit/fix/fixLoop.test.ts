import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyntaxTrees } from '../../../src/core/completion/syntax.ts';
import { isAbort, UserError } from '../../../src/core/errors.ts';
import type { FixEvent } from '../../../src/core/fix/fixEvent.ts';
import { type FixOptions, type FixPorts, fix } from '../../../src/core/fix/fixLoop.ts';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import type { ChatRequest } from '../../../src/core/model.ts';
import { type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';
import { fakeShadow, fakeTests } from '../../fakes/fakeShadow.ts';
import { openTrees } from '../../lib/syntaxTrees.ts';

const text = 'const b = 2;\n\nfunction f(): number {\n\treturn "a";\n}\n';
const request: FixRequest = {
	label: 'src/a.ts',
	languageId: 'typescript',
	text,
	target: { first: 3, last: 3 },
	problems: [
		{ lines: { first: 3, last: 3 }, message: "Type 'string' is not assignable to type 'number'.", severity: 'error', source: 'fake(1)' },
	],
	definitions: [],
	effort: 'medium',
};

/** Reports strings that are returned, and names that are nowhere. */
const rules = { 'return "': "Type 'string' is not assignable to type 'number'.", nowhere: "Cannot find name 'nowhere'." };

const noTrees: SyntaxTrees = { prepare: async () => {}, read: () => undefined };

interface Setting {
	readonly request?: Partial<FixRequest>;
	readonly ports?: Partial<FixPorts>;
	readonly options?: FixOptions;
	readonly script?: FakeModelScript;
	readonly signal?: AbortSignal;
	readonly onEvent?: (event: FixEvent) => void;
}

/** The replies in turn, the last one again and again. */
async function run(replies: readonly string[], setting: Setting = {}) {
	let next = 0;
	const model = fakeModel({
		// The loop begins the answer; the fake says the rest of what it would have said.
		answer: () => replies[Math.min(next++, replies.length - 1)] ?? '',
		...setting.script,
	});
	const events: FixEvent[] = [];
	let error: unknown;
	try {
		const ports = { model, trees: noTrees, now: () => 0, ...setting.ports };
		for await (const event of fix(
			{ ...request, ...setting.request },
			ports,
			setting.signal ?? new AbortController().signal,
			setting.options,
		)) {
			events.push(event);
			setting.onEvent?.(event);
		}
	} catch (thrown) {
		error = thrown;
	}
	const requests = model.requests.filter((sent): sent is ChatRequest => sent.kind === 'chat');
	const last = events.at(-1);
	return {
		events,
		error,
		requests,
		sent: model.requests,
		rounds: events.filter(({ kind }) => kind === 'round').length,
		prompts: requests.map(({ messages }) => messages.map(({ content }) => content).join('\n---\n')),
		refusals: events.flatMap((event) => (event.kind === 'refused' ? [event.reason] : [])),
		proposed: last?.kind === 'proposed' ? last : undefined,
	};
}

/** Until two edits of one form are asked for in one round. */
const untilTwoInARound = ['Sorry.', 'Sorry.'];

const block = (code: string): string => `\`\`\`typescript\n${code}\n\`\`\`\nI changed it.`;
const returning = (value: string): string => block(`function f(): number {\n\treturn ${value};\n}`);
const good = returning('1');
const fixed = text.replace('"a"', '1');

describe('the fix loop', () => {
	it('proposes the document with the corrected lines in place, and names what held', async () => {
		const { proposed } = await run([good], {
			ports: { shadow: fakeShadow(rules), tests: fakeTests(() => ({ kind: 'passed', passed: 3 })) },
		});
		expect(proposed).toMatchObject({
			text: fixed,
			rounds: 1,
			verified: [
				{ verification: 'applies' },
				{ verification: 'diagnostic', by: 'Fake' },
				{ verification: 'noNewDiagnostics', by: 'Fake' },
				{ verification: 'tests', by: 'npm test', passed: 3 },
			],
			notVerified: [expect.stringContaining('no grammar')],
		});
		expect(proposed?.tokens).toBeGreaterThan(5);
	});

	it('says what nobody could check', async () => {
		const { proposed } = await run([good]);
		expect(proposed?.verified).toEqual([{ verification: 'applies' }]);
		expect(proposed?.notVerified).toHaveLength(3);
		expect(proposed?.notVerified.at(-1)).toBe('Behaviour not verified: no test ran.');
	});

	it('tells the model the problem and the code', async () => {
		const { prompts } = await run([good]);
		expect(prompts[0]).toContain("- at `return \"a\";`: Type 'string' is not assignable to type 'number'. [fake(1)]");
		expect(prompts[0]).toContain('```typescript\nfunction f(): number {\n\treturn "a";\n}\n```');
	});

	it('begins the answer of a model that does not think, and lets one think that does', async () => {
		const plain = await run([good]);
		expect(plain.requests[0]).toMatchObject({
			thinking: { kind: 'off' },
			sampling: { temperature: 0 },
			begun: { answer: '```typescript\n' },
		});
		const thinker = await run([good], { script: { info: { thinking: 'native' }, reasoning: 'It must be a number.' } });
		expect(thinker.requests[0]).toMatchObject({ thinking: { kind: 'native', budgetTokens: 2048 } });
		expect(thinker.requests[0]).not.toHaveProperty('begun');
		expect(thinker.requests[0]).not.toHaveProperty('sampling');
		expect(thinker.proposed).toMatchObject({ text: fixed, reasoning: 'It must be a number.' });
		expect(thinker.events.some((event) => event.kind === 'reasoning')).toBe(true);
	});

	it.each([
		['changes nothing', returning('"a"'), 'it changed nothing'],
		['has no code', 'Sorry.', 'its reply ended before the code block did'],
		['ends too early', '```typescript\nfunction f(', 'its reply ended before the code block did'],
		[
			'silences the problem',
			block('function f(): number {\n\t// @ts-ignore\n\treturn "a";\n}'),
			'it silenced the problem with a comment that quiets the compiler',
		],
		['drops the code', block('f'), 'it left out most of the code'],
		['leaves the problem', returning('"b"'), 'the problem is still there'],
		['makes another', returning('nowhere'), 'it made new problems'],
		['hides text', returning('1 /* \u202E */'), 'it put invisible characters into the code'],
	])('tries again, and says why, when a reply %s', async (_, bad, reason) => {
		const { prompts, refusals, proposed } = await run([bad, good], { ports: { shadow: fakeShadow(rules) } });
		expect(refusals[0]).toContain(reason);
		expect(prompts[1]).toContain(reason);
		expect(proposed).toMatchObject({ text: fixed, rounds: 2 });
	});

	it('shows the next round what the checker said, where it said it', async () => {
		const { prompts, requests } = await run([returning('nowhere'), good], { ports: { shadow: fakeShadow(rules) } });
		expect(prompts[1]).toContain("at `return nowhere;`: Cannot find name 'nowhere'. [fake(1)]");
		expect(requests[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
	});

	it('shows a model that thinks its own last try as well', async () => {
		const script = { info: { thinking: 'native' } } as const;
		const { requests } = await run([returning('nowhere'), good], { ports: { shadow: fakeShadow(rules) }, script });
		expect(requests[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
	});

	it('gives back 60 lines of a long failure at most', async () => {
		const output = Array.from({ length: 500 }, (_, index) => `Error: line ${index}`).join('\n');
		const tests = fakeTests((of) => (of === fixed ? { kind: 'passed' } : { kind: 'failed', output }));
		const { prompts } = await run([returning('2'), good], { request: { failure: 'expected 1' }, ports: { tests } });
		expect(prompts[1]?.match(/Error: line/gu)).toHaveLength(60);
	});

	it('gives up with a sentence after three rounds', async () => {
		const { error, events } = await run(['Sorry.']);
		expect(error).toBeInstanceOf(UserError);
		expect(error).toMatchObject({ code: 'noEdit', message: expect.stringContaining('its reply ended before the code block did') });
		expect(events.filter(({ kind }) => kind === 'round')).toHaveLength(3);
	});

	it('writes nothing more once its time is over', async () => {
		let time = 0;
		const { events, error } = await run(['Sorry.'], { ports: { now: () => (time += 60) }, options: { budgetMs: 50 } });
		expect(events.filter(({ kind }) => kind === 'round')).toHaveLength(1);
		expect(error).toMatchObject({ code: 'noEdit' });
	});

	it('takes a change where the model hesitated over the code that it copied', async () => {
		const copied = block(text.split('\n').slice(2, 5).join('\n'));
		const script: FakeModelScript = {
			info: { weighs: true, thinking: 'none' },
			alternatives: ({ text: code }) => [{ offset: code.indexOf(' "a"'), text: ' 1', probability: 0.2 }],
			answer: ({ begun }) => (begun?.answer.endsWith(' 1') ? `${begun.answer};\n}\n` : copied),
		};
		const { proposed, refusals } = await run([], { script, ports: { shadow: fakeShadow(rules) } });
		expect(refusals).toEqual(['it changed nothing']);
		expect(proposed).toMatchObject({ text: fixed, rounds: 2 });
	});

	it('tells the model nothing of what came of such places', async () => {
		const script: FakeModelScript = {
			info: { weighs: true, thinking: 'none' },
			alternatives: ({ text: code }) => [{ offset: code.indexOf(' "a"'), text: ' nowhere', probability: 0.2 }],
			answer: ({ begun }) => (begun?.answer.endsWith(' nowhere') ? `${begun.answer};\n}\n` : returning('"b"')),
		};
		const { prompts, refusals } = await run([], { script, ports: { shadow: fakeShadow(rules) } });
		expect(refusals).toContain('it made new problems');
		expect(prompts.at(-1)).toContain('Your last try was not taken: the problem is still there.');
	});

	it.each([{ weighs: false }, { weighs: true, thinking: 'native' }] as const)(
		'looks for no such place where the model cannot tell, or thinks: %j',
		async (info) => {
			const { rounds, sent } = await run(['Sorry.'], { script: { info } });
			expect(rounds).toBe(3);
			expect(sent.map(({ kind }) => kind)).not.toContain('weigh');
		},
	);

	it('checks the smaller of two edits first, and proposes it', async () => {
		const longer = block('function f(): number {\n\tconst one = 1;\n\treturn one;\n}');
		const shadow = fakeShadow(rules);
		const { proposed } = await run([...untilTwoInARound, longer, good], { ports: { shadow } });
		expect(proposed).toMatchObject({ text: fixed, rounds: 2 });
		expect(shadow.texts).toEqual([text, fixed]);
	});

	it('checks the other one where the smaller one does not hold', async () => {
		const longer = block('function f(): number {\n\tconst one = 1;\n\treturn one;\n}');
		const { proposed, refusals } = await run([...untilTwoInARound, longer, returning('nowhere')], { ports: { shadow: fakeShadow(rules) } });
		expect(refusals.at(-1)).toBe('it made new problems');
		expect(proposed?.text).toContain('const one = 1;');
	});

	it('does not check the same text twice', async () => {
		const shadow = fakeShadow(rules);
		const { refusals } = await run([returning('nowhere')], { ports: { shadow } });
		expect(shadow.texts).toHaveLength(2);
		expect(new Set(refusals)).toEqual(new Set(['it made new problems', 'its reply held no search-and-replace block']));
	});

	it('has a model that does not think plan once, and keeps the plan as its reasoning', async () => {
		const { requests, proposed } = await run(['Sorry.', 'Sorry.', `It returns text.\n\n${good}`]);
		expect(requests.map(({ begun }) => begun !== undefined)).toEqual([true, true, false, true]);
		expect(proposed).toMatchObject({ text: fixed, reasoning: 'It returns text.' });
	});

	it('follows an instruction where nothing is reported, and mends a failing test', async () => {
		const asked = await run([good], {
			request: { problems: [], instruction: 'return one' },
			ports: { shadow: fakeShadow(rules, { alwaysLooks: true }) },
		});
		expect(asked.prompts[0]).toContain('What is wanted: return one');
		expect(asked.proposed?.verified.map(({ verification }) => verification)).toEqual(['applies', 'noNewDiagnostics']);
		const tests = fakeTests((of) => (of === fixed ? { kind: 'passed' } : { kind: 'failed', output: 'expected 1' }));
		const failing = await run([good], { request: { problems: [], failure: 'expected 1, got "a"' }, ports: { tests } });
		expect(failing.prompts[0]).toContain('A test fails:\n```\nexpected 1, got "a"\n```');
		expect(failing.proposed?.verified.map(({ verification }) => verification)).toEqual(['applies', 'tests']);
		expect(tests.texts).toEqual([fixed]);
	});

	it('adds an import at the head of the file', async () => {
		const { proposed } = await run([block('import { c } from "./c.ts";\n\nfunction f(): number {\n\treturn c;\n}')]);
		expect(proposed?.text).toBe('import { c } from "./c.ts";\n\nconst b = 2;\n\nfunction f(): number {\n\treturn c;\n}\n');
	});

	it('changes nothing outside a selection', async () => {
		const { proposed, prompts } = await run([block('\treturn 1;')], { request: { within: { first: 3, last: 3 } } });
		expect(proposed?.text).toBe(fixed);
		expect(prompts[0]).toContain('The part in question stands in this code:');
	});

	it('takes search-and-replace blocks where it is told to', async () => {
		const reply = '<<<<<<< SEARCH\n\treturn "a";\n=======\n\treturn 1;\n>>>>>>> REPLACE\n';
		const { proposed, prompts } = await run([reply], { options: { form: 'blocks' } });
		expect(proposed?.text).toBe(fixed);
		expect(prompts[0]).toContain('<<<<<<< SEARCH');
	});

	it('makes one unchecked attempt where only that is wanted', async () => {
		const shadow = fakeShadow(rules);
		const { proposed, events } = await run([returning('"b"')], { options: { single: true }, ports: { shadow } });
		expect(proposed).toMatchObject({ text: text.replace('"a"', '"b"'), verified: [], notVerified: ['Nothing of it was checked.'] });
		expect(shadow.texts).toEqual([]);
		expect(events.some(({ kind }) => kind === 'checking')).toBe(false);
		const none = await run(['Sorry.', good], { options: { single: true } });
		expect(none.error).toMatchObject({ code: 'noEdit' });
		expect(none.requests).toHaveLength(1);
	});

	it.each([
		'.vscode/tasks.json',
		'.github/workflows/a.yml',
		'package-lock.json',
		'vite.config.ts',
		'Makefile',
		'a/conftest.py',
		'build.rs',
		'.bashrc',
	])('does not ask for a change of %s', async (label) => {
		const { error, requests } = await run([good], { request: { label } });
		expect(error).toMatchObject({ code: 'noEdit', message: expect.stringContaining(label) });
		expect(requests).toEqual([]);
	});

	it('says so when the lines are too long for the model', async () => {
		const { error } = await run([good], { request: { text: `const a = "${'x'.repeat(20_000)}";`, target: { first: 0, last: 0 } } });
		expect(error).toMatchObject({ code: 'noEdit', message: expect.stringContaining('too long') });
	});

	it('leaves out what does not fit into the window', async () => {
		const definitions = [1, 2, 3].map((index) => ({ path: `src/d${index}.ts`, text: `const d${index} = "${'x'.repeat(3000)}";` }));
		const { prompts } = await run([good], { request: { definitions }, script: { info: { contextTokens: 2048 }, answer: good } });
		expect(prompts[0]).toContain('src/d1.ts');
		expect(prompts[0]).not.toContain('src/d3.ts');
	});
});

describe('cancelling a fix', () => {
	it.each(['writing', 'draft', 'checking'] as const)('ends it at "%s"', async (kind) => {
		const controller = new AbortController();
		const { error, proposed } = await run([good], {
			signal: controller.signal,
			ports: { shadow: fakeShadow(rules), tests: fakeTests(() => ({ kind: 'passed' })) },
			onEvent: (event) => event.kind === kind && controller.abort(),
		});
		expect(isAbort(error)).toBe(true);
		expect(proposed).toBeUndefined();
	});

	it('is heard while a checker looks', async () => {
		const controller = new AbortController();
		const shadow = {
			name: 'Slow',
			check: (_: string, signal: AbortSignal) =>
				new Promise<never>((_resolve, reject) => {
					signal.addEventListener('abort', () => reject(signal.reason));
					setTimeout(() => controller.abort(), 1);
				}),
		};
		const { error } = await run([good], { signal: controller.signal, ports: { shadow } });
		expect(isAbort(error)).toBe(true);
	});
});

describe('a hostile reply', () => {
	it.each([
		['an open fence', '```typescript\nfunction f(): number {\n\treturn 1;\n}'],
		['a fence within its fence', block('function f(): number {\n```\n\treturn 1;\n```\n}')],
		['very many marks', '<'.repeat(100_000)],
		['very many fences', '`'.repeat(100_000)],
		['control tokens alone', '<|im_end|><|im_start|>system'],
		['nothing', ''],
	])('with %s is refused soon', async (_, reply) => {
		const startMs = performance.now();
		for (const form of ['region', 'blocks'] as const) {
			const { error } = await run([reply], { options: { form }, script: { answer: reply, info: { contextTokens: 8192 } } });
			expect(error).toMatchObject({ code: 'noEdit' });
		}
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});

	it('with CRLF is read as any other', async () => {
		expect((await run([good.replaceAll('\n', '\r\n')])).proposed?.text).toBe(fixed);
	});

	it('that replaces the file by something with the same head is refused outside a selection', async () => {
		const { refusals } = await run([block('\treturn 1;\n}\nevil();')], {
			request: { within: { first: 3, last: 3 } },
			ports: { shadow: fakeShadow({ evil: 'no' }) },
		});
		expect(refusals.length).toBeGreaterThan(0);
	});
});

describe('with real syntax trees', () => {
	const trees = openTrees();
	beforeAll(() => trees.prepare('typescript'));
	afterAll(() => trees.dispose());

	it('an edit that does not parse is refused, with the place', async () => {
		const { prompts, proposed } = await run([block('function f(): number {\n\treturn (1;\n}'), good], { ports: { trees } });
		expect(prompts[1]).toContain('it does not parse');
		expect(prompts[1]).toMatch(/line 4: .*return \(1;/u);
		expect(proposed?.verified).toContainEqual({ verification: 'parses' });
	});

	it('a file that did not parse may stay as bad as it is', async () => {
		const broken = `${text}\nconst c = (;\n`;
		const { proposed } = await run([good], { request: { text: broken }, ports: { trees } });
		expect(proposed?.text).toBe(`${fixed}\nconst c = (;\n`);
	});
});
