import { describe, expect, test } from 'vitest';
import { eventually, usePanel } from './harness.ts';
import { answer, asked, began, changed, ended, missing, opened, selection, session, turn } from './samples.ts';

const { open } = usePanel();

describe('asking', () => {
	test('the panel says that it is ready, and draws nothing before it is told what is the case', async () => {
		const panel = await open();
		await eventually(panel.intents).toEqual([{ kind: 'ready' }]);
		await eventually(() => panel.page.locator('#root').innerHTML()).toBe('');
	});

	test('Enter asks and empties the input', async () => {
		const panel = await open();
		await panel.tell(opened());
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.fill('  Why?  ');
		await input.press('Enter');
		await eventually(panel.intents).toContainEqual({ kind: 'ask', question: 'Why?' });
		await eventually(() => input.inputValue()).toBe('');
		await eventually(() => panel.drafts().at(-1) ?? '').toBe('');
	});

	test('Shift+Enter starts a new line, and the input grows', async () => {
		const panel = await open();
		await panel.tell(opened());
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.pressSequentially('one');
		const height = (await input.boundingBox())?.height ?? 0;
		await input.press('Shift+Enter');
		await input.pressSequentially('two');
		await eventually(() => input.inputValue()).toBe('one\ntwo');
		expect((await input.boundingBox())?.height).toBeGreaterThan(height);
		expect(panel.intents()).toEqual([{ kind: 'ready' }]);
	});

	test('the Enter that ends a composition of an input method does not ask', async () => {
		const panel = await open();
		await panel.tell(opened());
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.fill('かんじ');
		await input.evaluate((element) => {
			const view = element.ownerDocument.defaultView;
			if (view) element.dispatchEvent(new view.KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
		});
		await eventually(() => input.inputValue()).toBe('かんじ');
		expect(panel.intents()).toEqual([{ kind: 'ready' }]);
	});

	test('blank text asks nothing', async () => {
		const panel = await open();
		await panel.tell(opened());
		await panel.page.getByLabel('Question', { exact: true }).fill(' \n ');
		await eventually(() => panel.page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
		await panel.page.getByLabel('Question', { exact: true }).press('Enter');
		expect(panel.intents()).toEqual([{ kind: 'ready' }]);
	});

	test('an example question is asked by a click, or put into the input where no model is there', async () => {
		const panel = await open();
		await panel.tell(opened());
		await panel.page.getByRole('button', { name: 'What is 17 * 24?' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'ask', question: 'What is 17 * 24?' });

		const without = await open();
		await without.tell(opened({ status: missing }));
		await without.page.getByRole('button', { name: 'What is 17 * 24?' }).click();
		await eventually(() => without.page.getByLabel('Question', { exact: true }).inputValue()).toBe('What is 17 * 24?');
		expect(without.intents()).toEqual([{ kind: 'ready' }]);
	});

	test('the arrow keys recall earlier questions into an empty input, and lead back to it', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ question: 'First?' }), turn({ id: 't2', question: 'Again?' })]) }));
		const input = panel.page.getByLabel('Question', { exact: true });
		const shows = (text: string) => eventually(() => input.inputValue()).toBe(text);
		await input.press('ArrowUp');
		await shows('Again?');
		await input.press('ArrowUp');
		await shows('First?');
		await input.press('ArrowUp');
		await shows('First?');
		await input.press('ArrowDown');
		await shows('Again?');
		await input.press('ArrowDown');
		await shows('');
	});

	test('the arrow keys leave a text alone that was typed or changed', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ question: 'Again?' })]) }));
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.fill('mine');
		await input.press('ArrowUp');
		await eventually(() => input.inputValue()).toBe('mine');
		await input.fill('');
		await input.press('ArrowUp');
		await eventually(() => input.inputValue()).toBe('Again?');
		await input.pressSequentially(' Yes');
		await input.press('ArrowUp');
		await eventually(() => input.inputValue()).toBe('Again? Yes');
	});
});

describe('while a turn runs', () => {
	test('the send button stops it, Escape does too, and what is typed stays', async () => {
		const panel = await open();
		await panel.tell(opened(), asked(), began('none'), answer('First'));
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.fill('next question');
		await input.press('Enter');
		await eventually(() => input.inputValue()).toBe('next question');
		await panel.page.getByRole('button', { name: 'Stop' }).click();
		await eventually(() => panel.intents().filter(({ kind }) => kind === 'stop').length).toBe(1);
		await panel.page.keyboard.press('Escape');
		await eventually(() => panel.intents().filter(({ kind }) => kind === 'stop').length).toBe(2);
		await panel.tell(ended);
		await panel.page.getByRole('button', { name: 'Send' }).waitFor();
		await panel.page.keyboard.press('Escape');
		await input.press('Enter');
		await eventually(panel.intents).toContainEqual({ kind: 'ask', question: 'next question' });
		expect(panel.intents().filter(({ kind }) => kind === 'stop')).toHaveLength(2);
	});
});

