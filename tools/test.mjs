// `npm test`: installs what is needed, then runs everything. Plain JavaScript for Node 20: it works right after a clone.
// `npm test -- unit editor` runs these stages alone. The last line is `N passed, N failed`, with `, N skipped` where tests were.
import { edge, install, npmRead, npmRun, say } from './bootstrap.mjs';
import { countStage, forgetReport, lastLine, oneFailed, readReport, sum, writeCounts } from './counts.mjs';

const testModel = { name: 'qwen2.5-coder-0.5b', says: 'the tests of meaning run on Qwen2.5-Coder 0.5B (0.5 GB)' };

/** @typedef {{ name: string, script: string, tests?: 'vitest' | 'own', needs?: readonly string[] }} Stage */

/** @type {readonly Stage[]} in this order */
const stages = [
	{ name: 'types', script: 'types' },
	{ name: 'lint', script: 'lint' },
	{ name: 'deadcode', script: 'deadcode' },
	{ name: 'unit', script: 'test:unit', tests: 'vitest' },
	{ name: 'build', script: 'build' },
	{ name: 'worker', script: 'test:worker', tests: 'vitest', needs: ['build'] },
	{ name: 'setup', script: 'setup' },
	{ name: 'editor', script: 'test:editor', tests: 'own', needs: ['build', 'setup'] },
	{ name: 'package', script: 'package' },
	{ name: 'browser', script: 'test:browser', tests: 'vitest', needs: ['package', 'setup'] },
];

await edge(main);

async function main() {
	const began = performance.now();
	install();
	const only = process.argv.slice(2);
	const chosen = stages.filter((stage) => only.length === 0 || only.includes(stage.name));
	const model = getTestModel();
	/** @type {Map<string, import('./counts.mjs').Counts>} */
	const counts = new Map(model.LEMMA_TEST_MODEL_MISSING !== undefined && process.env.CI ? [['model', oneFailed]] : []);
	/** @type {string[]} */
	const summary = [];
	for (const stage of chosen) {
		const { result, ms } = await runStage(
			stage,
			(stage.needs ?? []).filter((name) => (counts.get(name)?.failed ?? 0) > 0),
			model,
		);
		counts.set(stage.name, result);
		summary.push(`  ${result.failed === 0 ? '✓' : '✗'} ${stage.name.padEnd(9)}${stage.tests ? lastLine(result) : ''} ${seconds(ms)}`);
	}
	const total = sum([...counts.values()]);
	writeCounts('test', total);
	say(`\n${summary.join('\n')}`);
	say(
		model.LEMMA_TEST_MODEL_MISSING === undefined
			? ''
			: `  Tests of meaning: ${model.LEMMA_TEST_MODEL_MISSING}.${process.env.CI ? ' In CI this is a failure.' : ''}`,
	);
	say(`  ${seconds(performance.now() - began)} in all`);
	say(lastLine(total));
	process.exitCode = total.failed === 0 ? 0 : 1;
}

/**
 * @param {Stage} stage
 * @param {readonly string[]} failedNeeds
 * @param {NodeJS.ProcessEnv} env
 */
async function runStage({ name, script, tests }, failedNeeds, env) {
	say(`\n── ${name}`);
	if (failedNeeds.length > 0) {
		say(`not run, because this failed: ${failedNeeds.join(', ')}`);
		return { result: oneFailed, ms: 0 };
	}
	const began = performance.now();
	forgetReport(name);
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=out/results/${name}.json`];
	const exitCode = await npmRun(script, tests === 'vitest' ? reporters : [], env);
	const result = countStage(exitCode, tests ? readReport(name) : undefined, tests !== undefined);
	return { result, ms: performance.now() - began };
}

/** Without the model its tests are skipped, and say why. */
function getTestModel() {
	say(`Getting a model: ${testModel.says}.`);
	const { code, text } = npmRead('lemma', ['models', 'get', testModel.name]);
	return code === 0
		? { LEMMA_TEST_MODEL: text }
		: { LEMMA_TEST_MODEL_MISSING: `skipped, because no source has ${testModel.name} (the reasons are printed above)` };
}

/** @param {number} ms */
function seconds(ms) {
	return `${(ms / 1000).toFixed(1)} s`;
}
