import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../src/core/completion/place.ts';
import { startHere } from '../../../src/core/completion/startHere.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

describe('on a blank line', () => {
	it.each([
		['a();\n\n║', '\n\n\nb();', 'b();'],
		['a();\n\n║', '\nb();', 'b();'],
		['a();\n║', '\nb();', '\nb();'],
		['a();\n║', '\n\n\nb();', 'b();'],
		['\ta();\n\n\t║', '\n\t\n\tb();', 'b();'],
		['\ta();\n\n\t║', '\nb();', '\nb();'],
		['if (a) {║', '\n\n\tb();', '\n\n\tb();'],
		['a();\n\n║', 'b();', 'b();'],
	])('%j + %j begins with %j', (picture, text, shown) => {
		expect(startHere(text, placeOf(snapshotOf(picture)))).toBe(shown);
	});
});
