import type { TextGate } from './gate.ts';

/** Compilers merge some declarations of one name, and say nothing: a small model that writes one again has lost its place. */
export const declaresOnce: TextGate = ({ request, text }) => {
	if (!/^(?:type|java)script/u.test(request.languageId)) return undefined;
	const known = declared(request.text);
	for (const [what, times] of declared(text)) {
		if (times > 1 && times > (known.get(what) ?? 0)) return `it declares ${what} a second time`;
	}
	return undefined;
};

/** At the start of a line, so at the top level. Functions may be declared once for each of their signatures. */
const declaration = /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(interface|class|enum|type|const|let)\s+([\w$]+)/gmu;

function declared(text: string): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const [, kind, name] of text.matchAll(declaration)) {
		const what = `${kind} ${name}`;
		counts.set(what, (counts.get(what) ?? 0) + 1);
	}
	return counts;
}
