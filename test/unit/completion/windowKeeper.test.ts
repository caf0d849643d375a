import { describe, expect, it } from 'vitest';
import type { CursorSnapshot } from '../../../src/core/completion/cursorSnapshot.ts';
import { ReadingSpeed } from '../../../src/core/completion/readingSpeed.ts';
import { WindowKeeper } from '../../../src/core/completion/windowKeeper.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

const lines = (from: number, to: number): string =>
	Array.from({ length: to - from }, (_, index) => `const line${from + index} = ${index};\n`).join('');
const at = (picture: string, more: Partial<CursorSnapshot> = {}) => snapshotOf(picture, more);
const head = lines(0, 40);

/** Gives another text each time, so that it is seen when it is asked. */
function changing() {
	let asked = 0;
	return { snippets: () => [{ path: 'other.ts', text: `// ${asked++}` }] };
}

describe('context', () => {
	it('stays with the anchor, so that a key only appends', () => {
		const windows = new WindowKeeper(changing());
		const first = windows.move(at(`${head}f║\nend`), true);
		expect(first.context).toEqual([{ path: 'other.ts', text: '// 0' }]);
		expect(first.file).toEqual({ path: 'main.ts', languageId: 'typescript' });
		expect(windows.move(at(`${head}fo║\nend`)).context).toBe(first.context);
	});

	it('is not read where somebody types already and waits', () => {
		const windows = new WindowKeeper(changing());
		expect(windows.move(at(`${head}f║\nend`)).context).toBeUndefined();
		expect(windows.move(at(`${head}f║\nend`), true).context).toBeUndefined();
		expect(windows.move(at(`${lines(0, 12)}f║\nend`), true).context).toEqual([{ path: 'other.ts', text: '// 0' }]);
	});

	it('stays where a key needs a new anchor, and is asked for anew where the user rests there', () => {
		const windows = new WindowKeeper(changing());
		const { context } = windows.move(at(`${head}f║\nend`), true);
		expect(windows.move(at(`${lines(0, 25)}f║\nend`)).context).toBe(context);
		expect(windows.move(at(`${lines(0, 12)}f║\nend`), true).context).not.toEqual(context);
	});

	it('is asked for anew in another document', () => {
		const windows = new WindowKeeper(changing());
		const { context } = windows.move(at(`${head}f║\nend`), true);
		expect(windows.move(at(`${head}f║\nend`, { document: 'file:///other.ts' }), true).context).not.toEqual(context);
	});

	it('is absent where there is nothing to tell', () => {
		const window = new WindowKeeper({ snippets: () => [] }).move(at('f║'));
		expect(window).toEqual({ prefix: '', middle: 'f', suffix: '' });
	});
});

describe('what is worth reading at rest', () => {
	const start = () => {
		const windows = new WindowKeeper();
		const window = windows.move(at(`${head}f║\nend`));
		return { windows, window };
	};

	it('is everything at a new place, and what was not read to its end', () => {
		const { windows, window } = start();
		expect(new WindowKeeper().wish(at('f║'))).toBe('read');
		expect(windows.wish(at(`${lines(0, 5)}f║\nend`))).toBe('read');
		expect(windows.wish(at(`${head}f║\nend`, { document: 'file:///other.ts' }))).toBe('read');
		expect(windows.wish(at(`${head}f║\nend`))).toBe('read');
		windows.noteRead(window);
		expect(windows.wish(at(`${head}f║\nend`))).toBe('nothing');
	});

	it('is text that was pasted, but not what a few keys brought', () => {
		const { windows, window } = start();
		windows.noteRead(window);
		expect(windows.wish(at(`${head}foo(bar║\nend`))).toBe('nothing');
		expect(windows.wish(at(`${head}f${'pasted(); '.repeat(20)}║\nend`))).toBe('read');
	});

	it('is a new anchor where the old one holds, but not for long', () => {
		const { windows, window } = start();
		windows.noteRead(window);
		expect(windows.wish(at(`${head}f${lines(50, 110)}║\nend`))).toBe('renew');
	});
});

