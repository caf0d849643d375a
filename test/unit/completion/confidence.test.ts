import { describe, expect, it } from 'vitest';
import { confidenceOf } from '../../../src/core/completion/confidence.ts';

describe('how sure a model is', () => {
	it('is the geometric mean of the probabilities', () => {
		expect(confidenceOf([0.9, 0.9, 0.9])).toBeCloseTo(0.9);
		expect(confidenceOf([0.25, 1])).toBeCloseTo(0.5);
	});
	it('is little where one token was a wild guess', () => {
		expect(confidenceOf([1, 1, 1, 0.01])).toBeLessThan(0.35);
		expect(confidenceOf([0, 1])).toBeGreaterThan(0);
	});
	it('is not known without probabilities', () => {
		expect(confidenceOf([])).toBeUndefined();
	});
});
