// `npm start -- --tour`: drives VS Code with the installed VSIX through the main job on the real model, prints what came back and saves
// pictures to out/tour. Exits 0 only if each step happened and its result is right. With `--small`, or where the machine's memory
// decides for the small model, rightness is printed and only what happened counts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalog } from '../../src/core/models/catalog.ts';
import { defaultModelName } from '../../src/core/models/fit.ts';
import { memoryLimitBytes } from '../../src/inference/hardware.ts';
import { resultsFolder } from '../../tools/counts.mjs';
import { defaultTarget, vsixOf } from '../../tools/package.mjs';
import { launchBrowser } from '../lib/browser.ts';
import { root, startTestServer } from '../lib/codeServer.ts';
import { Workbench } from '../lib/workbench.ts';
import { steps } from './steps.ts';

const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } });
const name = defaultModelName(memoryLimitBytes(), values.small);
const model = catalog.find((row) => row.name === name);
const judges = name === catalog[0]?.name;
const pictures = join(root, 'out/tour');
rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
console.log(
	`The tour runs on ${model?.title ?? name}.${judges ? '' : ' On this small model rightness is printed, and only what happened decides the exit code.'}`,
);

const counts = { passed: 0, failed: 0, skipped: 0 };
const server = await startTestServer({
	vsix: [vsixOf(defaultTarget)],
	workspace: join(root, 'sample'),
	env: { LEMMA_DEFAULT_MODEL: name },
	settings: {
		'workbench.secondarySideBar.defaultVisibility': 'visible',
		'workbench.colorTheme': 'Default Dark Modern',
	},
});
try {
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
		const bench = new Workbench(page);
		await bench.open(server.url());
		const shot = async (picture: string): Promise<void> => {
			await page.screenshot({ path: join(pictures, `${picture}.png`) });
		};
		for (const step of steps) {
			const began = performance.now();
			const result = await step.run(bench, shot).catch(async (error: unknown) => {
				await shot(`failed-${counts.passed + counts.failed + 1}`);
				return { happened: false, isRight: false, came: error instanceof Error ? error.message : String(error) };
			});
			const good = result.happened && (result.isRight || !judges);
			counts[good ? 'passed' : 'failed']++;
			const verdict = `${result.happened ? 'happened' : 'did not happen'}, ${result.isRight ? 'right' : 'not right'}`;
			console.log(
				`\n${good ? '✓' : '✗'} ${step.name} (${((performance.now() - began) / 1000).toFixed(1)} s; ${verdict})\n${indent(result.came)}`,
			);
		}
	} finally {
		await browser.close();
	}
} finally {
	await server.stop();
}
counts.failed += steps.length - counts.passed - counts.failed;
mkdirSync(resultsFolder, { recursive: true });
writeFileSync(join(resultsFolder, 'tour.json'), JSON.stringify(counts));
console.log(`\n${counts.passed} of ${steps.length} steps are good; the pictures are in out/tour.`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function indent(text: string): string {
	return text
		.split('\n')
		.map((line) => `    ${line}`)
		.join('\n');
}
