import { Environment, Template } from '@huggingface/jinja';
import { PythonInterpreter } from './pythonInterpreter.ts';
import { strftime } from './strftime.ts';

/** What a template sees: messages and variables by name. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/**
 * Renders a chat template as Python's jinja2 does with `trim_blocks` and `lstrip_blocks`, which is how model makers wrote it. A template comes
 * with a model file: one that is wrong throws, and so does one that would never end or grow without bounds.
 */
export function renderTemplate(source: string, context: TemplateContext, now: Date): string {
	if (source.length > longestTemplate) throw new Error('it is longer than any template');
	const environment = new Environment();
	const globals = {
		true: true,
		True: true,
		false: false,
		False: false,
		none: null,
		None: null,
		raise_exception: refuse,
		strftime_now: (format: string) => strftime(now, format),
		range,
	};
	// A context may replace a global, though not the word `true`.
	for (const [name, value] of Object.entries({ ...globals, ...context })) {
		if (name !== 'namespace') environment.set(name, value);
	}
	return new PythonInterpreter(environment).render(new Template(source).parsed);
}

function refuse(message: string): never {
	throw new Error(message);
}

function range(start: number, stop?: number, step = 1): number[] {
	const [from, to] = stop === undefined ? [0, start] : [start, stop];
	const length = Math.max(0, Math.ceil((to - from) / step));
	if (!(length <= longestRange)) throw new Error('it counts too far');
	return Array.from({ length }, (_, index) => from + index * step);
}

const longestTemplate = 2 ** 20;
const longestRange = 100_000;
