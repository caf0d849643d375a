import { expect, it } from 'vitest';
import { placesFor } from '../../../src/core/completion/rememberedPlaces.ts';

it.each([
	['much memory', 16e9, 3],
	['enough for one more', 3e9, 2],
	['little memory', 1e9, 1],
	['none left', -1e9, 1],
])('with %s (%d bytes left) an engine remembers %d places', (_, leftBytes, places) => {
	expect(placesFor(117e6, leftBytes)).toBe(places);
});
