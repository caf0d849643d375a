import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/core/completion/place.ts';
import { replaceClosers, stopAtSurplusCloser } from '../../../../src/core/completion/postprocess/matchClosers.ts';
import { snapshotOf } from '../../../golden/completionPicture.ts';

const endAt = (picture: string, text: string) => stopAtSurplusCloser(text, placeOf(snapshotOf(picture)));
const replaced = (picture: string, text: string, canReplace = true) => {
	const draft = replaceClosers({ text, replaces: 0, end: 'stop', typed: '' }, placeOf(snapshotOf(picture, { canReplace })));
	return [draft.text, draft.replaces];
};

describe('a closing bracket', () => {
	it('ends the completion where the file has it already', () => {
		expect(endAt('if (a) {\n\t║\n}', 'b();\n}')).toBe('b();\n'.length);
		expect(endAt('foo(a║)', ') + (b))')).toBe(') + (b)'.length);
	});
	it('is written where the file lacks it', () => {
		expect(endAt('if (a) {\n\t║', 'b();\n}')).toBeUndefined();
		expect(endAt('foo(a, ║', 'b);')).toBeUndefined();
		expect(endAt('foo(a, [║', 'b]);')).toBeUndefined();
	});
	it('is written in this line whatever the rest of the file looks like', () => {
		expect(endAt('}\nfoo(a, ║\n}\n}\n)', 'b);')).toBeUndefined();
	});
	it('within a string or a comment closes nothing', () => {
		expect(endAt('log(║)', '"a) b}")')).toBeUndefined();
		expect(endAt('// see (this ║', 'one).')).toBeUndefined();
	});
	it('right of the cursor is replaced, or left where nothing comes behind it', () => {
		expect(replaced('if (║)', 'a) b();')).toEqual(['a) b();', 1]);
		expect(replaced('foo(║)', 'a)')).toEqual(['a', 0]);
		expect(replaced('foo({║});', ' a });')).toEqual([' a ', 0]);
		expect(replaced('foo("║");', 'a", "b");')).toEqual(['a", "b', 0]);
		expect(replaced("foo('║');", "it\\'s');")).toEqual(["it\\'s", 0]);
	});
	it('right of the cursor ends the text for a client that can only insert', () => {
		expect(replaced('if (║)', 'a) b();', false)).toEqual(['a', 0]);
	});
	it('is written once together with what stands behind it', () => {
		expect(replaced('if (║) {', 'a > 0) {')).toEqual(['a > 0', 0]);
		expect(replaced('for (║) { // each', 'a of b) { // each')).toEqual(['a of b', 0]);
	});
	it('is left where something else stands behind it', () => {
		expect(replaced('foo(║).bar()', 'a);')).toEqual(['a', 0]);
		expect(replaced('foo(║).bar()', 'a).then()')).toEqual(['a', 0]);
	});
	it('alone is no completion', () => {
		expect(replaced('foo(a║)', ')')).toEqual(['', 0]);
	});
});
