import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

/**
 * VS Code calls this inside its extension host. What ran goes into the file EDITOR_RESULTS, because the exit code alone cannot tell a pass
 * from a suite that found no tests.
 */
export function run(): Promise<void> {
	const mocha = new Mocha({
		ui: 'bdd',
		timeout: 60_000,
		reporter: 'dot',
		...(process.env.MOCHA_GREP ? { grep: process.env.MOCHA_GREP } : {}),
	});
	const folder = path.join(__dirname, 'suite');
	for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
		if (file.endsWith('.test.cjs')) {
			mocha.addFile(path.join(folder, file));
		}
	}
	const tests: { title: string; state: string; ms: number; error?: string }[] = [];
	return new Promise((resolve, reject) => {
		const runner = mocha.run((failures) => {
			const file = process.env.EDITOR_RESULTS;
			if (file) {
				fs.writeFileSync(file, JSON.stringify({ tests }));
			}
			failures === 0 ? resolve() : reject(new Error(`${failures} failed`));
		});
		const note = (state: string) => (test: Mocha.Test, error?: Error) => {
			tests.push({ title: test.fullTitle(), state, ms: test.duration ?? 0, ...(error ? { error: error.stack ?? String(error) } : {}) });
		};
		runner.on('pass', note('passed')).on('fail', note('failed')).on('pending', note('skipped'));
	});
}
