import { runInNewContext } from 'node:vm';
import { Template } from '@huggingface/jinja';
import type { ChatMessage } from '../core/model.ts';

export interface TemplateVariables {
	readonly bos_token: string;
	readonly eos_token: string;
	/** Switches of thinking, by the family's own name. */
	readonly [name: string]: string | boolean;
}

/** The text that a model reads, its generation prompt included. A template comes with a model file, so it may loop or fail: both throw. */
export function renderTemplate(template: string, messages: readonly ChatMessage[], variables: TemplateVariables): string {
	const render = () => new Template(template).render({ ...variables, messages, add_generation_prompt: true });
	// The time limit of a VM script stops whatever it calls, which a timer in the same thread could not.
	const text: unknown = runInNewContext('render()', { render }, { timeout: timeLimitMs });
	if (typeof text !== 'string' || text.length > sizeLimit) {
		throw new Error('The chat template gave too long a prompt');
	}
	return text;
}

const timeLimitMs = 5000;
const sizeLimit = 64 * 2 ** 20;

/** ChatML, for models without a usable template. */
export const chatMl =
	"{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}{{ '<|im_start|>assistant\n' }}";
