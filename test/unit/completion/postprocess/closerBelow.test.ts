import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/core/completion/place.ts';
import { stopAtCloserBelow } from '../../../../src/core/completion/postprocess/closerBelow.ts';
import { snapshotOf } from '../../../golden/completionPicture.ts';

const endAt = (picture: string, text: string, isOpen = false) => stopAtCloserBelow(text, placeOf(snapshotOf(picture)), isOpen);

describe('a last line that only closes', () => {
	it('is not written where it stands below the cursor and closes nothing yet', () => {
		expect(endAt('a {\n}\n║\n}\nb {\n}', 'c {\n\td;\n}')).toBe('c {\n\td;'.length);
		expect(endAt('║\n});', 'call(() => {\n\ta();\n});')).toBe('call(() => {\n\ta();'.length);
	});
	it('is written where the one below belongs to what was opened before', () => {
		expect(endAt('a {\n\t║\n}', 'if (b) {\n}')).toBeUndefined();
	});
	it('is written where the one below is indented otherwise', () => {
		expect(endAt('║\n\t}', 'a {\n}')).toBeUndefined();
	});
	it('is not judged before its line is whole', () => {
		expect(endAt('║\n}', 'a {\n}', true)).toBeUndefined();
	});
});
