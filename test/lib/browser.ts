import { type Browser, chromium } from 'playwright-core';
import { findChromium, noChromium } from '../../tools/chromium.mjs';

/** Headless Chromium that reaches nothing but this machine. HEADED=1 shows it. */
export function launchBrowser(): Promise<Browser> {
	const executablePath = findChromium();
	if (executablePath === undefined) {
		throw new Error(noChromium);
	}
	return chromium.launch({
		executablePath,
		headless: !process.env.HEADED,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-dev-shm-usage',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--no-first-run',
			'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
		],
	});
}
