import * as os from 'node:os';
import * as vscode from 'vscode';
import type { Log } from './log.ts';
import type { Models } from './models.ts';

/** What a bug report needs and nothing private: versions, machine, models, the last log lines; no source text. */
export function reportText(version: string, models: Models, log: Log): string {
	const home = os.homedir();
	const lines = [
		`Lemma ${version}`,
		`VS Code ${vscode.version} (${vscode.env.appHost}${vscode.env.remoteName === undefined ? '' : ', remote'})`,
		`Node ${process.version}, ${process.platform}-${process.arch}, ${os.release()}`,
		`Processor: ${os.cpus()[0]?.model ?? 'unknown'} × ${os.availableParallelism()}`,
		`Memory: ${(os.totalmem() / 1e9).toFixed(1)} GB, free ${(os.freemem() / 1e9).toFixed(1)} GB`,
		`Chat model: ${JSON.stringify(models.status('reasoner'))}`,
		`Completion model: ${JSON.stringify(models.status('completer'))}`,
		'',
		...log.recent,
	];
	return lines.join('\n').replaceAll(home, '~');
}
