import { build } from 'esbuild';
import { root } from '../../tools/bootstrap.mjs';

/** What a simple chat window does: with each batch of tokens, at most once a frame, the whole text is read and drawn anew. Formulas as MathML, no colours of code. */
const source = `
import katex from 'katex';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ breaks: true });
const root = document.body.appendChild(document.createElement('main'));
const formula = /\\\\\\[([^]+?)\\\\\\]|\\\\\\((.+?)\\\\\\)|\\$([^\\s$](?:[^$\\n]*[^\\s$])?)\\$(?!\\d)/gu;
let text = '';
let timer;

function draw() {
	timer = undefined;
	root.innerHTML = markdown.render(text).replaceAll(formula, (whole, display, inline, dollars) => {
		try {
			return katex.renderToString(display ?? inline ?? dollars, { output: 'mathml', throwOnError: true });
		} catch {
			return whole;
		}
	});
	root.lastElementChild?.scrollIntoView({ block: 'end' });
}

addEventListener('message', ({ data }) => {
	if (data.kind !== 'changed' || data.event.kind !== 'reasoning') return;
	text += data.event.text;
	timer ??= requestAnimationFrame(draw);
});
`;

export async function buildNaiveView(): Promise<string> {
	const { outputFiles } = await build({
		stdin: { contents: source, resolveDir: root },
		write: false,
		bundle: true,
		minify: true,
		format: 'iife',
		target: 'chrome130',
		logLevel: 'error',
	});
	return outputFiles[0]?.text ?? '';
}
