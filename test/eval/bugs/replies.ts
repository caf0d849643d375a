import type { EditFormName } from '../../../src/core/fix/editForms.ts';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import { regionOf } from '../../../src/core/fix/region.ts';

/** How a model that wants the document to read `text`, and sees the region and the imports, would say so. */
export function replyOf(request: FixRequest, text: string, form: EditFormName): string {
	const before = request.text.split('\n');
	const after = text.split('\n');
	const region = regionOf(request);
	const { top, bottom } = shared(before, after);
	const isAbove = before.length - bottom <= region.first && isImports(after.slice(top, after.length - bottom));
	const own = (lines: readonly string[]): readonly string[] => lines.slice(region.first, lines.length - (before.length - 1 - region.last));
	if (form === 'region') {
		const code = isAbove ? [...imports(after.slice(top, after.length - bottom)), ...own(before)] : own(after);
		return `\`\`\`${request.languageId}\n${code.join('\n')}\n\`\`\`\n`;
	}
	if (isAbove) {
		const [found, added] = [before.slice(top, before.length - bottom), after.slice(top, after.length - bottom)];
		const first = before[region.first] ?? '';
		return found.length > 0 ? block(found, added) : block([first], [...imports(added), '', first]);
	}
	const isInside = top >= region.first && before.length - bottom - 1 <= region.last;
	const from = Math.max(isInside ? region.first : 0, top - 2);
	const to = Math.max(isInside ? before.length - 1 - region.last : 0, bottom - 2);
	return block(before.slice(from, before.length - to), after.slice(from, after.length - to));
}

/** How many lines at the top and at the bottom are the same. */
function shared(before: readonly string[], after: readonly string[]): { readonly top: number; readonly bottom: number } {
	const differs = before.findIndex((line, index) => line !== after[index]);
	const top = differs < 0 ? before.length : differs;
	const most = Math.min(before.length, after.length) - top;
	let bottom = 0;
	while (bottom < most && before.at(-1 - bottom) === after.at(-1 - bottom)) bottom++;
	return { top, bottom };
}

const isImports = (lines: readonly string[]): boolean =>
	lines.every((line) => line === '' || line.startsWith('import ') || line.startsWith('/**'));

const imports = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith('import '));

const block = (found: readonly string[], replacement: readonly string[]): string =>
	`<<<<<<< SEARCH\n${found.join('\n')}\n=======\n${replacement.join('\n')}\n>>>>>>> REPLACE\n`;
