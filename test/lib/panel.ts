import { extname } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { chatViewHtml } from '../../src/editor/chatViewHtml.ts';
import type { ChatFact, ChatIntent } from '../../src/protocol/chatView.ts';
import { fonts, type ThemeName, themes } from './themes.ts';

const origin = 'http://webview.test';

export type PanelBundle = ReadonlyMap<string, Uint8Array>;

/** The webview's script, style and fonts, by path. */
export async function buildPanel(): Promise<PanelBundle> {
	const { outputFiles } = await build({
		entryPoints: { webview: 'webview-ui/main.tsx' },
		outdir: '/dist',
		write: false,
		bundle: true,
		minify: true,
		format: 'iife',
		target: 'chrome130',
		jsx: 'automatic',
		jsxImportSource: 'preact',
		assetNames: 'fonts/[name]',
		loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
		legalComments: 'none',
		logLevel: 'error',
	});
	return new Map(outputFiles.map((file) => [file.path.replace(/^.*\/dist/u, ''), file.contents]));
}

export interface PanelOptions {
	readonly theme?: ThemeName;
	readonly width?: number;
	readonly height?: number;
	/** What `getState` returns: an earlier life of the webview. */
	readonly kept?: { readonly draft: string };
	/** Markup that someone managed to get into the page. */
	readonly inline?: string;
}

export interface OpenPanel {
	readonly page: Page;
	/** What the panel said, `draft` left out. */
	readonly intents: () => readonly ChatIntent[];
	readonly drafts: () => readonly string[];
	/** Resolves once the panel shows what it was told. */
	readonly tell: (...facts: readonly ChatFact[]) => Promise<void>;
	/** Violations of the page's policy, requests that are not its own files, uncaught errors, dialogs. */
	readonly offences: readonly string[];
	/** For a test that means them. */
	readonly forgive: () => void;
}

/** The panel alone in a real browser: the page and policy of the product, with the extension host played by the test. */
export async function openPanel(browser: Browser, bundle: PanelBundle, options: PanelOptions = {}): Promise<OpenPanel> {
	const { theme = 'dark', width = 400, height = 700, kept, inline = '' } = options;
	const page = await browser.newPage({ viewport: { width, height } });
	const posted: ChatIntent[] = [];
	const offences: string[] = [];

	await page.exposeFunction('hostReceives', (intent: ChatIntent) => posted.push(intent));
	await page.exposeFunction('policyViolated', (what: string) => offences.push(`policy: ${what}`));
	await page.addInitScript(`{
		let state = ${JSON.stringify(kept)};
		globalThis.acquireVsCodeApi = () => ({
			postMessage: (intent) => globalThis.hostReceives(structuredClone(intent)),
			getState: () => state,
			setState: (next) => (state = next),
		});
		document.addEventListener('securitypolicyviolation', (event) => globalThis.policyViolated(event.violatedDirective + ' ' + event.blockedURI));
		document.addEventListener('DOMContentLoaded', () => {
			document.body.className = ${JSON.stringify(themes[theme].bodyClass)};
			for (const [name, value] of ${JSON.stringify(Object.entries({ ...fonts, ...themes[theme].colours }))}) {
				document.documentElement.style.setProperty('--vscode-' + name, value);
			}
		});
	}`);
	page.on('pageerror', (error) => offences.push(`error: ${error.message}`));
	page.on('dialog', (dialog) => {
		offences.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	await page.route('**/*', async (route) => {
		const url = new URL(route.request().url());
		const file = url.origin === origin ? bundle.get(url.pathname) : undefined;
		if (url.href === `${origin}/`) {
			await route.fulfill({ contentType: 'text/html', body: pageHtml.replace('</body>', `${inline}</body>`) });
		} else if (file) {
			await route.fulfill({ contentType: contentTypes[extname(url.pathname)] ?? 'font/woff2', body: Buffer.from(file) });
		} else {
			offences.push(`request: ${url.href}`);
			await route.abort();
		}
	});
	await page.goto(`${origin}/`);
	return {
		page,
		intents: () => posted.filter((intent) => intent.kind !== 'draft'),
		drafts: () => posted.flatMap((intent) => (intent.kind === 'draft' ? [intent.text] : [])),
		tell: (...facts) => page.evaluate(`(${told})(${JSON.stringify(facts)})`),
		offences,
		forgive: () => offences.splice(0),
	};
}

/** Messages arrive in order, and after two frames what they draw is there, effects included. */
const told = `async (facts) => {
	const { promise, resolve } = Promise.withResolvers();
	let left = facts.length;
	addEventListener('message', function count() {
		if (--left === 0) {
			removeEventListener('message', count);
			resolve();
		}
	});
	for (const fact of facts) {
		postMessage(fact, '*');
	}
	await promise;
	await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
}`;

const pageHtml = chatViewHtml({
	scriptUri: `${origin}/webview.js`,
	styleUri: `${origin}/webview.css`,
	cspSource: origin,
	nonce: 'c2VjcmV0',
});

const contentTypes: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
