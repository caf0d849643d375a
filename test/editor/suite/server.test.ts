import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { usualEngines } from '../../../src/inference/server/findEngines.ts';
import { content, done, finished, json, type ScriptedServer, startScriptedServer, stream } from '../../unit/server/scriptedServer.ts';
import { type Dialogs, withDialogs } from './dialogs.ts';
import { eventually, withModel } from './models.ts';

const wrong = 'const answer: number = "42";\n';
const fixTo = (value: string): string => `\`\`\`ts\nconst answer: number = ${value};\n\`\`\``;
/** Of Lemma's own engine; the server's is another one. */
const own = { words: [fixTo('1')], script: [['\n', fixTo('1'), '<|im_end|>']] };
const model = 'scripted-coder';
const answers = {
	'/v1/models': json({ data: [{ id: 'another' }, { id: model }] }),
	'/v1/chat/completions': stream(content(fixTo('2')), finished(), done),
};
const keys = ['server.endpoint', 'server.use', 'server.chatModel', 'server.completionModel'] as const;

const configuration = () => vscode.workspace.getConfiguration('lemma');
const setByUser = () => Object.fromEntries(keys.map((key) => [key, configuration().inspect(key)?.globalValue]));
const unset = Object.fromEntries(keys.map((key) => [key, undefined]));
const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(`lemma.${command}`);
const endpoint = (value: string): Thenable<void> => configuration().update('server.endpoint', value, vscode.ConfigurationTarget.Global);

/** On one of the ports where Lemma looks: whichever is free. */
async function startWhereLemmaLooks(): Promise<ScriptedServer | undefined> {
	for (const { endpoint: place } of usualEngines) {
		const server = await startScriptedServer(answers, Number(new URL(place).port)).catch(() => undefined);
		if (server !== undefined) {
			return server;
		}
	}
	return undefined;
}

/** Its own words for which model there is, and how it does. */
async function status({ picks }: Dialogs): Promise<string> {
	await run('showMenu');
	return picks.at(-1)?.title ?? '';
}

/** What Fix makes of the wrong line, or nothing. */
async function fixed(): Promise<string> {
	const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: wrong });
	await vscode.window.showTextDocument(document);
	await run('fix');
	await run('acceptFix');
	return document.getText();
}

/** With a model of Lemma's own, and no server before and after. */
const withOwn = (test: (dialogs: Dialogs) => Promise<void>): Promise<void> =>
	withModel(own, () =>
		withDialogs(async (dialogs) => {
			try {
				await test(dialogs);
			} finally {
				await run('leaveServer');
			}
		}),
	);

describe('a server', () => {
	it('that runs on this machine is found, chosen, asked, and left again', async function () {
		const server = await startWhereLemmaLooks();
		if (server === undefined) {
			this.skip();
		}
		const { host, origin } = new URL(server.endpoint);
		try {
			await withOwn(async (dialogs) => {
				dialogs.choices.push(model, 'Chat, Explain and Fix');
				await run('findEngine');
				assert.ok(dialogs.picks[0]?.labels.includes(model), JSON.stringify(dialogs));
				assert.deepEqual(dialogs.picks[1], {
					title: `Use ${model} for`,
					labels: ['Chat and completions', 'Chat, Explain and Fix', 'Inline completions'],
				});
				assert.deepEqual(setByUser(), { ...unset, 'server.endpoint': origin, 'server.use': 'chat', 'server.chatModel': model });
				assert.equal(await status(dialogs), `Lemma: ${model} on ${host} (idle)`);

				assert.equal(await fixed(), 'const answer: number = 2;\n');
				assert.equal(await status(dialogs), `Lemma: ${model} on ${host} (ready)`);
				const asked = server.asked.find(({ path }) => path === '/v1/chat/completions');
				assert.equal(asked?.body.model, model);
				assert.equal(asked?.headers.authorization, undefined);

				await run('leaveServer');
				assert.deepEqual(setByUser(), unset);
				assert.equal(await status(dialogs), 'Lemma: scripted.gguf (idle)');
				const before = server.asked.length;
				assert.equal(await fixed(), 'const answer: number = 1;\n');
				assert.equal(server.asked.length, before);
			});
		} finally {
			await server.stop();
		}
	});

	it('is sent the key that was given for its address, until it is taken back', async () => {
		const server = await startScriptedServer(answers);
		const lastKey = () => server.asked.findLast(({ path }) => path === '/v1/chat/completions')?.headers.authorization;
		try {
			await withOwn(async (dialogs) => {
				await endpoint(server.endpoint);
				dialogs.texts.push(' secret-1 ');
				await run('setServerKey');
				await fixed();
				assert.equal(lastKey(), 'Bearer secret-1');
				dialogs.texts.push('');
				await run('setServerKey');
				await fixed();
				assert.equal(lastKey(), undefined);
			});
		} finally {
			await server.stop();
		}
	});

	it('elsewhere is sent nothing unencrypted before the user agrees', () =>
		withOwn(async ({ messages }) => {
			await endpoint('http://engine.invalid:9');
			assert.equal(await fixed(), wrong);
			await eventually(
				() => messages.join('\n'),
				(said) => said.includes('What is sent to engine.invalid:9 would not be encrypted.'),
			);
			messages.length = 0;
			await run('allowServer');
			assert.match(messages.join(), /without encryption\?\n.*engine\.invalid:9/u);
			messages.length = 0;
			assert.equal(await fixed(), wrong);
			assert.match(messages.join(), /would not be encrypted/u);
		}));

	it('on this machine needs no such consent, and without an address there is none to give', () =>
		withOwn(async ({ messages }) => {
			await run('allowServer');
			assert.match(messages.join(), /No server is set/u);
			messages.length = 0;
			await endpoint('http://127.0.0.1:9');
			await run('allowServer');
			assert.match(messages.join(), /stays on this machine already/u);
		}));
});
