import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/core/settings.ts';
import { missingScopes, wordsOf } from './scopes.ts';
import { root, sourcesIn } from './sources.ts';

interface Manifest {
	readonly contributes: {
		readonly configuration: readonly {
			readonly properties: Record<string, { default: unknown; scope?: string; markdownDescription?: string }>;
		}[];
		readonly commands: readonly { readonly command: string }[];
		readonly menus: Record<string, readonly { command?: string; submenu?: string }[]>;
		readonly submenus: readonly { readonly id: string }[];
		readonly keybindings: readonly { readonly command: string; readonly key: string; readonly mac?: string }[];
	};
	readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
	readonly engines: { readonly vscode: string };
	readonly devDependencies: Record<string, string>;
	readonly dependencies?: unknown;
}

const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const properties = Object.assign({}, ...manifest.contributes.configuration.map((section) => section.properties)) as Record<
	string,
	{ default: unknown; scope?: string; markdownDescription?: string }
>;
const declared = manifest.contributes.commands.map(({ command }) => command);

describe('the settings in package.json', () => {
	it('are those of the code, with the same defaults', () => {
		const inCode = Object.fromEntries(Object.entries(defaults).map(([key, value]) => [`lemma.${key}`, value]));
		expect(Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, property.default]))).toEqual(inCode);
	});

	it('are described', () => {
		expect(Object.keys(properties).filter((key) => !properties[key]?.markdownDescription)).toEqual([]);
	});

	it('cannot be set by a workspace where they are sensitive', () => {
		expect(missingScopes(properties)).toEqual([]);
	});

	it('that are restricted exist', () => {
		expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.filter((key) => !(key in properties))).toEqual([]);
	});
});

describe('the commands in package.json', () => {
	const keys = sourcesIn('src/editor').flatMap(({ text }) => [...text.matchAll(/^\t'(lemma\.\w+)':/gm)]);
	const registered = new Set(keys.map((match) => match[1] ?? ''));

	it('are registered by the code, and no other', () => {
		expect([...registered].sort()).toEqual([...declared].sort());
	});

	it('are the ones that menus and keys name', () => {
		const { menus, submenus, keybindings } = manifest.contributes;
		const named = [...Object.values(menus).flat(), ...keybindings].flatMap(({ command }) => (command ? [command] : []));
		expect(named.filter((command) => !declared.includes(command))).toEqual([]);
		const shown = Object.values(menus).flatMap((entries) => entries.flatMap(({ submenu }) => (submenu ? [submenu] : [])));
		expect(shown.filter((id) => !submenus.some((submenu) => submenu.id === id))).toEqual([]);
	});

	it('are the ones that the code runs', () => {
		const run = sourcesIn('src').flatMap(({ text }) => [...text.matchAll(/(?:executeCommand\(|command: )'(lemma\.\w+)'/g)]);
		expect(run.map((match) => match[1] ?? '').filter((id) => !declared.includes(id))).toEqual([]);
	});

	it('have keys of their own', () => {
		const used = manifest.contributes.keybindings.map(({ key }) => key);
		expect(new Set(used).size).toBe(used.length);
	});
});

describe('the engine range in package.json', () => {
	it('is the version whose API the compiler checks', () => {
		const types = /^(\d+\.\d+)\./.exec(manifest.devDependencies['@types/vscode'] ?? '')?.[1];
		expect(manifest.engines.vscode).toBe(`^${types}.0`);
	});

	it('comes without run-time dependencies: bundles and the curated engine are all', () => {
		expect(manifest.dependencies).toBeUndefined();
	});
});

describe('the rule for sensitive settings', () => {
	it('goes by whole words', () => {
		expect(wordsOf('lemma.reasoner.contextTokens')).toEqual(['lemma', 'reasoner', 'context', 'tokens']);
		expect(wordsOf('lemma.server.apiKey')).toContain('key');
	});

	it('names a setting that a workspace could turn against the user', () => {
		expect(missingScopes({ 'lemma.server.endpoint': {}, 'lemma.server.maxTokens': {} })).toEqual([
			'lemma.server.endpoint needs the scope application',
		]);
		expect(missingScopes({ 'lemma.completer.modelPath': { scope: 'window' } })).toEqual([
			'lemma.completer.modelPath needs the scope machine',
		]);
		expect(
			missingScopes({ 'lemma.test.command': { scope: 'machine-overridable' }, 'lemma.server.allowHttp': { scope: 'application' } }),
		).toEqual([]);
	});
});
