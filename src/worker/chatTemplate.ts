import { runInNewContext } from 'node:vm';
import type { Logger } from '../core/log.ts';
import type { ChatMessage } from '../core/model.ts';
import { chatMl } from '../core/models/builtInTemplates.ts';
import { renderTemplate, type TemplateContext } from '../core/prompt/renderTemplate.ts';

/** Writes a conversation as a model was trained to read it: by its own template, or by a built-in one where that is missing or fails. */
export class ChatTemplate {
	readonly #log: Logger;
	readonly #builtIn: string;
	#own: string;

	constructor(own: string, builtIn: string | undefined, log: Logger) {
		this.#own = own;
		this.#builtIn = builtIn ?? chatMl;
		this.#log = log;
	}

	/** What it may write: its own source and the one that steps in. */
	get source(): string {
		return this.#own + this.#builtIn;
	}

	/** The text that the model reads, its generation prompt included. */
	render(messages: readonly ChatMessage[], variables: TemplateContext): string {
		if (this.#own !== '') {
			for (const attempt of new Set([messages, systemAsUser(messages)])) {
				try {
					return render(this.#own, attempt, variables);
				} catch (error) {
					this.#log.warn(`The model's chat template failed: ${error instanceof Error ? error.message : String(error)}`);
					if (isTimeout(error)) {
						this.#own = ''; // it would cost every question the same time
						break;
					}
				}
			}
		}
		return render(this.#builtIn, messages, variables);
	}
}

/** For models that know no system role: its text at the head of the first question. */
export function systemAsUser(messages: readonly ChatMessage[]): readonly ChatMessage[] {
	const [system, user, ...rest] = messages;
	return system?.role === 'system' && user?.role === 'user'
		? [{ role: 'user', content: `${system.content}\n\n${user.content}` }, ...rest]
		: messages;
}

/** Renders a question, to find out what a template does. All of it together is under one time limit. */
export function probeConversation(source: string): (variables: TemplateContext) => string {
	const endMs = performance.now() + timeLimitMs;
	return (variables) =>
		render(source, [{ role: 'user', content: 'x' }], { bos_token: '', eos_token: '', ...variables }, endMs - performance.now());
}

/** A template comes with a model file, so it may fail or loop: both throw. */
function render(template: string, messages: readonly ChatMessage[], variables: TemplateContext, limitMs = timeLimitMs): string {
	const run = () => renderTemplate(template, { ...variables, messages, add_generation_prompt: true }, new Date());
	// The time limit of a VM script stops whatever it calls, which a timer in the same thread could not.
	const text = String(runInNewContext('run()', { run }, { timeout: Math.max(1, Math.round(limitMs)) }));
	if (text === '') {
		throw new Error('it writes nothing');
	}
	return text;
}

/** Such an error is of the other context, hence no instance of our Error. */
const isTimeout = (error: unknown): boolean =>
	typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const timeLimitMs = 5000;
