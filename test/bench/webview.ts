import { loadavg } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import type { Turn } from '../../src/core/chat/session.ts';
import type { ChatFact } from '../../src/protocol/chatView.ts';
import { asked, began, changed, opened, session, turn } from '../browser/panel/samples.ts';
import { launchBrowser } from '../lib/browser.ts';
import { buildPanel, openPanel, type PanelBundle } from '../lib/panel.ts';
import { type Bench, type Figure, type Measured, medianOf } from './figure.ts';
import { buildNaiveView } from './naiveView.ts';
import { costOf, drawn, type PageCost } from './pageCost.ts';
import { codeAnswer, longThought } from './thoughtText.ts';

/** A case is 10,000 characters of the stream. The slow stream, the answer and the conversation shrink with it. */
const allCases = 24;
const charactersPerCase = 10_000;
const fast = { tokensPerSecond: 2000 };
const slow = { tokensPerSecond: 100, lastsMs: 60_000 };
const charactersPerToken = 4;
/** As the host batches them. */
const postEveryMs = 40;
const naiveEvery = 10;
const allTurns = 500;
const answerCharacters = 60_000;

/** What the panel costs while a long thought rushes through it, in real Chromium. */
export const bench: Bench = ({ limit }) => {
	const run = Math.min(limit ?? allCases, allCases);
	const cases = { run, all: allCases };
	const runs = new Runs(run);
	const figure = (name: string, unit: string, target: string | undefined, measure: () => Promise<Measured>): Figure => ({
		name,
		unit,
		...(target === undefined ? {} : { target }),
		measure: async () => ({ ...(await measure()), cases }),
	});
	return [
		figure('stream: main thread', 'ms', undefined, async () => busy(await runs.preview())),
		figure('stream: of a full re-render', '%', '<= 5', async () => share(await runs.preview(), await runs.naive())),
		figure('stream: longest task', 'ms', '<= 50', async () => longest(await runs.preview())),
		figure('stream: dropped frames', '%', undefined, async () => dropped(await runs.preview())),
		figure('stream: heap', 'MB', '<= 150', async () => heap(await runs.preview())),
		figure('expanded: of a full re-render', '%', '<= 5', async () => share(await runs.expanded(), await runs.naive())),
		figure('expanded: longest task', 'ms', '<= 50', async () => longest(await runs.expanded())),
		figure('expanded: dropped frames', '%', undefined, async () => dropped(await runs.expanded())),
		figure('expanded: heap', 'MB', '<= 150', async () => heap(await runs.expanded())),
		figure('thought that ends: longest task', 'ms', '<= 50', async () => longest(await runs.ending())),
		figure('answer of code: longest task', 'ms', '<= 50', async () => longest(await runs.code())),
		figure('typing beside a stream, p95', 'ms', '<= 50', () => runs.typing()),
		figure(`opening ${allTurns} turns`, 'ms', '<= 300', () => runs.opening()),
	];
};

/** Each page is run once, for all the figures that are taken from it. */
class Runs {
	readonly #cases: number;
	readonly #thought: string;
	readonly #done = new Map<string, Promise<PageCost>>();
	#bundle: Promise<PanelBundle> | undefined;

	constructor(cases: number) {
		this.#cases = cases;
		this.#thought = longThought(cases * charactersPerCase);
	}

	preview = (): Promise<PageCost> => this.#once('preview', () => this.#inPanel((page) => costOf(page, () => this.#stream(page))));

