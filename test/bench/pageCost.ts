import type { Page } from 'playwright-core';

/** What the main thread of a page did while something ran in it. Times are of the processor, so that they do not tell of other programs. */
export interface PageCost {
	/** All that it did: script, style, layout, painting. */
	readonly busyMs: number;
	readonly longestMs: number;
	/** Of the task that was longest by the clock. */
	readonly longestByClockMs: number;
	/** That were drawn because something had changed. */
	readonly frames: number;
	readonly droppedFrames: number;
	/** Of script, after a collection of what is unused. */
	readonly heapMb: number;
	readonly lastedMs: number;
}

export async function costOf(page: Page, run: () => Promise<void>): Promise<PageCost> {
	const browser = page.context().browser();
	if (!browser) throw new Error('the browser is gone');
	await browser.startTracing(page, {
		categories: ['-*', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame'],
	});
	const began = performance.now();
	await run();
	const lastedMs = performance.now() - began;
	const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString('utf8'));
	const tasks = mainThreadTasks(traceEvents);
	const framesOf = (kind: string): number => traceEvents.filter(({ name }) => name === kind).length;
	const client = await page.context().newCDPSession(page);
	await client.send('HeapProfiler.collectGarbage');
	const { usedSize } = await client.send('Runtime.getHeapUsage');
	await client.detach();
	return {
		busyMs: tasks.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
		longestMs: Math.max(...tasks.map(({ cpuMs }) => cpuMs)),
		longestByClockMs: Math.max(...tasks.map(({ clockMs }) => clockMs)),
		frames: framesOf('DrawFrame'),
		droppedFrames: framesOf('DroppedFrame'),
		heapMb: usedSize / 1e6,
		lastedMs,
	};
}

interface TraceEvent {
	readonly name: string;
	readonly pid: number;
	readonly tid: number;
	/** Microseconds; `tdur` of the thread's own time. */
	readonly dur?: number;
	readonly tdur?: number;
	readonly args: { readonly name?: string };
}

interface Task {
	readonly clockMs: number;
	readonly cpuMs: number;
}

/** Of the page's own process: the browser keeps another one in reserve. */
function mainThreadTasks(traceEvents: readonly TraceEvent[]): readonly Task[] {
	const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
	const tasksOf = ({ pid, tid }: TraceEvent): readonly Task[] =>
		traceEvents.flatMap((event) =>
			event.name === 'RunTask' && event.pid === pid && event.tid === tid
				? [{ clockMs: (event.dur ?? 0) / 1000, cpuMs: (event.tdur ?? event.dur ?? 0) / 1000 }]
				: [],
		);
	const [most] = mains.map(tasksOf).sort((a, b) => b.length - a.length);
	if (!most || most.length === 0) throw new Error('the browser told of no task of the page');
	return most;
}

/** Two frames: what was told is drawn, and on the screen. */
export const drawn = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))';
