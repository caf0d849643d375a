// Runs the suite of test/editor in desktop VS Code, which @vscode/test-electron downloads.
// Exit code 0: passed. 1: failed. 77: VS Code could not be downloaded, so nothing was tested.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { modelsFolder, root } from './codeServer.ts';
import { forgetResults, report, resultsFile } from './report.ts';

const vscodeExecutablePath = process.env.VSCODE_EXECUTABLE ?? (await download());
const began = performance.now();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lm-'));
const workspace = path.join(folder, 'ws');
fs.cpSync(path.join(root, 'sample'), workspace, { recursive: true });
forgetResults();
let exitCode = 1;
try {
	exitCode = await runTests({
		vscodeExecutablePath,
		extensionDevelopmentPath: root,
		extensionTestsPath: path.join(root, 'out/test/editor/index.cjs'),
		extensionTestsEnv: { EDITOR_RESULTS: resultsFile, MOCHA_GREP: process.argv[2] ?? '', LEMMA_MODELS: modelsFolder },
		launchArgs: [
			workspace,
			'--user-data-dir',
			path.join(folder, 'data'),
			'--extensions-dir',
			path.join(folder, 'extensions'),
			'--disable-extensions',
			'--disable-workspace-trust',
			'--skip-welcome',
			...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
		],
	});
} catch (error) {
	console.error(error); // runTests rejects when the suite fails
} finally {
	fs.rmSync(folder, { recursive: true, force: true });
}
process.exitCode = report('desktop VS Code', exitCode, performance.now() - began) ? 0 : 1;

async function download(): Promise<string> {
	try {
		return await downloadAndUnzipVSCode({ version: process.env.VSCODE_VERSION ?? 'stable', timeout: 20_000 });
	} catch (error) {
		console.error(`Desktop VS Code could not be downloaded: ${error instanceof Error ? error.message : String(error)}`);
		process.exit(77);
	}
}