	expanded = (): Promise<PageCost> =>
		this.#once('expanded', () =>
			this.#inPanel(async (page) => {
				await page.getByRole('button', { name: 'Show the whole thought' }).click();
				return costOf(page, () => this.#stream(page));
			}),
		);

	/** One of so many batches is drawn: what it takes does not depend on how many of them a busy machine would skip. */
	naive = (): Promise<PageCost> =>
		this.#once('naive', () =>
			inBrowser(async (browser) => {
				const page = await browser.newPage({ viewport: { width: 400, height: 700 } });
				await page.setContent('<!DOCTYPE html><body></body>');
				await page.addScriptTag({ content: await buildNaiveView() });
				const step = (naiveEvery * charactersPerToken * fast.tokensPerSecond * postEveryMs) / 1000;
				return costOf(page, async () => {
					await page.evaluate(`(async () => {
						const text = ${JSON.stringify(this.#thought)};
						for (let from = 0, to = ${step / 2}; from < text.length; from = to, to += ${step}) {
							window.postMessage({ kind: 'changed', event: { kind: 'reasoning', text: text.slice(from, to) } }, '*');
							await ${drawn};
						}
					})()`);
				});
			}),
		);

	/** The thought is drawn as Markdown, whole, where it was plain text. */
	ending = (): Promise<PageCost> =>
		this.#once('ending', () =>
			this.#inPanel(async (page) => {
				await page.getByRole('button', { name: 'Show the whole thought' }).click();
				await tell(page, thoughtFact(`${this.#thought}\n\n${lastWords}`));
				await page.evaluate(lastDrawn);
				return costOf(page, async () => {
					await tell(page, changed({ kind: 'closed', turnId: 't1', reason: 'natural', thoughtMs: 30_000 }));
					await page.evaluate(plainGone);
					await page.evaluate(lastDrawn);
				});
			}),
		);

	code = (): Promise<PageCost> =>
		this.#once('code', () =>
			this.#inPanel((page) =>
				costOf(page, async () => {
					await stream(page, 'answer', codeAnswer((answerCharacters * this.#cases) / allCases), fast.tokensPerSecond);
					await tell(page, changed({ kind: 'ended', turnId: 't1', end: 'stop', usage }));
					await page.waitForTimeout(1000);
				}),
			),
		);

	async typing(): Promise<Measured> {
		const lastsMs = (slow.lastsMs * this.#cases) / allCases;
		const text = longThought((lastsMs / 1000) * slow.tokensPerSecond * charactersPerToken);
		return this.#inPanel(async (page) => {
			// A thought that has come far already.
			await tell(page, thoughtFact(this.#thought));
			await page.getByRole('button', { name: 'Show the whole thought' }).click();
			await page.getByLabel('Question', { exact: true }).focus();
			await page.evaluate(watchKeys);
			const streamed = stream(page, 'reasoning', text, slow.tokensPerSecond);
			const until = performance.now() + lastsMs;
			for (let key = 0; performance.now() < until; key++) {
				await page.keyboard.press(key % 7 === 6 ? 'Space' : 'abcdefghij'.charAt(key % 10));
				await page.waitForTimeout(120);
			}
			await streamed;
			const latencies = (await page.evaluate('globalThis.keyLatencies')) as number[];
			const sorted = latencies.toSorted((a, b) => a - b);
			const at = (share: number): string => (sorted[Math.floor(share * sorted.length)] ?? Number.NaN).toFixed(1);
			return {
				value: Number(at(0.95)),
				note: `from key to painted, median ${at(0.5)}, longest ${at(0.999)}, ${sorted.length} keys in ${lastsMs / 1000} s${load()}`,
			};
		});
	}

	async opening(): Promise<Measured> {
		const count = Math.round((allTurns * this.#cases) / allCases);
		const conversation = opened({ session: session(Array.from({ length: count }, (_, index) => finishedTurn(index))) });
		const times: number[] = [];
		for (let run = 0; run < 5; run++) {
			await inBrowser(async (browser) => {
				const { page } = await openPanel(browser, await this.#panel(), { width: 400, height: 700 });
				times.push(
					(await page.evaluate(`(async () => {
						const fact = ${JSON.stringify(conversation)};
						window.postMessage(fact, '*');
						const began = performance.now();
						while (!document.querySelector('.turn:last-of-type .answer')) await new Promise((done) => setTimeout(done));
						await ${drawn};
						return performance.now() - began;
					})()`)) as number,
				);
			});
		}
		const measured = medianOf(times);
		return {
			...measured,
			note: `${measured.note}; from the fact to the last turns painted, ${count} turns, browser just started${load()}`,
		};
	}

	async #stream(page: Page): Promise<void> {
		await stream(page, 'reasoning', this.#thought, fast.tokensPerSecond);
	}

	#once(name: string, run: () => Promise<PageCost>): Promise<PageCost> {
		const done = this.#done.get(name) ?? run();
		this.#done.set(name, done);
		return done;
	}

	/** A panel in which a model begins to think. */
	#inPanel<T>(use: (page: Page) => Promise<T>): Promise<T> {
		return inBrowser(async (browser) => {
			const { page, tell: tellPanel } = await openPanel(browser, await this.#panel(), { width: 400, height: 700 });
			await tellPanel(opened(), asked(), began('native'), thoughtFact('Okay. '));
			await page.locator('.preview').waitFor();
			return use(page);
		});
	}

	#panel(): Promise<PanelBundle> {
		this.#bundle ??= buildPanel();
		return this.#bundle;
	}
}

async function inBrowser<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
	const browser = await launchBrowser();
	try {
		return await use(browser);
	} finally {
		await browser.close();
	}
}

const thoughtFact = (text: string): ChatFact =>
	changed({ kind: 'reasoning', turnId: 't1', text, tokens: Math.ceil(text.length / charactersPerToken) });
const tell = (page: Page, fact: ChatFact): Promise<unknown> => page.evaluate(`window.postMessage(${JSON.stringify(fact)}, '*')`);

/** Posts a text at a speed, in batches, and waits until the last of it is drawn. */
async function stream(page: Page, kind: 'reasoning' | 'answer', text: string, tokensPerSecond: number): Promise<void> {
	await page.evaluate(`(async () => {
		const text = ${JSON.stringify(text)};
		const began = performance.now();
		const tokenMs = ${1000 / tokensPerSecond};
		for (let sent = 0; sent < text.length; ) {
			await new Promise((done) => setTimeout(done, ${postEveryMs}));
			const due = Math.min(text.length, Math.floor((performance.now() - began) / tokenMs) * ${charactersPerToken});
			if (due <= sent) continue;
			const event = { kind: '${kind}', turnId: 't1', text: text.slice(sent, due), tokens: Math.ceil((due - sent) / ${charactersPerToken}), ms: performance.now() - began };
			window.postMessage({ kind: 'changed', event }, '*');
			sent = due;
		}
		await new Promise((done) => setTimeout(done, 200));
		await ${drawn};
	})()`);
}

/** From the moment a key went down to the first moment after the frame that shows it. */
const watchKeys = `{
	globalThis.keyLatencies = [];
	addEventListener('keydown', ({ timeStamp }) => {
		requestAnimationFrame(() => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => keyLatencies.push(performance.now() - timeStamp);
			port2.postMessage(undefined);
		});
	}, { capture: true });
}`;

const lastWords = 'These are the last words.';

/** Asked in the page, and seldom: a search of all its text would be a long task itself. */
const until = (condition: string): string => `(async () => {
	while (!(${condition})) await new Promise((done) => setTimeout(done, 100));
	await ${drawn};
})()`;
const lastDrawn = until(`document.querySelector('.thought .stretch:last-child > :last-child')?.textContent.includes('${lastWords}')`);
const plainGone = until("!document.querySelector('.thought .plain')");

const usage = { promptTokens: 512, reusedTokens: 410, reasoningTokens: 9600, answerTokens: 2400, firstTokenMs: 300, totalMs: 90_000 };

const finishedTurn = (index: number): Turn =>
	turn({
		id: `old${index}`,
		question: `Question ${index}: how does this grow?`,
		thinking: 'native',
		reasoning: longThought(2500),
		reasoningTokens: 620,
		thoughtMs: 12_000,
		closed: 'natural',
		answer: `${longThought(1200)}\n\n${codeAnswer(900)}`,
	});

const load = (): string => `; load average ${loadavg()[0]?.toFixed(1)}`;
const rounded = (value: number): number => Number(value.toFixed(1));

const busy = ({ busyMs, lastedMs }: PageCost): Measured => ({
	value: Math.round(busyMs),
	note: `processor time for script, style, layout and painting, over ${(lastedMs / 1000).toFixed(1)} s${load()}`,
});
/** No thread is busier than always: what would take longer than the stream lasts counts as much as that. */
function share(ours: PageCost, naive: PageCost): Measured {
	const naiveMs = naive.busyMs * naiveEvery;
	return {
		value: rounded((100 * ours.busyMs) / Math.min(naiveMs, ours.lastedMs)),
		note: `${Math.round(ours.busyMs)} ms of the main thread in ${(ours.lastedMs / 1000).toFixed(1)} s; to draw all anew with each batch takes ${(naiveMs / 1000).toFixed(1)} s, its longest task ${Math.round(naive.longestMs)} ms${load()}`,
	};
}
const longest = ({ longestMs, longestByClockMs }: PageCost): Measured => ({
	value: rounded(longestMs),
	note: `processor time of the main thread; ${Math.round(longestByClockMs)} ms by the clock${load()}`,
});
const dropped = ({ frames, droppedFrames }: PageCost): Measured => ({
	value: rounded((100 * droppedFrames) / Math.max(1, frames + droppedFrames)),
	note: `${droppedFrames} of ${frames + droppedFrames} of the frames in which something changed${load()}`,
});
const heap = ({ heapMb }: PageCost): Measured => ({ value: rounded(heapMb), note: 'of script at the end, after a collection' });
