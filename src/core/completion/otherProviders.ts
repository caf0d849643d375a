/** Another extension that writes ghost text. */
export interface OtherProvider {
	/** Of the extension, as VS Code knows it. */
	readonly id: string;
	readonly name: string;
	/** The setting that switches its suggestions, where it has one: a boolean, a mode, or a table of languages. */
	readonly setting?: string;
}

const otherProviders: readonly OtherProvider[] = [
	{ id: 'GitHub.copilot', name: 'GitHub Copilot', setting: 'github.copilot.enable' },
	// Where the two are one extension.
	{ id: 'GitHub.copilot-chat', name: 'GitHub Copilot', setting: 'github.copilot.enable' },
	{ id: 'Continue.continue', name: 'Continue', setting: 'continue.enableTabAutocomplete' },
	{ id: 'rjmacarthy.twinny', name: 'twinny', setting: 'twinny.autoSuggestEnabled' },
	{ id: 'ggml-org.llama-vscode', name: 'llama.vscode', setting: 'llama-vscode.auto' },
	{ id: 'TabNine.tabnine-vscode', name: 'Tabnine' },
	{ id: 'Codeium.codeium', name: 'Windsurf', setting: 'codeium.enableConfig' },
	{ id: 'supermaven.supermaven', name: 'Supermaven', setting: 'supermaven.enable' },
	{ id: 'AmazonWebServices.amazon-q-vscode', name: 'Amazon Q' },
	{ id: 'TabbyML.vscode-tabby', name: 'Tabby', setting: 'tabby.inlineCompletion.triggerMode' },
];

/** Those that are active and whose suggestions no setting switches off. */
export const activeOthers = (isActive: (id: string) => boolean, setting: (key: string) => unknown): readonly OtherProvider[] =>
	otherProviders.filter((other) => isActive(other.id) && !(other.setting !== undefined && isOff(setting(other.setting))));

function isOff(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) {
		return Object.values(value).every((each) => each === false);
	}
	return value === false || value === 'manual';
}
