import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../../lib/browser.ts';
import { buildPanel, type OpenPanel, openPanel, type PanelBundle, type PanelOptions } from '../../lib/panel.ts';

/** One browser and one build for a file of tests; each test opens panels of its own, and none of them may break the page's rules. */
export function usePanel(): { readonly open: (options?: PanelOptions) => Promise<OpenPanel>; readonly bundle: () => PanelBundle } {
	let browser: Browser;
	let bundle: PanelBundle;
	let panels: OpenPanel[] = [];
	beforeAll(async () => {
		[browser, bundle] = await Promise.all([launchBrowser(), buildPanel()]);
	});
	afterEach(async () => {
		const offences = panels.flatMap((panel) => panel.offences);
		await Promise.all(panels.map((panel) => panel.page.close()));
		panels = [];
		expect(offences).toEqual([]);
	});
	afterAll(() => browser?.close());
	return {
		open: async (options) => {
			const panel = await openPanel(browser, bundle, options);
			panels.push(panel);
			return panel;
		},
		bundle: () => bundle,
	};
}

/** Waits for as long as a busy machine may take. */
export const eventually = <T>(get: () => T) => expect.poll(get, { timeout: 20_000 });
