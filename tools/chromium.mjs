// Finds Chromium for the tests and the tour, or installs it where that is possible. Plain JavaScript without dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { edge, isMain, Sentence, say } from './bootstrap.mjs';

const places = [
	process.env.CHROMIUM,
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const noChromium =
	'The browser tests and the tour need Chromium and found none. Install it ("apt-get install chromium" on Debian) or set CHROMIUM to its path.';

export const findChromium = () => places.find((place) => place !== undefined && place !== '' && existsSync(place));

/** As root on Debian a missing Chromium is installed; elsewhere a sentence says what to do. */
export function setupChromium() {
	if (findChromium() !== undefined) {
		return;
	}
	if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
		throw new Sentence(noChromium);
	}
	say('Installing Chromium with apt-get…');
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	for (const args of [
		['update', '-qq'],
		['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
	]) {
		spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
	}
	if (findChromium() === undefined) {
		throw new Sentence(noChromium);
	}
}

if (isMain(import.meta.url)) {
	await edge(setupChromium);
}
