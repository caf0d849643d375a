import { expect, it } from 'vitest';
import { placesOf } from '../../../src/core/chat/workspacePath.ts';

const app = { name: 'app', path: '/w/app' };
const lib = { name: 'lib', path: '/w/lib' };

it('with one folder a path is below it, also where it begins with its name', () => {
	expect(placesOf('src/a.ts', [app])).toEqual([{ folder: '/w/app', below: 'src/a.ts' }]);
	expect(placesOf('app/a.ts', [app])).toEqual([{ folder: '/w/app', below: 'app/a.ts' }]);
});

it('with several folders the one that a path names comes first', () => {
	expect(placesOf('lib/a.ts', [app, lib])).toEqual([
		{ folder: '/w/lib', below: 'a.ts' },
		{ folder: '/w/app', below: 'lib/a.ts' },
		{ folder: '/w/lib', below: 'lib/a.ts' },
	]);
	expect(placesOf('src/a.ts', [app, lib]).map(({ folder }) => folder)).toEqual(['/w/app', '/w/lib']);
});
