import type { Turn, TurnCommand } from './session.ts';

/** What a question can begin with. */
export interface SlashCommand {
	readonly name: string;
	/** One line, for the list. */
	readonly description: string;
	/** What the model reads in place of `/name`. */
	readonly instruction: string;
	readonly task: Turn['task'];
	/** Takes the selection, or the block around the cursor, where nothing is attached. */
	readonly wantsCode: boolean;
	/** The file it comes from, where it is the user's own. */
	readonly file?: string;
}

const ofCode = (name: string, description: string, instruction: string, task: Turn['task'] = 'chat'): SlashCommand => ({
	...{ name, description, instruction, task },
	wantsCode: true,
});

export const builtInCommands: readonly SlashCommand[] = [
	ofCode('explain', 'Explain the code', 'Explain this code.', 'explain'),
	ofCode(
		'fix',
		'Find the mistake and show the corrected code',
		'Find what is wrong with this code. Say in one sentence what the mistake is, then show the corrected code in one fenced block.',
	),
	ofCode(
		'tests',
		'Write unit tests',
		'Write unit tests for this code, with the test library that the project uses as far as it can be seen. Cover the usual case, the edges and the errors. Show the whole test file in one fenced block.',
	),
	ofCode(
		'docs',
		'Write the documentation comment',
		'Write the documentation comment for this code in the usual form of its language. Show only the comment and the line that it belongs to.',
	),
	{
		name: 'math',
		description: 'Reason step by step and give one result',
		instruction: '',
		task: 'chat',
		wantsCode: false,
	},
	ofCode(
		'review',
		'Review the code or the changes',
		'Review this as a careful colleague. List at most five findings, the most serious first: mistakes, unhandled cases, security, then readability. Give for each the line and what to change. Say so if there is nothing to object to.',
	),
];

/** The command that a question begins with. */
export function commandOf(question: string, commands: readonly SlashCommand[]): SlashCommand | undefined {
	const name = /^\/([\w-]+)(?=\s|$)/u.exec(question)?.[1];
	return commands.find((command) => command.name === name);
}

/** As the model reads it: what the command stands for, then what was typed behind it. */
export function wording({ question, command }: { readonly question: string; readonly command?: TurnCommand }): string {
	const typed =
		command !== undefined && question.startsWith(`/${command.name}`) ? question.slice(command.name.length + 1).trim() : undefined;
	return command === undefined || typed === undefined ? question : [command.instruction, typed].filter((part) => part !== '').join('\n\n');
}

const longestPrompt = 16_000;

/** A prompt file of the user: its first heading or `description:` is what the list says, the rest is the instruction. Nothing where it is unfit. */
export function promptCommand(fileName: string, text: string): SlashCommand | undefined {
	const name = /^([\w-]{1,40})\.md$/u.exec(fileName)?.[1];
	const [, head = '', body = ''] = /^(?:---\n([\s\S]*?)\n---\n)?([\s\S]*)$/u.exec(text.replace(/\r\n?/gu, '\n')) ?? [];
	const instruction = body.trim();
	if (
		name === undefined ||
		instruction === '' ||
		instruction.length > longestPrompt ||
		builtInCommands.some((known) => known.name === name)
	) {
		return undefined;
	}
	const described =
		/^description:\s*['"]?(.+?)['"]?\s*$/mu.exec(head)?.[1] ?? /^#+\s*(.+)$/mu.exec(body)?.[1] ?? instruction.split('\n')[0] ?? '';
	return { name, description: described.slice(0, 80), instruction, task: 'chat', wantsCode: false, file: fileName };
}
