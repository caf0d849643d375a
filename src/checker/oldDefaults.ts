import ts from 'typescript-service';

/**
 * What TypeScript 5 takes where a configuration says nothing, for editors and projects that have it: version 6 is strict by itself, newer in
 * its target, and includes no typings. Written from `_computedOptions` of 5.9.
 */
export function withOldDefaults(options: ts.CompilerOptions): ts.CompilerOptions {
	const target = options.target ?? targetOf(options.module);
	const module = options.module ?? (target >= ts.ScriptTarget.ES2015 ? ts.ModuleKind.ES2015 : ts.ModuleKind.CommonJS);
	const isNewModule = module >= ts.ModuleKind.Node16; // Node16 to NodeNext, and Preserve
	const moduleResolution = options.moduleResolution ?? resolutionOf(module);
	const esModuleInterop = options.esModuleInterop ?? isNewModule;
	return {
		types: ['*'],
		strict: false,
		noUncheckedSideEffectImports: false,
		alwaysStrict: options.strict ?? false,
		allowSyntheticDefaultImports:
			esModuleInterop || module === ts.ModuleKind.System || moduleResolution === ts.ModuleResolutionKind.Bundler,
		...options,
		target,
		module,
		moduleResolution,
		esModuleInterop,
	};
}

function targetOf(module: ts.ModuleKind | undefined): ts.ScriptTarget {
	switch (module) {
		case ts.ModuleKind.Node16:
		case ts.ModuleKind.Node18:
			return ts.ScriptTarget.ES2022;
		case ts.ModuleKind.Node20:
			return ts.ScriptTarget.ES2023;
		case ts.ModuleKind.NodeNext:
			return ts.ScriptTarget.ESNext;
		default:
			return ts.ScriptTarget.ES5;
	}
}

/** Version 6 still knows all of them. */
function resolutionOf(module: ts.ModuleKind): ts.ModuleResolutionKind {
	switch (module) {
		case ts.ModuleKind.CommonJS:
			return ts.ModuleResolutionKind.Node10;
		case ts.ModuleKind.Node16:
		case ts.ModuleKind.Node18:
		case ts.ModuleKind.Node20:
			return ts.ModuleResolutionKind.Node16;
		case ts.ModuleKind.NodeNext:
			return ts.ModuleResolutionKind.NodeNext;
		case ts.ModuleKind.Preserve:
			return ts.ModuleResolutionKind.Bundler;
		default:
			return ts.ModuleResolutionKind.Classic;
	}
}