describe('a question that waits for the model', () => {
	test('can be edited', async () => {
		const panel = await open();
		await panel.tell(opened({ status: { kind: 'loading', title: 'A Model', percent: 34 } }), asked('Why?'));
		await panel.page.getByText('Waits while the model loads · 34 %').waitFor();
		await panel.page.getByRole('button', { name: 'Edit' }).click();
		const edit = panel.page.getByLabel('Edit the waiting question');
		await edit.fill('Why not?');
		await edit.press('Enter');
		await eventually(panel.intents).toContainEqual({ kind: 'editWaiting', turnId: 't1', question: 'Why not?' });
		await panel.tell(changed({ kind: 'edited', turnId: 't1', question: 'Why not?' }));
		await panel.page.getByText('Why not?').waitFor();
	});

	test('keeps its text when the edit is left by Escape, which does not stop it', async () => {
		const panel = await open();
		await panel.tell(opened(), asked('Why?'));
		await panel.page.getByRole('button', { name: 'Edit' }).click();
		await panel.page.getByLabel('Edit the waiting question').fill('Other');
		await panel.page.keyboard.press('Escape');
		await panel.page.locator('.question', { hasText: 'Why?' }).waitFor();
		expect(panel.intents()).toEqual([{ kind: 'ready' }]);
	});

	test('loses nothing of an edit that the answer overtakes', async () => {
		const panel = await open();
		await panel.tell(opened(), asked('Why?'));
		await panel.page.getByRole('button', { name: 'Edit' }).click();
		await panel.page.getByLabel('Edit the waiting question').fill('Why not, then?');
		await panel.tell(began('none'));
		await eventually(() => panel.page.getByLabel('Question', { exact: true }).inputValue()).toBe('Why not, then?');
	});

	test('is taken back by Cancel, by Stop and by Escape, and returns to the input', async () => {
		const panel = await open();
		await panel.tell(opened(), asked('Why?'));
		await panel.page.getByRole('button', { name: 'Cancel' }).click();
		await panel.page.getByRole('button', { name: 'Stop' }).click();
		await panel.page.keyboard.press('Escape');
		await eventually(() => panel.intents().filter(({ kind }) => kind === 'withdraw').length).toBe(3);
		await panel.tell(changed({ kind: 'withdrawn', turnId: 't1' }), { kind: 'compose', text: 'Why?' });
		const input = panel.page.getByLabel('Question', { exact: true });
		await eventually(() => input.inputValue()).toBe('Why?');
		await eventually(() => input.evaluate((element) => element.ownerDocument.activeElement === element)).toBe(true);
	});
});

describe('the draft', () => {
	test('is told to the host when typing pauses, and before any other intent', async () => {
		const panel = await open();
		await panel.tell(opened());
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.fill('half a thou');
		await eventually(panel.drafts).toEqual(['half a thou']);
		await input.fill('half a thought');
		await panel.page.getByLabel('Thinking effort').selectOption('high');
		await eventually(panel.intents).toContainEqual({ kind: 'setEffort', effort: 'high' });
		expect(panel.drafts()).toEqual(['half a thou', 'half a thought']);
	});

	test('stays with its chat when another one is opened', async () => {
		const panel = await open();
		await panel.tell(opened());
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.fill('of the first');
		await panel.tell(opened({ session: { ...session(), id: 'other' }, draft: 'of the other' }));
		await eventually(() => input.inputValue()).toBe('of the other');
		await eventually(panel.drafts).toEqual(['of the first']);
		await input.fill('changed');
		await panel.tell(opened({ draft: 'of the first' }));
		await eventually(() => input.inputValue()).toBe('of the first');
		await eventually(panel.drafts).toEqual(['of the first', 'changed']);
	});

	test('survives a webview that is made anew', async () => {
		const panel = await open({ kept: { draft: 'typed before' } });
		await panel.tell(opened({ draft: 'older' }));
		await eventually(() => panel.page.getByLabel('Question', { exact: true }).inputValue()).toBe('typed before');
	});
});

describe('what goes along', () => {
	test('attachments are chips that can be removed', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([], [selection, { ...selection, label: 'b.ts' }]) }));
		await panel.page.getByText('b.ts:10–42').waitFor();
		await panel.page.getByRole('button', { name: 'Remove b.ts:10–42' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'detach', index: 1 });
		await panel.tell(changed({ kind: 'detached', index: 1 }));
		await panel.page.getByText('b.ts:10–42').waitFor({ state: 'detached' });
	});

	test('the effort can be chosen, and follows the setting', async () => {
		const panel = await open();
		await panel.tell(opened());
		const effort = panel.page.getByLabel('Thinking effort');
		await effort.selectOption('high');
		await eventually(panel.intents).toContainEqual({ kind: 'setEffort', effort: 'high' });
		await panel.tell({ kind: 'effort', effort: 'off' });
		await eventually(() => effort.inputValue()).toBe('off');
	});

	test('Restricted Mode is said, and no context is offered', async () => {
		const panel = await open();
		await panel.tell(opened({ restricted: true }));
		await panel.page.getByText('Restricted Mode').waitFor();
		await eventually(() => panel.page.getByRole('button', { name: 'Add context' }).isDisabled()).toBe(true);
	});

	test('a notice stands at the input until it is dismissed', async () => {
		const panel = await open();
		await panel.tell(opened(), { kind: 'notice', message: 'a.bin is too large.' });
		await panel.page.getByRole('status').getByText('a.bin is too large.').waitFor();
		await panel.page.getByRole('button', { name: 'Dismiss' }).click();
		await panel.page.getByText('a.bin is too large.').waitFor({ state: 'detached' });
	});
});
