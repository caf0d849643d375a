// `npm run bench -- NAME [--limit N] [--seed S] [--model NAME] [--form region|blocks] [--infilling FILE]`: the one door to every measurement. Prints a table and writes
// out/bench/NAME.json. Exit code 1 when a target does not hold.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EditFormName } from '../../src/core/fix/editForms.ts';
import { edge, root, Sentence } from '../../tools/bootstrap.mjs';
import { type Bench, type FigureResult, resultOf } from './figure.ts';

const formNames: readonly EditFormName[] = ['region', 'blocks'];

/** One line a bench; only the one that is asked for is loaded. */
const benches: ReadonlyMap<string, () => Promise<{ readonly bench: Bench }>> = new Map([
	['startup', () => import('./startup.ts')],
	['explain', () => import('./explain.ts')],
	['engine', () => import('./engine.ts')],
	['guided', () => import('./guided.ts')],
	['voting', () => import('./voting.ts')],
	['completion', () => import('./completion.ts')],
	['completion-quality', () => import('./completionQuality.ts')],
	['fix', () => import('./fix.ts')],
	['webview', () => import('./webview.ts')],
]);

await edge(main);

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			limit: { type: 'string' },
			seed: { type: 'string', default: '1' },
			model: { type: 'string' },
			form: { type: 'string', default: 'region' },
			infilling: { type: 'string' },
		},
	});
	const [name = ''] = positionals;
	const load = benches.get(name);
	if (load === undefined) {
		throw new Sentence(`${name === '' ? 'Which bench?' : `There is no bench "${name}".`} There are: ${[...benches.keys()].join(', ')}.`);
	}
	const { bench } = await load();
	const results: FigureResult[] = [];
	for (const figure of bench({
		limit: count(values.limit),
		seed: Number(values.seed),
		model: values.model,
		form: formOf(values.form),
		infilling: values.infilling,
	})) {
		const result = await resultOf(figure);
		results.push(result);
		console.log(row(result));
	}
	const file = join(root, 'out/bench', `${name}.json`);
	mkdirSync(join(root, 'out/bench'), { recursive: true });
	writeFileSync(file, `${JSON.stringify({ machine: machine(), date: new Date().toISOString(), figures: results }, undefined, '\t')}\n`);
	console.log(`\n${machine()}\nWritten to ${file}`);
	process.exitCode = results.every(({ holds }) => holds) ? 0 : 1;
}

function count(text: string | undefined): number | undefined {
	const number = Number(text);
	if (text !== undefined && !(Number.isInteger(number) && number > 0)) {
		throw new Sentence(`--limit takes a number of cases, not "${text}".`);
	}
	return text === undefined ? undefined : number;
}

function formOf(text: string): EditFormName {
	const form = formNames.find((name) => name === text);
	if (form === undefined) {
		throw new Sentence(`--form is ${formNames.join(' or ')}, not "${text}".`);
	}
	return form;
}

function row({ name, value, unit, target, holds, note }: FigureResult): string {
	const shown = value === null ? 'not measured' : `${value} ${unit}`;
	return `${holds ? '✓' : '✗'} ${name.padEnd(36)}${shown.padStart(14)}  ${(target ?? '').padEnd(8)}  ${note}`;
}

function machine(): string {
	const [first] = cpus();
	return `${first?.model ?? process.arch}, ${cpus().length} logical cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.version}`;
}
