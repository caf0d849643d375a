import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderTemplate, type TemplateContext } from '../../../src/core/prompt/renderTemplate.ts';

const own = 'test/templates';
const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
const templatesIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.jinja'));
const conversations: Record<string, TemplateContext> = JSON.parse(read(own, 'conversations.json'));
const march = new Date(2025, 2, 7);

type Rendered = { readonly text: string } | { readonly error: string };
const rendered = (template: string, context: TemplateContext): Rendered => {
	try {
		return { text: renderTemplate(template, context, march) };
	} catch (error) {
		return { error: String(error) };
	}
};
/** Of an error it counts only that there is one. */
const comparable = (result: Rendered | undefined): unknown => (result === undefined || 'text' in result ? result : 'an error');

describe('our own templates give what jinja2 gave', () => {
	const expected: Record<string, Record<string, Rendered>> = JSON.parse(read(own, 'expected.json'));

	test.each(templatesIn(own))('%s', (name) => {
		const template = read(own, name);
		for (const [conversation, context] of Object.entries(conversations)) {
			const wanted = comparable(expected[name.replace('.jinja', '')]?.[conversation]);
			expect(comparable(rendered(template, context)), conversation).toEqual(wanted);
		}
	});
});

const real = process.env.LEMMA_TEMPLATES ?? '';
const hasOracle = (): boolean => {
	try {
		execFileSync('python3', ['-c', 'import jinja2'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
};

describe.skipIf(real === '' || !existsSync(real))('templates of real models', () => {
	const names = real === '' ? [] : templatesIn(real);
	const cases = names.filter((name) => existsSync(join(real, name.replace('.jinja', '.case.json'))));

	test.each(cases)('%s gives the text of its case', (name) => {
		const { data, target } = JSON.parse(read(real, name.replace('.jinja', '.case.json')));
		expect(renderTemplate(read(real, name), data, march)).toBe(target);
	});

	test.skipIf(!hasOracle())(
		'give what jinja2 gives',
		() => {
			const jobs = names.flatMap((name) =>
				Object.entries(conversations).map(([conversation, context]) => ({
					what: `${name}, ${conversation}`,
					template: read(real, name),
					context,
					date: '2025-03-07',
				})),
			);
			const oracle: Rendered[] = JSON.parse(
				execFileSync('python3', [join(own, 'oracle.py')], { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 2 ** 28 }),
			);
			const different = jobs.filter(({ template, context }, index) => {
				const [theirs, ours] = [oracle[index], rendered(template, context)];
				// Where jinja2 gives up, nothing is lost if we do not; Seed-OSS has a built-in template instead.
				return (
					theirs !== undefined &&
					'text' in theirs &&
					!template.includes('<seed:bos>') &&
					comparable(ours) !== comparable(theirs) &&
					JSON.stringify(ours) !== JSON.stringify(theirs)
				);
			});
			expect(different.map(({ what }) => what)).toEqual([]);
		},
		60_000,
	);
});

describe('a hostile template', () => {
	const nest = (depth: number) => `{{ ${'('.repeat(depth)}1${')'.repeat(depth)} }}`;
	test.each([
		['never ends', '{% for i in range(90000) %}{% for j in range(90000) %}{{ j }}{% endfor %}{% endfor %}'],
		['doubles a text', '{% set n = namespace(s="xxxxxxxx") %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}'],
		['doubles a list', '{% set n = namespace(a=[1]) %}{% for i in range(60) %}{% set n.a = n.a + n.a %}{% endfor %}'],
		['calls itself', '{% macro f(n) %}{{ n }}{{ g.f(n) }}{% endmacro %}{{ f(1) }}'],
		['nests too deep', nest(20_000)],
		['counts too far', '{{ range(1000000000) | length }}'],
		['indents too far', '{{ "a" | indent(1000000000, true) }}'],
		['is no template', '{% if %}'],
		['is cut off', '{{ "a'],
		['is longer than any', ' '.repeat(2 ** 20 + 1)],
		['raises', '{{ raise_exception("no") }}'],
	])(
		'that %s throws',
		(_, template) => {
			expect(() => renderTemplate(template, { messages: [] }, march)).toThrow();
		},
		30_000,
	);

	test('reaches nothing of JavaScript', () => {
		const template = '{{ messages.constructor }}{{ "".constructor }}{{ messages.__proto__ }}{{ namespace.constructor }}';
		expect(renderTemplate(template, { messages: [] }, march)).toBe('');
	});
});
