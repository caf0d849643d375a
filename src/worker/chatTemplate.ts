import { runInNewContext } from 'node:vm';
import { Template } from '@huggingface/jinja';
import type { Logger } from '../core/log.ts';
import type { ChatMessage } from '../core/model.ts';

export interface TemplateVariables {
	readonly bos_token: string;
	readonly eos_token: string;
	/** Switches of thinking, by the family's own name. */
	readonly [name: string]: string | boolean;
}

/** Writes a conversation as a model was trained to read it: by its own template, or as ChatML where that is missing or fails. */
export class ChatTemplate {
	readonly #log: Logger;
	#template: string;

	constructor(template: string, log: Logger) {
		this.#template = template;
		this.#log = log;
	}

	/** The text that the model reads, its generation prompt included. */
	render(messages: readonly ChatMessage[], variables: TemplateVariables): string {
		if (this.#template !== '') {
			for (const attempt of new Set([messages, systemAsUser(messages)])) {
				try {
					return render(this.#template, attempt, variables);
				} catch (error) {
					this.#log.warn(`The model's chat template failed: ${error instanceof Error ? error.message : String(error)}`);
					if (isTimeout(error)) {
						this.#template = ''; // it would cost every question the same time
						break;
					}
				}
			}
		}
		return render(chatMl, messages, variables);
	}
}

/** For models that know no system role: its text at the head of the first question. */
export function systemAsUser(messages: readonly ChatMessage[]): readonly ChatMessage[] {
	const [system, user, ...rest] = messages;
	return system?.role === 'system' && user?.role === 'user'
		? [{ role: 'user', content: `${system.content}\n\n${user.content}` }, ...rest]
		: messages;
}

/** A template comes with a model file, so it may fail or loop: both throw. */
function render(template: string, messages: readonly ChatMessage[], variables: TemplateVariables): string {
	const run = () => new Template(template).render({ ...variables, messages, add_generation_prompt: true });
	// The time limit of a VM script stops whatever it calls, which a timer in the same thread could not.
	const text: unknown = runInNewContext('run()', { run }, { timeout: timeLimitMs });
	if (typeof text !== 'string' || text.length > longestPrompt) {
		throw new Error('it gave too long a prompt');
	}
	return text;
}

const isTimeout = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const timeLimitMs = 5000;
const longestPrompt = 64 * 2 ** 20;

const chatMl =
	"{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}{{ '<|im_start|>assistant\n' }}";