describe('a new place of a slow engine', () => {
	const long = lines(0, 200);
	const slow = () => {
		const speed = new ReadingSpeed();
		speed.note(100, 1000);
		const windows = new WindowKeeper(undefined, speed);
		windows.remember(3);
		return windows;
	};
	const after = lines(300, 340);
	const here = (typed: string) => at(`${long}${typed}║\n${after}`);

	it('is read in part while somebody types, and then goes on as any other', () => {
		const windows = slow();
		const first = windows.move(here('f'));
		const whole = new WindowKeeper().move(here('f'));
		expect(first.prefix.length).toBeLessThan(0.3 * whole.prefix.length);
		expect(whole.prefix.endsWith(first.prefix)).toBe(true);
		expect(first.suffix.length).toBeLessThan(whole.suffix.length);
		const next = windows.move(here('fo'));
		expect(next).toEqual({ ...first, middle: `${first.middle}o` });
	});

	it('is read in whole once they rest, and stays so', () => {
		const windows = slow();
		expect(windows.wish(here('f'))).toBe('part');
		const part = windows.move(here('f'));
		expect(windows.wish(here('fo'))).toBe('part');
		windows.noteRead(part);
		expect(windows.wish(here('fo'))).toBe('renew');
		const whole = windows.move(here('fo'), true);
		expect(whole).toEqual(new WindowKeeper().move(here('fo')));
		windows.noteRead(whole);
		expect(windows.wish(here('fo'))).toBe('nothing');
		expect(windows.move(here('foo')).prefix).toBe(whole.prefix);
	});

	it('holds in part for a key that comes before the whole is read', () => {
		const windows = slow();
		const part = windows.move(here('f'));
		windows.noteRead(part);
		const whole = windows.move(here('f'), true);
		expect(windows.move(here('fo'))).toEqual({ ...part, middle: `${part.middle}o` });
		windows.noteRead(whole);
		expect(windows.move(here('fo')).prefix).toBe(part.prefix);
	});

	it('is a whole one where the file begins near', () => {
		const windows = slow();
		windows.move(at('const a = 1;\nf║'));
		expect(windows.wish(at('const a = 1;\nfo║'))).not.toBe('renew');
	});

	it('of an engine that is fast, or not known yet, is read in whole', () => {
		const fast = new ReadingSpeed();
		fast.note(1000, 100);
		const whole = new WindowKeeper().move(here('f'));
		expect(new WindowKeeper(undefined, fast).move(here('f'))).toEqual(whole);
		const unknown = new ReadingSpeed();
		unknown.note(3, 1000);
		expect(new WindowKeeper(undefined, unknown).move(here('f'))).toEqual(whole);
	});
});

describe('places', () => {
	const places = [30, 90, 150, 210].map((line) => (typed: string) => at(`${lines(0, line)}${typed}║\n${lines(line + 1, 240)}`));
	const visited = (count: number, remembered = 3) => {
		const windows = new WindowKeeper(changing());
		windows.remember(remembered);
		const read = places.slice(0, count).map((place) => {
			const window = windows.move(place('f'), true);
			windows.noteRead(window);
			return window;
		});
		return { windows, read };
	};

	it('are remembered, three of them, so that a key where one was before only appends', () => {
		const { windows, read } = visited(3);
		for (const [index, place] of places.slice(0, 3).entries()) {
			expect(windows.wish(place('f'))).toBe('nothing');
			expect(windows.holds(place('fo'))).toBe(true);
			expect(windows.move(place('fo'))).toEqual({ ...read[index], middle: `${read[index]?.middle}o` });
		}
	});

	it('are forgotten, the one that was left longest ago first', () => {
		const { windows } = visited(4);
		expect(places.map((place) => windows.holds(place('fo')))).toEqual([false, true, true, true]);
	});

	it('are forgotten with the engine that remembered them, and by one that remembers a single one', () => {
		const one = visited(2, 1).windows;
		expect(places.slice(0, 2).map((place) => one.wish(place('f')))).toEqual(['read', 'nothing']);
		const { windows } = visited(2);
		windows.forget();
		expect(places.slice(0, 2).map((place) => windows.wish(place('f')))).toEqual(['read', 'read']);
	});

	it('of another document are remembered as well', () => {
		const { windows } = visited(2);
		windows.move(at(`${head}f║\nend`, { document: 'file:///other.ts' }), true);
		expect(windows.wish(places[0]?.('f') ?? at('║'))).toBe('nothing');
	});
});
