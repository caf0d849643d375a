import { describe, expect, it } from 'vitest';
import { activeOthers } from '../../../src/core/completion/otherProviders.ts';

const namesOf = (ids: readonly string[], settings: Readonly<Record<string, unknown>> = {}): readonly string[] =>
	activeOthers(
		(id) => ids.includes(id),
		(key) => settings[key],
	).map(({ name }) => name);

describe('other extensions that write ghost text', () => {
	it('are told by name where they are active', () => {
		expect(namesOf([])).toEqual([]);
		expect(namesOf(['GitHub.copilot', 'TabNine.tabnine-vscode', 'someone.else'])).toEqual(['GitHub Copilot', 'Tabnine']);
	});

	it.each([
		['GitHub.copilot', 'github.copilot.enable', { '*': false }],
		['Continue.continue', 'continue.enableTabAutocomplete', false],
		['TabbyML.vscode-tabby', 'tabby.inlineCompletion.triggerMode', 'manual'],
	])('do not count where they are switched off: %s', (id, key, value) => {
		expect(namesOf([id], { [key]: value })).toEqual([]);
	});

	it('count where they are off for some languages only', () => {
		expect(namesOf(['GitHub.copilot'], { 'github.copilot.enable': { '*': true, markdown: false } })).toEqual(['GitHub Copilot']);
	});
});
