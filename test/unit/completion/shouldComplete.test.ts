import { describe, expect, it } from 'vitest';
import type { CursorSnapshot } from '../../../src/core/completion/cursorSnapshot.ts';
import { closedGate, type GateName } from '../../../src/core/completion/shouldComplete.ts';
import { defaults, type Settings } from '../../../src/core/settings.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

const gateAt = (picture: string, snapshot: Partial<CursorSnapshot> = {}, settings: Partial<Settings> = {}): GateName | undefined =>
	closedGate(snapshotOf(picture, snapshot), { ...defaults, ...settings });

describe('the gate', () => {
	it('is open in code', () => {
		expect(gateAt('const a = ║')).toBeUndefined();
	});

	const closed: [GateName, Partial<CursorSnapshot>, Partial<Settings>][] = [
		['disabled', {}, { 'completion.enabled': false }],
		['disabled', { trigger: 'explicit' }, { 'completion.enabled': false }],
		['manual', {}, { 'completion.mode': 'manual' }],
		['snoozed', { pause: 'snoozed' }, {}],
		['battery', { pause: 'battery' }, {}],
		['scheme', { scheme: 'git' }, {}],
		['scheme', { scheme: 'output' }, {}],
		['languageOff', { languageId: 'markdown' }, {}],
		['languageOff', { languageId: 'plaintext' }, {}],
		['languageOff', { languageId: 'go' }, { 'completion.languages': { '*': false, rust: true } }],
		['secretFile', { paths: ['/project/.env'] }, {}],
		['secretFile', { paths: ['/project/notes.txt', '/home/me/.ssh/id_rsa'], languageId: 'plaintext' }, {}],
		['severalCursors', { cursors: 2 }, {}],
		['selection', { selectionIsEmpty: false }, {}],
		['undo', { lastChange: 'undo' }, {}],
		['deletion', { lastChange: 'deletion' }, {}],
		['suggestWidget', { suggestItem: { typed: 'le', text: 'Left' } }, {}],
	];
	it.each(closed)('%s: %j %j', (name, snapshot, settings) => {
		expect(gateAt('const a = ║', snapshot, settings)).toBe(name);
	});

	it.each<[Partial<CursorSnapshot>, Partial<Settings>]>([
		[{ trigger: 'explicit' }, { 'completion.mode': 'manual' }],
		[{ trigger: 'explicit', pause: 'snoozed' }, {}],
		[{ trigger: 'explicit', pause: 'battery' }, {}],
		[{ trigger: 'explicit', lastChange: 'undo' }, {}],
		[{ trigger: 'explicit', lastChange: 'deletion' }, {}],
		[{ languageId: 'markdown' }, { 'completion.languages': { markdown: true } }],
		[{ languageId: 'zig' }, { 'completion.languages': {} }],
		[{ scheme: 'untitled' }, {}],
		[{ scheme: 'vscode-notebook-cell' }, {}],
		[{ suggestItem: { typed: 'le', text: 'length' } }, {}],
	])('lets through %j %j', (snapshot, settings) => {
		expect(gateAt('const a = ║', snapshot, settings)).toBeUndefined();
	});

	it.each(['foo(║)', 'foo(║);', 'x = ["║"]', 'if (║) {', '{ a: ║ },', 'foo║;  ', "'║'", '`║`', 'foo(║)\nbar()', 'a: ║\n', '<a ║>'])(
		'lets %s through',
		(picture) => {
			expect(gateAt(picture)).toBeUndefined();
		},
	);

	it.each([
		"import { ║ } from 'a';",
		'<a b={║}>c</a>',
		'<a href="║">b</a>',
		'foo(║).bar();',
		'if (║) return;',
		'items.map((║) => {',
		'std::vector<║> a;',
		'(║) + 1',
		'<b onClick={() => ║} />',
		'/* a ║ */',
		'<!-- a ║ -->',
		'<?= a ║ ?>',
		'foo(a, ║); // why',
		'foo(a, ║)  # why',
	])('lets through %s', (picture) => {
		expect(gateAt(picture)).toBeUndefined();
	});
	it.each(['foo║bar', '║ foo', 'a(║b)', 'x = ║ + 1', 'x = (a║) + 1', "it's║ 'a", 'a < ║ b', '" ║ " + a'])(
		'keeps quiet in %s unless asked',
		(picture) => {
			expect(gateAt(picture)).toBe('textToTheRight');
			expect(gateAt(picture, { trigger: 'explicit' })).toBeUndefined();
		},
	);
});
