import { expect, test } from 'vitest';
import { droppedUris } from '../../../webview-ui/hooks/useDrop.ts';

const dropped = (data: Readonly<Record<string, string>>): readonly string[] => droppedUris((type) => data[type] ?? '');

test('the addresses of what was dropped are read as VS Code gives them, else as any program does', () => {
	expect(dropped({ 'application/vnd.code.uri-list': 'file:///a\nfile:///b', 'text/uri-list': 'file:///c' })).toEqual([
		'file:///a',
		'file:///b',
	]);
	expect(dropped({ 'text/uri-list': '# a comment\r\nfile:///c\r\n' })).toEqual(['file:///c']);
	expect(dropped({ resourceurls: '["file:///d"]' })).toEqual(['file:///d']);
});

test('nothing is read of what is no list', () => {
	expect(dropped({})).toEqual([]);
	expect(dropped({ resourceurls: 'no JSON' })).toEqual([]);
	expect(dropped({ resourceurls: '{"a":1}' })).toEqual([]);
	expect(dropped({ resourceurls: '[1, null, "file:///e"]' })).toEqual(['file:///e']);
});
