import { describe, expect, it } from 'vitest';
import { Absent, type Figure, holds, medianOf, resultOf } from '../../bench/figure.ts';

const figure = (measure: Figure['measure'], target?: string): Figure => ({
	name: 'time',
	unit: 'ms',
	...(target ? { target } : {}),
	measure,
});

describe('a target', () => {
	it('is a comparison of the value with a number', () => {
		expect([holds(60, '<= 60'), holds(61, '<= 60'), holds(0.2, '>=0.25'), holds(3, '> 2'), holds(-1, '< -0.5'), holds(2, '= 2')]).toEqual([
			true,
			false,
			false,
			true,
			true,
			true,
		]);
	});

	it('that is no comparison is an error, never a pass', () => {
		expect(() => holds(1, 'fast')).toThrow('"fast"');
		expect(() => holds(1, '<= ')).toThrow();
	});
});

describe('a figure', () => {
	it('holds when its value meets the target', async () => {
		const result = await resultOf(figure(async () => ({ value: 41, note: 'median of 5, 40 to 44' }), '<= 60'));
		expect(result).toEqual({ name: 'time', value: 41, unit: 'ms', target: '<= 60', holds: true, note: 'median of 5, 40 to 44' });
	});

	it('that could not be measured is null, does not hold, and says why', async () => {
		const result = await resultOf(figure(() => Promise.reject(new Error('no model'))));
		expect(result).toEqual({ name: 'time', value: null, unit: 'ms', target: null, holds: false, note: 'no model' });
	});

	it('without a target may be absent here, with one it may not', async () => {
		const absent = () => Promise.reject(new Absent('absent: no llama-server'));
		expect(await resultOf(figure(absent))).toMatchObject({ value: null, holds: true, note: 'absent: no llama-server' });
		expect(await resultOf(figure(absent, '> 1'))).toMatchObject({ value: null, holds: false });
	});

	it('that rests on a part of the cases does not hold, however good it is', async () => {
		const result = await resultOf(figure(async () => ({ value: 1, note: '', cases: { run: 10, all: 100 } }), '<= 60'));
		expect(result).toMatchObject({ value: 1, holds: false, cases: 10, allCases: 100 });
	});
});

describe('the median', () => {
	it('lies in the middle, and its note has the spread', () => {
		expect(medianOf([5, 1, 3])).toEqual({ value: 3, note: 'median of 3, 1 to 5' });
		expect(medianOf([1, 2, 3, 10], 1)).toEqual({ value: 2.5, note: 'median of 4, 1.0 to 10.0' });
	});

	it('of nothing is an error', () => {
		expect(() => medianOf([])).toThrow('nothing was measured');
	});
});
