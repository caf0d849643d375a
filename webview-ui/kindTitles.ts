import type { ContextKind } from '../src/core/chat/session.ts';

export const kindTitles: Readonly<Record<ContextKind, string>> = {
	selection: 'Selection',
	file: 'File',
	cursor: 'Around the cursor',
	diagnostic: 'Problem',
	folder: 'Outline of a folder',
	problems: 'Problems',
	terminal: 'Terminal',
	changes: 'Changes',
	passage: 'Found in the workspace',
	instructions: 'Standing instructions',
};
