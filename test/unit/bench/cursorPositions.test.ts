import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cursorPositions, positionKinds, snapshotAt } from '../../bench/cursorPositions.ts';
import { languages } from '../../lib/typing/sources.ts';

const positions = cursorPositions(1, 7);
const lineBefore = (path: string, offset: number): string => readFileSync(path, 'utf8').slice(0, offset).split('\n').at(-1) ?? '';

describe('cursor positions', () => {
	it('are at least 200, in five languages, of each kind', () => {
		expect(positions.length).toBeGreaterThanOrEqual(200);
		for (const language of languages) {
			expect(positions.filter((each) => each.language === language).length).toBe(42);
		}
		for (const kind of positionKinds) {
			expect(positions.filter((each) => each.kind === kind).length, kind).toBeGreaterThanOrEqual(20);
		}
		expect(new Set(positions.map(({ path, offset, kind }) => `${path} ${offset} ${kind}`)).size).toBe(positions.length);
	});

	it('are the same for the same seed', () => {
		expect(cursorPositions(1, 7)).toEqual(positions);
		expect(cursorPositions(2, 7)).not.toEqual(positions);
	});

	it('are what they are called', () => {
		for (const { kind, path, offset, wanted, closed } of positions) {
			const before = lineBefore(path, offset);
			const place = `${before}║${wanted}`;
			if (kind === 'mid-word') expect(place).toMatch(/[A-Za-z]{2}║[a-z]{2}/);
			if (kind === 'after a dot') expect(before.endsWith('.'), place).toBe(true);
			if (kind === 'in arguments') expect(before, place).toMatch(/\(.*,\s?$/);
			if (kind === 'line start') expect(before.trim(), place).toBe('');
			if (kind === 'comment') expect(before, place).toMatch(/^\s*(?:#|\/\/|\/?\*)/);
			expect(closed, place).toBe(kind === 'closed brackets' ? ')' : '');
		}
	});

	it('lack the rest of the line, and nothing else', () => {
		for (const position of positions) {
			const text = readFileSync(position.path, 'utf8');
			const { before, after } = snapshotAt(position, text, 'plain');
			expect(after.startsWith(position.closed)).toBe(true);
			expect(/^(?:\n|$)/.test(after.slice(position.closed.length))).toBe(true);
			expect(text.replaceAll('\r\n', '\n')).toContain(before.slice(-200) + position.wanted);
		}
	});
});
