import type { TextGate } from './gate.ts';

/** Files that decide what is run, or how; a change of them is never made for the user. */
export function isProtectedPath(label: string): boolean {
	const parts = label.split(/[\\/]+/u).filter((part) => part !== '' && part !== '.' && part !== '..');
	const name = parts.at(-1)?.toLowerCase() ?? '';
	return parts.some((part) => /^\.[^.]/u.test(part)) || names.some((pattern) => pattern.test(name));
}

const names: readonly RegExp[] = [
	/\.config\.[^.]+$/u,
	/^(?:gnu)?makefile$|\.mk$/u,
	/^(?:conftest\.py|build\.rs)$/u,
	/^(?:package-lock|npm-shrinkwrap|composer-lock)\.json$|^(?:bun\.lockb?|pnpm-lock\.ya?ml|gemfile\.lock|go\.sum)$|\.lock$|^packages\.lock\.json$/u,
];

/** What npm runs. */
export const keepsScripts: TextGate = ({ request, text }) => {
	if (request.label.split(/[\\/]/u).at(-1) !== 'package.json') return undefined;
	const [before, after] = [scriptsOf(request.text), scriptsOf(text)];
	return before === undefined || after === undefined
		? 'package.json has to be readable before and after'
		: before === after
			? undefined
			: 'it changed the scripts of package.json';
};

function scriptsOf(text: string): string | undefined {
	try {
		const read: unknown = JSON.parse(text);
		const scripts = typeof read === 'object' && read !== null && 'scripts' in read ? read.scripts : undefined;
		return JSON.stringify(scripts ?? {});
	} catch {
		return undefined;
	}
}
