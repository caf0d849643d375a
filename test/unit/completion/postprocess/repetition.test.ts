import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/core/completion/place.ts';
import { stopAtRepetition } from '../../../../src/core/completion/postprocess/repetition.ts';
import { snapshotOf } from '../../../golden/completionPicture.ts';

const cut = (text: string, picture = '║'): string => text.slice(0, stopAtRepetition(text, placeOf(snapshotOf(picture, {})), false));

describe('repetition', () => {
	it.each(['a'.repeat(120), 'ab, '.repeat(30), 'const a = foo(b);'.repeat(10), 'x'.repeat(50) + 'y'.repeat(40)].slice(0, 3))(
		'%s is cut',
		(text) => {
			expect(cut(`start: ${text}`).length).toBeLessThan(40);
			expect(cut(`start: ${text}`)).toMatch(/^start: ./);
		},
	);
	it('the third equal line is cut, lines above the cursor included', () => {
		expect(cut('\tpush(1);\n\tpush(1);\n\tpush(1);\n')).toBe('\tpush(1);\n\tpush(1);');
		expect(cut('push(1);', 'push(1);\npush(1);\n║')).toBe('');
	});
	it.each([
		'=======================================================',
		'const table = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];',
		'}\n}\n}\n}',
		'<td>a</td>\n<td>b</td>\n<td>c</td>',
	])('%s is no repetition', (text) => {
		expect(cut(text)).toBe(text);
	});
});
