// `npm start`: installs what is needed, builds, gets the default model and opens VS Code with Lemma on the sample workspace.
//   --tour    drives VS Code through the main job instead and says what came back (also where there is no terminal and no display)
//   --small   the 0.5B model instead of the 1.5B
// Plain JavaScript for Node 20: it works right after a clone.
import { parseArgs } from 'node:util';
import { edge, install, npmRead, npmRun, Sentence, say } from './bootstrap.mjs';
import { countStage, forgetReport, readReport, writeCounts } from './counts.mjs';

await edge(main);

async function main() {
	const options = readOptions();
	install();
	const small = options.small ? ['--small'] : [];
	await must('package', [], 'Lemma could not be built: see the messages above.');
	const model = npmRead('lemma', ['models', 'default', ...small]);
	if (model.code !== 0) {
		throw new Sentence('The default model could not be named: see the message above.');
	}
	await must('lemma', ['models', 'get', model.text], 'Lemma needs its model: see the message above for what to do, then run this again.');
	if (options.tour || !(process.stdout.isTTY || hasDisplay())) {
		await must('setup', [], 'The tour needs VS Code and Chromium: see the message above.');
		process.exitCode = await tour(small);
	} else {
		process.exitCode = await npmRun('open', [model.text]);
	}
}

function readOptions() {
	try {
		return parseArgs({ options: { tour: { type: 'boolean' }, small: { type: 'boolean' } } }).values;
	} catch (error) {
		throw new Sentence(`${error instanceof Error ? error.message : error}\nUsage: npm start [-- --tour] [-- --small]`);
	}
}

/** @param {readonly string[]} args */
async function tour(args) {
	forgetReport('tour');
	const exitCode = await npmRun('tour', args);
	writeCounts('tour', countStage(exitCode, readReport('tour'), true));
	return exitCode;
}

/**
 * @param {string} script
 * @param {readonly string[]} args
 * @param {string} otherwise
 */
async function must(script, args, otherwise) {
	if ((await npmRun(script, args)) !== 0) {
		say('');
		throw new Sentence(otherwise);
	}
}

function hasDisplay() {
	return process.platform === 'darwin' || process.platform === 'win32' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
