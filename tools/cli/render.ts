import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runInNewContext } from 'node:vm';
import { templateFailed, usage } from '../../src/core/errors.ts';
import { type Family, type ModelFacts, resolveFamily } from '../../src/core/models/families.ts';
import type { ThinkingControl } from '../../src/core/models/nativeThinking.ts';
import { renderTemplate, type TemplateContext } from '../../src/core/prompt/renderTemplate.ts';
import { startState } from '../../src/core/reasoning/parser.ts';
import { checkGguf } from '../../src/inference/ggufHeader.ts';
import type { CliIo } from './io.ts';

/** Prints what a template makes of a conversation, to the byte, and on standard error how its output is to be read. */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const { values } = parseArgs({
		args: [...args],
		options: {
			template: { type: 'string' },
			model: { type: 'string' },
			messages: { type: 'string' },
			vars: { type: 'string' },
			thinking: { type: 'string', default: 'default' },
			date: { type: 'string' },
		},
	});
	if (values.messages === undefined) throw usage('Give a file of messages with --messages.');
	if (!isThinking(values.thinking)) throw usage(`--thinking is one of on, off, default, not "${values.thinking}".`);
	const now = values.date === undefined ? new Date() : dateOf(values.date);
	const messages = messagesOf(await readJson(io, values.messages), values.messages);
	const vars = values.vars === undefined ? {} : await readJson(io, values.vars);
	if (!isRecord(vars)) throw usage(`${values.vars} holds no JSON object of variables.`);
	const facts = await factsOf(io, values.template, values.model);
	const withinTime = timeLimit();
	const render = (source: string, context: TemplateContext): string => withinTime(() => renderTemplate(source, context, now));
	const family = resolveFamily(facts, (variables) =>
		render(facts.template, {
			messages: [{ role: 'user', content: 'x' }],
			add_generation_prompt: true,
			bos_token: '',
			eos_token: '',
			...variables,
		}),
	);
	const tokens = values.model === undefined ? {} : { bos_token: '', eos_token: '' };
	const context = { ...tokens, add_generation_prompt: true, ...switchOf(family.native?.control, values.thinking), ...messages, ...vars };
	const text = renderWithFallback(facts.template, family, context, render);
	io.out(text);
	io.err(`${JSON.stringify(describe(family, text))}\n`);
	return 0;
}

/** A family's built-in template knows no tools. */
function renderWithFallback(
	source: string,
	family: Family,
	context: TemplateContext,
	render: (source: string, context: TemplateContext) => string,
): string {
	try {
		return render(source, context);
	} catch (error) {
		if (family.template !== undefined && !context.tools) return render(family.template, context);
		throw templateFailed(error instanceof Error ? error.message : String(error));
	}
}

function describe({ id, thinking, native }: Family, text: string) {
	const format = native?.format;
	return {
		family: id,
		thinking,
		tags: format?.kind === 'tags' ? { open: format.open, close: format.close } : null,
		harmony: format?.kind === 'harmony',
		thinkingSwitch: native?.control?.variable ?? null,
		state: format === undefined ? 'answer' : startState(text, format),
	};
}

/** `default` leaves the template alone; so does `on` where the model thinks unless it is told how much. */
function switchOf(control: ThinkingControl | undefined, thinking: 'on' | 'off' | 'default'): TemplateContext {
	if (control === undefined || thinking === 'default') return {};
	const off = { switch: false, graded: 'low', budget: 0 }[control.kind];
	if (thinking === 'off') return { [control.variable]: off };
	return control.kind === 'switch' ? { [control.variable]: true } : {};
}

async function factsOf(io: CliIo, template: string | undefined, model: string | undefined): Promise<ModelFacts> {
	if (template !== undefined && model === undefined) {
		return { architecture: '', names: [basename(template)], template: await readText(io, template) };
	}
	if (template !== undefined || model === undefined) throw usage('Give either a template with --template or a GGUF file with --model.');
	const { architecture, name, chatTemplate } = await checkGguf(resolve(io.cwd, model));
	if (!chatTemplate) throw usage(`${model} carries no chat template.`);
	return { architecture, names: [...(name === undefined ? [] : [name]), basename(model)], template: chatTemplate };
}

function messagesOf(json: unknown, path: string): TemplateContext {
	const context = Array.isArray(json) ? { messages: json } : json;
	if (!isRecord(context) || !Array.isArray(context.messages) || !context.messages.every(isRecord)) {
		throw usage(`${path} holds no JSON list of messages, such as [{"role": "user", "content": "Hello"}].`);
	}
	return context;
}

async function readJson(io: CliIo, path: string): Promise<unknown> {
	const text = await readText(io, path);
	try {
		return JSON.parse(text);
	} catch (error) {
		throw usage(`${path} is no valid JSON: ${error instanceof Error ? error.message : String(error)}.`);
	}
}

async function readText(io: CliIo, path: string): Promise<string> {
	try {
		return await readFile(resolve(io.cwd, path), 'utf8');
	} catch (error) {
		throw usage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
	}
}

function dateOf(text: string): Date {
	const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
	const date = new Date(year, month - 1, day);
	const isReal = /^\d{4}-\d\d-\d\d$/u.test(text) && date.getMonth() === month - 1 && date.getDate() === day;
	if (!isReal) throw usage(`--date is a day such as 2025-03-07, not "${text}".`);
	return date;
}

/** For all that is rendered in one go. A VM script's time limit stops whatever it calls, a hostile template's regular expression too. */
function timeLimit(): (work: () => string) => string {
	const endMs = performance.now() + timeLimitMs;
	return (work) => {
		const timeout = Math.max(1, Math.round(endMs - performance.now()));
		try {
			return String(runInNewContext('work()', { work }, { timeout }));
		} catch (error) {
			// Such an error is of the other context, hence no instance of our Error.
			const timedOut = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
			throw timedOut ? new Error('it does not end') : error;
		}
	};
}
const timeLimitMs = 5000;

const isThinking = (text: string): text is 'on' | 'off' | 'default' => ['on', 'off', 'default'].includes(text);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
