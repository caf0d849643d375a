import ts from 'typescript-service';
import { mostSuggestions, suggestionOf } from '../core/fix/suggestion.ts';
import { severityOf } from './problems.ts';

/** Problems that are asked about. */
const mostAsked = 10;

export type Suggestions = ReadonlyMap<ts.Diagnostic, readonly string[]>;

/** What the language's own quick fixes would do in the file about the first errors. What fails, or is late, is left out. */
export function suggestionsFor(service: ts.LanguageService, path: string, diagnostics: readonly ts.Diagnostic[]): Suggestions {
	const program = service.getProgram();
	const file = program?.getSourceFile(path);
	if (program === undefined || file === undefined) {
		return new Map();
	}
	const preferences = preferencesOf(program, file);
	const errors = diagnostics.filter((diagnostic) => severityOf(diagnostic) === 'error').slice(0, mostAsked);
	const suggestionsOf = (error: ts.Diagnostic): readonly string[] => {
		const fixes = quickFixes(service, path, error, preferences).filter((fix) => mends(fix, file));
		const imports = fixes.filter(({ fixName }) => fixName === 'import');
		// A name that is there as it is written is not misspelt.
		const best = imports.length > 0 ? imports : fixes;
		return best.slice(0, mostSuggestions).map((fix) => told(fix, file.text));
	};
	return new Map(errors.map((error) => [error, suggestionsOf(error)]));
}

function quickFixes(
	service: ts.LanguageService,
	path: string,
	{ start = 0, length = 0, code }: ts.Diagnostic,
	preferences: ts.UserPreferences,
): readonly ts.CodeFixAction[] {
	try {
		return service.getCodeFixesAtPosition(path, start, start + length, [code], ts.getDefaultFormatCodeSettings('\n'), preferences);
	} catch {
		// They are written for an editor in which one that fails is just not offered, and are cancelled when their time is over.
		return [];
	}
}

/** By an edit of this file that it can bear: TypeScript offers `await` also in functions that are not async. */
const mends = ({ fixName, changes }: ts.CodeFixAction, file: ts.SourceFile): boolean =>
	mending.has(fixName) &&
	changes.every(
		({ fileName, textChanges }) =>
			fileName === file.fileName && (fixName !== 'addMissingAwait' || textChanges.every(({ span }) => mayAwait(file, span.start))),
	);

function mayAwait(node: ts.Node, position: number, isAsync = true): boolean {
	const child = ts.forEachChild(node, (each) => (each.pos <= position && position < each.end ? each : undefined));
	const may = ts.isFunctionLike(node) ? ts.canHaveModifiers(node) && node.modifiers?.some(isAsyncKeyword) === true : isAsync;
	return child === undefined ? may : mayAwait(child, position, may);
}

const isAsyncKeyword = ({ kind }: ts.Node): boolean => kind === ts.SyntaxKind.AsyncKeyword;

const told = ({ description, changes }: ts.CodeFixAction, text: string): string =>
	suggestionOf(
		{
			title: description,
			edits: changes.flatMap(({ textChanges }) =>
				textChanges.map(({ span, newText }) => ({ from: span.start, to: span.start + span.length, text: newText })),
			),
		},
		text,
	);

/** Those that mend a cause. None that silences, that makes up what is missing, or that only says what anybody sees. */
const mending: ReadonlySet<string> = new Set([
	'import',
	'spelling',
	'addMissingAwait',
	'addMissingAsync',
	'fixAwaitInSyncFunction',
	'fixReturnTypeInAsyncFunction',
	'addMissingNewOperator',
	'fixMissingCallParentheses',
	'removeAccidentalCallParentheses',
	'returnValueCorrect',
	'forgottenThisPropertyAccess',
	'extendsInterfaceBecomesImplements',
	'classSuperMustPrecedeThisAccess',
	'constructorForDerivedNeedSuperCall',
	'fixOverrideModifier',
	'fixNaNEquality',
	'fixPropertyAssignment',
	'fixExpectedComma',
	'fixNoPropertyAccessFromIndexSignature',
	'correctQualifiedNameToIndexedAccessType',
	'convertToTypeOnlyImport',
	'convertToTypeOnlyExport',
]);

/** Imports as the project writes them. The service sees to it where the file imports something; else another file of the project is the model. */
function preferencesOf(program: ts.Program, file: ts.SourceFile): ts.UserPreferences {
	const own = importsOf(file);
	const isModelled = own.some(isRelative);
	const others = program.getSourceFiles().filter((other) => !other.isDeclarationFile && !program.isSourceFileFromExternalLibrary(other));
	const model = isModelled ? undefined : others.flatMap(importsOf).find(isRelative);
	const hasExtension = model === undefined ? program.getCompilerOptions().allowImportingTsExtensions === true : extension.test(model.text);
	return {
		...(isModelled || !hasExtension ? {} : { importModuleSpecifierEnding: 'js' }), // which is `.ts` where that is allowed
		...(own.length > 0 || model?.getText().startsWith("'") !== true ? {} : { quotePreference: 'single' }),
	};
}

const importsOf = ({ statements }: ts.SourceFile): readonly ts.StringLiteral[] =>
	statements.flatMap((statement) =>
		(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
		statement.moduleSpecifier !== undefined &&
		ts.isStringLiteral(statement.moduleSpecifier)
			? [statement.moduleSpecifier]
			: [],
	);

const isRelative = ({ text }: ts.StringLiteral): boolean => /^\.\.?\//u.test(text);
const extension = /\.(?:[cm]?[jt]s|[jt]sx)$/u;
