import { describe, expect, it } from 'vitest';
import { type CompletionState, describeState } from '../../../src/core/completion/completionState.ts';

describe('what the status bar says of completions', () => {
	it.each<[CompletionState, string]>([
		[{ kind: 'off' }, 'Inline completions are off.'],
		[{ kind: 'languageOff', languageId: 'markdown' }, 'Inline completions are off for markdown.'],
		[{ kind: 'snoozed', until: '14:35' }, 'Inline completions are snoozed until 14:35.'],
		[{ kind: 'battery' }, 'Inline completions pause while the machine runs on battery.'],
		[{ kind: 'manual' }, 'Inline completions come only when asked for.'],
		[{ kind: 'automatic', lastMs: 132.4 }, 'Inline completions are on. The last came after 132 ms.'],
	])('%j', (state, sentence) => {
		expect(describeState(state).sentence).toBe(sentence);
	});
});
