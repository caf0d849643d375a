import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/core/completion/place.ts';
import { stopAtSuffix } from '../../../../src/core/completion/postprocess/stopAtSuffix.ts';
import { snapshotOf } from '../../../golden/completionPicture.ts';

const endAt = (picture: string, text: string, isOpen = false) => stopAtSuffix(text, placeOf(snapshotOf(picture)), isOpen);

describe('what follows the cursor already', () => {
	it('is not written again', () => {
		expect(endAt('{\n\t║\n\treturn a;\n}', 'const a = 1;\n\treturn a;\n')).toBe('const a = 1;'.length);
	});
	it('is recognised only in whole lines', () => {
		expect(endAt('{\n\t║\n\treturn a;\n}', 'const a = 1;\n\treturn a;', true)).toBeUndefined();
		expect(endAt('{\n\t║\n\treturn a;\n}', 'const a = 1;\n\treturn a;b\n')).toBeUndefined();
	});
	it('does not count where it is a bracket only', () => {
		expect(endAt('{\n\t║\n}', 'if (a) {\n\t\tb();\n\t}\n')).toBeUndefined();
	});
	it('is recognised from a line without a word on, where the next one has one', () => {
		const picture = '/**\n * Runs ║\n *\n * @private\n */';
		expect(endAt(picture, 'it.\n *\n * @private\n */\n')).toBe('it.'.length);
		expect(endAt(picture, 'it.\n *\n * @public\n */\n')).toBeUndefined();
	});
	it('is not written again within the line', () => {
		expect(endAt('const a = ║ + offset;', 'b + offset;')).toBe(1);
	});
});
