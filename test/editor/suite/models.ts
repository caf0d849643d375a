// Models that a test writes and sets as Lemma's own: what they say is literal, through the real engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type GgufOptions, writeGguf } from '../../lib/gguf.ts';

const keys = ['reasoner.modelPath', 'completer.modelPath'];

/** Runs `test` with this model in both roles, and cleans up behind it. */
export async function withModel(options: GgufOptions, test: () => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'lm-model-'));
	const path = writeGguf(join(folder, 'scripted.gguf'), options);
	await setPaths(path);
	try {
		await test();
	} finally {
		await setPaths(undefined);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		rmSync(folder, { recursive: true, force: true });
	}
}

async function setPaths(path: string | undefined): Promise<void> {
	for (const key of keys) {
		await vscode.workspace.getConfiguration('lemma').update(key, path, vscode.ConfigurationTarget.Global);
	}
	await vscode.commands.executeCommand('lemma.restartEngine');
}

/** Waits until `check` holds; fails with what it last saw. */
export async function eventually<T>(look: () => T, check: (seen: T) => boolean, limitMs = 30_000): Promise<T> {
	for (const end = Date.now() + limitMs; ; ) {
		const seen = look();
		if (check(seen)) {
			return seen;
		}
		if (Date.now() > end) {
			throw new Error(`still ${JSON.stringify(seen)}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
