/** Every setting with its default; package.json declares the same ones (a test compares them). */
export const defaults = {
	'completion.enabled': true,
	'completion.mode': 'automatic' as 'automatic' | 'manual',
	'completion.languages': { '*': true, plaintext: false, markdown: false } as Readonly<Record<string, boolean>>,
	'completion.pauseOnBattery': false,
	'chat.effort': 'medium' as Effort,
	'chat.automaticContext': true,
	'chat.instructions': '',
	'chat.projectInstructions': true,
	'reasoner.modelPath': '',
	'reasoner.contextTokens': 0,
	'reasoner.threads': 0,
	'reasoner.gpuLayers': -1,
	'completer.modelPath': '',
	'completer.contextTokens': 0,
	'completer.threads': 0,
	'completer.gpuLayers': -1,
	'server.endpoint': '',
	'server.use': 'both' as 'both' | 'chat' | 'completions',
	'server.chatModel': '',
	'server.completionModel': '',
	'models.folder': '',
	'models.hubEndpoint': '',
	'models.families': {} as Readonly<Record<string, string>>,
	'fix.testCommand': [] as readonly string[],
};

export type Effort = 'off' | 'low' | 'medium' | 'high' | 'max';
export type SettingKey = keyof typeof defaults;
export type Settings = { readonly [K in SettingKey]: (typeof defaults)[K] };

/** A frozen snapshot. A value of the wrong type counts as not set. `key` is without the leading `lemma.`. */
export function readSettings(get: (key: string) => unknown): Settings {
	const read = Object.entries(defaults).map(([key, fallback]) => {
		const value = get(key);
		return [key, value !== null && typeof value === typeof fallback ? value : fallback];
	});
	return Object.freeze(Object.fromEntries(read)) as Settings;
}

/** Tokens a thought may take, by effort. */
export const budgetTokens: Readonly<Record<Effort, number>> = { off: 0, low: 512, medium: 2048, high: 8192, max: Number.MAX_SAFE_INTEGER };

/**
 * How much a command thinks at most, whatever the effort. What an explanation rests on is there to be read, so long thoughts only keep the
 * reader waiting; a fix is checked, and tried again where it fails.
 */
const mostEffort = { chat: 'max', explain: 'low', fix: 'medium' } as const;

/** Tokens that the thought of a command may take; none where the effort is off. */
export const thoughtBudget = (command: keyof typeof mostEffort, effort: Effort): number =>
	Math.min(budgetTokens[effort], budgetTokens[mostEffort[command]]);
