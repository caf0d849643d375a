/**
 * Shows characters that have no look of their own (bidi controls, zero-width, tags) as ⟨U+202E⟩: what is read is what is there, and what is
 * copied. Those that ordinary text needs stay: variation selectors, and joiners inside emoji and inside scripts that join letters.
 */
export function reveal(text: string): string {
	return text.replaceAll(invisible, (char) => `⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

const joined = '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Malayalam}\\p{Script=Sinhala}]';
const ordinary = [
	'(?<=\\P{DI})[\\uFE00-\\uFE0F]',
	'(?<=\\p{Emoji}\\uFE0F?)\\u200D(?=\\p{Emoji})',
	`(?<=${joined})[\\u200C\\u200D](?=${joined})`,
];
const invisible = new RegExp(`(?!${ordinary.join('|')})\\p{DI}`, 'gu');
