// HumanEval-Infilling: functions with a hole, judged by running their tests. The data is a file that the user names; its programs are run, with
// little time, memory and nothing of the environment, but they are run.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CursorSnapshot, textAround } from '../../src/core/completion/cursorSnapshot.ts';
import { type Asker, askersOf } from './askers.ts';
import { startCompleter } from './door.ts';
import { Absent, type BenchOptions, type Figure } from './figure.ts';
import { KeptCases } from './kept.ts';

/** As far as it is read. */
export interface InfillingTask {
	readonly task_id: string;
	readonly entry_point: string;
	readonly prompt: string;
	readonly suffix: string;
	readonly test: string;
}

interface InfillingCase {
	readonly model: string;
	readonly task: string;
	readonly asker: Asker;
	readonly text: string;
	readonly passes: boolean;
}

const contextTokens = 4096;

export function infillingFigures(model: string, file: string, { limit }: BenchOptions): readonly Figure[] {
	let running: Promise<readonly InfillingCase[]> | undefined;
	const all = (): readonly InfillingTask[] => readTasks(resolve(process.env.INIT_CWD ?? '.', file));
	return (['lemma', 'unhealed', 'llama.vscode'] as const).map((asker) => ({
		name: `infilling, ${asker}, ${model.replace('qwen2.5-coder-', '')}`,
		unit: '% pass',
		measure: async () => {
			const tasks = all();
			running ??= runAll(model, tasks.slice(0, limit));
			const own = (await running).filter((each) => each.asker === asker);
			const passed = own.filter(({ passes }) => passes).length;
			return {
				value: Number(((100 * passed) / Math.max(1, own.length)).toFixed(1)),
				note: `${passed} of ${own.length} programs pass their tests`,
				cases: { run: own.length, all: tasks.length },
			};
		},
	}));
}

/** One JSON object a line, in the form in which HumanEval-Infilling is published. */
export function readTasks(path: string): readonly InfillingTask[] {
	const lines = readFileSync(path, 'utf8').split('\n');
	return lines.flatMap((line, index) => (line.trim() === '' ? [] : [taskIn(line, `${path}, line ${index + 1}`)]));
}

function taskIn(line: string, where: string): InfillingTask {
	const task: Partial<InfillingTask> = JSON.parse(line);
	for (const field of ['task_id', 'entry_point', 'prompt', 'suffix', 'test'] as const) {
		if (typeof task[field] !== 'string') {
			throw new Error(`${where}: "${field}" is missing. A case has task_id, entry_point, prompt, suffix and test.`);
		}
	}
	return task as InfillingTask;
}

async function runAll(name: string, tasks: readonly InfillingTask[]): Promise<readonly InfillingCase[]> {
	const keyOf = ({ model, task, asker }: Pick<InfillingCase, 'model' | 'task' | 'asker'>): string => `${model} | ${task} | ${asker}`;
	const kept = new KeptCases<InfillingCase>('completion-infilling', keyOf);
	const { worker, model } = await startCompleter(name, contextTokens);
	try {
		const askers = askersOf(model, 'blocks');
		for (const [index, task] of tasks.entries()) {
			for (const [asker, answer] of askers) {
				if (kept.find(keyOf({ model: name, task: task.task_id, asker })) === undefined) {
					const { text } = await answer(snapshotOf(task));
					kept.add({ model: name, task: task.task_id, asker, text, passes: await passes(task, text) });
				}
			}
			if ((index + 1) % 20 === 0) console.log(`  ${name}: ${index + 1} of ${tasks.length} programs`);
		}
		return tasks.flatMap((task) => askers.flatMap(([asker]) => kept.find(keyOf({ model: name, task: task.task_id, asker })) ?? []));
	} finally {
		await worker.dispose();
	}
}

/** A hole may begin and end anywhere, so it is asked for. */
const snapshotOf = ({ task_id, prompt, suffix }: InfillingTask): CursorSnapshot => ({
	document: `file:///infilling/${task_id}.py`,
	version: 1,
	scheme: 'file',
	paths: [`/infilling/${task_id}.py`],
	languageId: 'python',
	...textAround(prompt, suffix),
	eol: '\n',
	trigger: 'explicit',
	selectionIsEmpty: true,
	cursors: 1,
	canReplace: false,
});

const mostMs = 10_000;

/** Whether the finished program passes its tests, in a Python of its own: in an empty folder, without the environment, with limits. */
export async function passes({ prompt, suffix, test, entry_point }: InfillingTask, completion: string): Promise<boolean> {
	const folder = mkdtempSync(join(tmpdir(), 'lemma-infilling-'));
	try {
		writeFileSync(join(folder, 'program.py'), `${limits}${prompt}${completion}${suffix}\n${test}\ncheck(${entry_point})\n`);
		return await new Promise((settle, fail) => {
			const child = spawn('python3', ['-I', '-B', 'program.py'], {
				cwd: folder,
				env: { PATH: process.env.PATH ?? '' },
				stdio: 'ignore',
				detached: true,
			});
			const timer = setTimeout(() => {
				if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
			}, mostMs);
			child.once('error', () => {
				clearTimeout(timer);
				fail(new Absent('python3 is not here to run the tests'));
			});
			child.once('exit', (code) => {
				clearTimeout(timer);
				settle(code === 0);
			});
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Processor time, memory, and no writing of files. */
const limits = `import resource as _r
_r.setrlimit(_r.RLIMIT_CPU, (5, 5))
_r.setrlimit(_r.RLIMIT_AS, (1 << 30, 1 << 30))
_r.setrlimit(_r.RLIMIT_FSIZE, (0, 0))
del _r
`;
