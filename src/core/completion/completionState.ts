import { milliseconds } from './requestPage.ts';

/** What completions do in the active editor, for the status bar. */
export type CompletionState =
	| { readonly kind: 'off' }
	| { readonly kind: 'languageOff'; readonly languageId: string }
	/** `until`: the time of day. */
	| { readonly kind: 'snoozed'; readonly until: string }
	| { readonly kind: 'battery' }
	| { readonly kind: 'manual'; readonly lastMs?: number | undefined }
	| { readonly kind: 'automatic'; readonly lastMs?: number | undefined };

export function describeState(state: CompletionState): { readonly icon?: string; readonly text?: string; readonly sentence: string } {
	switch (state.kind) {
		case 'off':
			return { icon: '$(circle-slash)', sentence: 'Inline completions are off.' };
		case 'languageOff':
			return { icon: '$(circle-slash)', sentence: `Inline completions are off for ${state.languageId}.` };
		case 'snoozed':
			return {
				icon: '$(bell-slash)',
				text: `snoozed until ${state.until}`,
				sentence: `Inline completions are snoozed until ${state.until}.`,
			};
		case 'battery':
			return { icon: '$(plug)', text: 'on battery', sentence: 'Inline completions pause while the machine runs on battery.' };
		case 'manual':
			return { sentence: `Inline completions come only when asked for.${last(state.lastMs)}` };
		case 'automatic':
			return { sentence: `Inline completions are on.${last(state.lastMs)}` };
	}
}

const last = (ms: number | undefined): string => (ms === undefined ? '' : ` The last came after ${milliseconds(ms)}.`);
