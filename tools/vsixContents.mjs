// What lies in a VSIX, as lines to compare with the list that is checked in: a line a file, but one line a package below node_modules.

import yauzl from 'yauzl';
import { packageOf } from './engineCopy.mjs';

export const listFile = 'test/architecture/vsixContents.txt';

/** @param {string} vsix @returns {Promise<string[]>} */
export async function contentsOf(vsix) {
	return linesOf(await namesIn(vsix));
}

/** @param {readonly string[]} names */
export function linesOf(names) {
	/** @type {Map<string, number>} */
	const packages = new Map();
	const files = [];
	for (const name of names) {
		if (name.includes('/node_modules/') && (allowedInPackages.test(name) || partsOfTypescript.test(name))) {
			const folder = packageOf(name);
			packages.set(folder, (packages.get(folder) ?? 0) + 1);
		} else {
			files.push(name);
		}
	}
	return [...files, ...[...packages].map(([folder, count]) => `${folder}/ ${count} files`)].sort();
}

/** The binary's package is left out: it differs from target to target. */
const isBinary = (/** @type {string} */ line) => line.startsWith('extension/dist/node_modules/@node-llama-cpp/');

/**
 * @param {readonly string[]} found
 * @param {readonly string[]} wanted
 */
export const differences = (found, wanted) => [
	...wanted.filter((line) => !isBinary(line) && !found.includes(line)).map((line) => `- ${line}`),
	...found.filter((line) => !isBinary(line) && !wanted.includes(line)).map((line) => `+ ${line}`),
	...found.filter((line) => isBinary(line) && !/\/ \d+ files$/.test(line)).map((line) => `+ ${line}`),
];

/** Modules, what decides how they load, licences, the engine's libraries. Anything else gets a line of its own, and so fails. */
const allowedInPackages = /(\.(js|cjs|mjs|json|gbnf|node|metal|dll)|\.so(\.\d+)*|\.dylib|\/(licen[cs]e|copying|notice)[^/]*)$/i;

/** The declarations of the language itself, which are read at run time. */
const partsOfTypescript = /\/node_modules\/typescript-service\/(?:lib\/lib(?:\.\w+)*\.d\.ts|ThirdPartyNoticeText\.txt)$/;

/** @param {string} vsix @returns {Promise<string[]>} */
function namesIn(vsix) {
	return new Promise((resolve, reject) => {
		yauzl.open(vsix, { lazyEntries: false }, (error, zip) => {
			if (error) {
				reject(error);
				return;
			}
			/** @type {string[]} */
			const names = [];
			zip.on('entry', (entry) => names.push(entry.fileName));
			zip.on('end', () => resolve(names));
			zip.on('error', reject);
		});
	});
}
