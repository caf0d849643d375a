import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Completion, complete } from '../../src/core/completion/complete.ts';
import { type CursorSnapshot, textAround } from '../../src/core/completion/cursorSnapshot.ts';
import { usage } from '../../src/core/errors.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { defaults } from '../../src/core/settings.ts';
import type { CliIo } from './io.ts';
import { languageOfPath } from './languageOfPath.ts';
import type { OpenModel } from './loadModel.ts';
import { openModelOrServer } from './openServerModel.ts';
import { openTrees } from './openTrees.ts';
import { readText } from './readText.ts';
import { answerLines, type RequestLine } from './requestLines.ts';

/** A place in a text; lines and columns count from zero, columns in UTF-16 units, as in VS Code. */
interface Position {
	readonly path: string;
	readonly text: string;
	readonly line: number;
	readonly column: number;
}

export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const { values } = parseArgs({
		args: [...args],
		options: {
			file: { type: 'string' },
			line: { type: 'string' },
			column: { type: 'string' },
			model: { type: 'string' },
			server: { type: 'string' },
			json: { type: 'boolean', default: false },
			stdin: { type: 'boolean', default: false },
		},
	});
	// Loaded once, and only when a request gets through the gate.
	let opening: Promise<OpenModel> | undefined;
	const open = (): Promise<OpenModel> => {
		opening ??= openModelOrServer('completer', values.model, values.server, io);
		return opening;
	};
	const answer = (position: Position) => completeAt(position, open, io);
	try {
		if (values.stdin) {
			await answerLines(io, (request) => answer(requested(request)));
			return 0;
		}
		const { file, line, column } = values;
		if (file === undefined || line === undefined || column === undefined) {
			throw usage('Say where: --file F --line L --column C, both counted from zero; or send requests with --stdin.');
		}
		const position = { path: file, line: count(line, '--line'), column: count(column, '--column') };
		const result = await answer({ ...position, text: await readText(resolve(io.cwd, file), file, 'where you stand') });
		if (values.json) {
			io.out(`${JSON.stringify(result)}\n`);
		} else if (result.reason === 'shown') {
			io.out(`${result.text}\n`);
		} else {
			io.err(`No completion here: ${result.reason}.\n`);
		}
		return 0;
	} finally {
		await (await opening?.catch(() => undefined))?.dispose();
	}
}

async function completeAt(position: Position, open: () => Promise<OpenModel>, io: CliIo) {
	const snapshot = await snapshotAt(position, io);
	let loadMs: number | undefined;
	const model = async (): Promise<LanguageModel> => {
		const opened = await open();
		loadMs = opened.loadMs;
		return opened.model;
	};
	const startedAt = performance.now();
	const completion = await complete(snapshot, defaults, { model, now: () => performance.now(), syntax: openTrees(io) }, io.signal);
	return report(completion, performance.now() - startedAt, loadMs);
}

const report = ({ text, reason, usage: cost }: Completion, totalMs: number, loadMs: number | undefined) => ({
	text,
	reason,
	tokens: { prompt: cost?.promptTokens ?? 0, reused: cost?.reusedTokens ?? 0, answer: cost?.answerTokens ?? 0 },
	ms: {
		...(loadMs === undefined ? {} : { load: Math.round(loadMs) }),
		firstToken: Math.round(cost?.firstTokenMs ?? 0),
		total: Math.round(cost?.totalMs ?? totalMs),
	},
});

async function snapshotAt(position: Position, io: CliIo): Promise<CursorSnapshot> {
	const { path, text } = position;
	const offset = offsetAt(position);
	const full = resolve(io.cwd, path);
	return {
		document: full,
		version: 1,
		scheme: 'file',
		// A link to a secret file is a secret file.
		paths: [full, await realpath(full).catch(() => full)],
		languageId: languageOfPath(path),
		...textAround(text.slice(0, offset), text.slice(offset)),
		eol: text.includes('\r\n') ? '\r\n' : '\n',
		trigger: 'automatic',
		selectionIsEmpty: true,
		cursors: 1,
		canReplace: false,
	};
}

function offsetAt({ path, text, line, column }: Position): number {
	const lines = [...text.matchAll(/([^\r\n]*)(?:\r\n|\r|\n|$)/g)];
	// The pattern matches the empty text behind a last line without a line break once more.
	const count = /[\r\n]$/.test(text) || text === '' ? lines.length : lines.length - 1;
	const found = line < count ? lines[line] : undefined;
	if (found === undefined) {
		throw usage(`${path} has ${count === 1 ? 'one line, number 0' : `lines 0 to ${count - 1}`}; there is no line ${line}.`);
	}
	const content = found[1] ?? '';
	if (column > content.length) {
		throw usage(`Line ${line} of ${path} ends at column ${content.length}; there is no column ${column}.`);
	}
	if (/[\uD800-\uDBFF]$/.test(content.slice(0, column)) && /^[\uDC00-\uDFFF]/.test(content.slice(column))) {
		throw usage(`Column ${column} of line ${line} is within a character that takes two columns. Use ${column - 1} or ${column + 1}.`);
	}
	return found.index + column;
}

function count(text: string, option: string): number {
	if (!/^\d{1,9}$/.test(text)) {
		throw usage(`${option} takes a number, counted from zero, not "${text}".`);
	}
	return Number(text);
}

function requested(request: RequestLine): Position {
	const { path, text, line, column } = request;
	if (typeof path !== 'string' || typeof text !== 'string' || !isCount(line) || !isCount(column)) {
		throw usage('A request is {"id", "path", "text", "line", "column"}: path and text are strings, line and column numbers from zero.');
	}
	return { path, text, line, column };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
