import { blocksForm } from './blocksForm.ts';
import type { EditForm } from './editForm.ts';
import { regionForm } from './regionForm.ts';

export const editForms = { region: regionForm, blocks: blocksForm } satisfies Readonly<Record<string, EditForm>>;

export type EditFormName = keyof typeof editForms;
