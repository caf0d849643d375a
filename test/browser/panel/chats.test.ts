import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { ChatSummary } from '../../../src/core/chat/chatSearch.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import type { OpenPanel } from '../../lib/panel.ts';
import { eventually, usePanel } from './harness.ts';
import { answer, asked, began, changed, codeAnswer, ended, opened, reasoning, selection, session, thought, turn } from './samples.ts';

const { open } = usePanel();
const day = 86_400_000;
const chat = (id: string, title: string, daysAgo: number, over: Partial<ChatSummary> = {}): ChatSummary => ({
	...{ id, title, questions: 1, askedAt: Date.now() - daysAgo * day, isPinned: false },
	...over,
});
const all = [
	chat('pinned', 'How the parser of thoughts works', 40, { isPinned: true, questions: 12 }),
	chat('now', 'What is 17 * 24', 0),
	chat('sort', 'Sort a list of names by their last letter, and keep the order of equal ones', 0, { questions: 3 }),
	chat('hebrew', 'מה זה מונואיד', 1),
	chat('week', 'Explain src/dedupe.ts:10–42', 4),
	chat('old', 'A train covers 150 km in 1 h 15 min', 400),
];
const chats = (over: Partial<Extract<ChatFact, { kind: 'chats' }>> = {}): ChatFact => ({
	...{ kind: 'chats', query: '', chats: all, currentId: 'now', opens: false },
	...over,
});
const found = chats({
	query: 'comparator',
	chats: [
		chat('sort', 'Sort a list of names', 0, {
			excerpt: {
				before: '…pass a function to sort, the ',
				match: 'comparator',
				after: ', which gives a negative number where the first comes first…',
			},
		}),
	],
});

async function openList(options: Parameters<typeof open>[0] = {}): Promise<OpenPanel> {
	const panel = await open(options);
	await panel.tell(opened(), chats({ opens: true }));
	await panel.page.locator('.chats').waitFor();
	return panel;
}

const last = ({ intents }: OpenPanel) => intents().at(-1);
const focused = ({ page }: OpenPanel): Promise<unknown> =>
	page.evaluate('document.activeElement.innerText || document.activeElement.ariaLabel');

test('the list groups the chats, and opens one by keyboard alone', async () => {
	const panel = await openList();
	const { page } = panel;
	await eventually(() => page.locator('.chats-list h2').allInnerTexts()).toEqual(
		expect.arrayContaining(['Pinned', 'Today', 'Yesterday', 'Previous 7 days']),
	);
	await eventually(() => page.locator('[aria-current]').textContent()).toContain('Open now');
	await eventually(() => focused(panel)).toBe('Search chats');
	await page.keyboard.press('ArrowDown');
	await eventually(() => focused(panel)).toContain('How the parser');
	await page.keyboard.press('End');
	await eventually(() => focused(panel)).toContain('A train covers');
	await page.keyboard.press('Home');
	await page.keyboard.press('ArrowUp');
	await eventually(() => focused(panel)).toBe('Search chats');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await eventually(() => last(panel)).toEqual({ kind: 'openChat', id: 'sort' });
	await eventually(() => page.locator('.composer textarea').count()).toBe(1);
});

test('a search asks the host when typing pauses, and Escape empties it before it leaves', async () => {
	const panel = await openList();
	const { page } = panel;
	await page.keyboard.type('comparator');
	await eventually(() => last(panel)).toEqual({ kind: 'listChats', query: 'comparator' });
	expect(panel.intents().filter(({ kind }) => kind === 'listChats').length).toBeLessThan(4);
	await panel.tell(found);
	await eventually(() => page.locator('mark').textContent()).toBe('comparator');
	await eventually(() => page.locator('[aria-live]').last().textContent()).toBe('1 chat found');
	await panel.tell(chats({ query: 'comparator', chats: [] }));
	await eventually(() => page.locator('.chats-empty').textContent()).toContain('“comparator”');
	await page.keyboard.press('Escape');
	await eventually(() => last(panel)).toEqual({ kind: 'listChats', query: '' });
	await panel.tell(chats());
	await page.keyboard.press('Escape');
	await page.locator('.composer textarea').waitFor();
	await eventually(() => focused(panel)).toBe('Question');
	// What is told of the list that was left does not bring it back.
	await panel.tell(chats());
	await eventually(() => page.locator('.chats').count()).toBe(0);
});

test('a chat is renamed, pinned, exported and deleted, and the deletion undone', async () => {
	const panel = await openList();
	const { page } = panel;
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('F2');
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.type('The parser');
	await page.keyboard.press('Enter');
	await eventually(() => last(panel)).toEqual({ kind: 'renameChat', id: 'pinned', title: 'The parser' });
	await eventually(() => focused(panel)).toContain('How the parser');
	await page.keyboard.press('F2');
	await page.keyboard.type('Something else');
	await page.keyboard.press('Escape');
	await eventually(() => page.locator('.chats').count()).toBe(1);
	expect(panel.intents().filter(({ kind }) => kind === 'renameChat')).toHaveLength(1);

	await page.getByLabel('Actions for What is 17 * 24').click();
	await page.getByRole('button', { name: 'Pin', exact: true }).click();
	await eventually(() => last(panel)).toEqual({ kind: 'pinChat', id: 'now', isPinned: true });
	await page.getByRole('button', { name: 'Export as JSON' }).click();
	await eventually(() => last(panel)).toEqual({ kind: 'exportChat', id: 'now', format: 'json' });
	await page.getByRole('button', { name: 'Delete' }).click();
	await eventually(() => last(panel)).toEqual({ kind: 'deleteChat', id: 'now' });
	await panel.tell(chats({ chats: all.filter(({ id }) => id !== 'now') }), { kind: 'deleted', title: 'What is 17 * 24' });
	await eventually(() => page.locator('.chats-notice').textContent()).toContain('Deleted: What is 17 * 24');
	// What had the focus is gone: a press of Enter undoes.
	await eventually(() => focused(panel)).toBe('Undo');
	await page.keyboard.press('Enter');
	await eventually(() => last(panel)).toEqual({ kind: 'undoDelete' });
	await panel.tell({ kind: 'deleted', title: undefined }, chats());
	await eventually(() => page.locator('.chats-notice').textContent()).toBe('');

	await page.getByLabel('Actions for Explain').focus();
	await page.keyboard.press('Delete');
	await eventually(() => last(panel)).toEqual({ kind: 'deleteChat', id: 'week' });
	await page.getByLabel('Import…').click();
	await eventually(() => last(panel)).toEqual({ kind: 'importChat' });
	await panel.tell({ kind: 'notice', message: 'old.json is not a chat that Lemma has exported.' });
	await eventually(() => page.locator('.chats-notice').textContent()).toContain('old.json');
});

test('titles and excerpts are text, whatever is in them', async () => {
	const panel = await openList();
	const evil = '<img src=x onerror=alert(1)>\u202eevil';
	await panel.tell(chats({ chats: [chat('x', evil, 0, { excerpt: { before: evil, match: evil, after: evil } })] }));
	await eventually(() => panel.page.locator('.chat-title').textContent()).toContain('<img src=x onerror=alert(1)>');
	await eventually(() => panel.page.locator('.chat-title').textContent()).not.toContain('\u202e');
	await eventually(() => panel.page.locator('.chats img').count()).toBe(0);
});

test('a list of two thousand chats is there at once', async () => {
	const panel = await openList();
	const many = Array.from({ length: 2000 }, (_, number) => chat(`c${number}`, `Chat number ${number}`, number / 10));
	await panel.tell(chats({ chats: many }));
	await eventually(() => panel.page.locator('.chat-row').count()).toBe(200);
	await panel.page.getByText('Show all 2,000 chats').click();
	await eventually(() => panel.page.locator('.chat-row').count()).toBe(2000);
});

const twice = {
	...session([turn({ id: 'b', after: '', nth: 1, question: 'What is 17 * 24, exactly?', answer: 'It is **408**.' })]),
	others: [
		turn({ id: 'a', after: '', nth: 0, answer: 'About 400.' }),
		turn({ id: 'c', after: 'a', nth: 0, question: 'Really?', answer: 'No.' }),
	],
};

test('an earlier question is asked in other words, and the branches are looked through in place', async () => {
	const panel = await open();
	const { page } = panel;
	await panel.tell(opened({ session: twice }));
	await eventually(() => page.locator('.siblings').textContent()).toContain('2/2');
	await page.getByLabel('Earlier version').focus();
	await page.keyboard.press('Enter');
	await eventually(() => last(panel)).toEqual({ kind: 'showSibling', turnId: 'b', step: -1 });
	await panel.tell(changed({ kind: 'branchShown', turnId: 'a' }));
	await eventually(() => page.locator('.question').allInnerTexts()).toEqual(['What is 17 * 24?', 'Really?']);
	await eventually(() => page.locator('.siblings').textContent()).toContain('1/2');
	await eventually(() => focused(panel)).toBe('Earlier version');

	await page.getByLabel('Edit the question').first().focus();
	await page.keyboard.press('Enter');
	await page.locator('.turn textarea:focus').first().waitFor();
	await page.keyboard.type(' Show the steps.');
	await page.keyboard.press('Enter');
	await eventually(() => last(panel)).toEqual({ kind: 'askInstead', turnId: 'a', question: 'What is 17 * 24? Show the steps.' });
	await page.getByLabel('Answer again').first().click();
	await eventually(() => last(panel)).toEqual({ kind: 'retry', turnId: 'a' });
});

test('while an answer is written nothing leads away from it', async () => {
	const panel = await open();
	await panel.tell(opened({ session: twice }), asked('And now?', 't1'), began(), answer('So'));
	await panel.page.locator('.turn').nth(1).waitFor();
	await eventually(() => panel.page.getByRole('button', { name: /Earlier version|Edit the question|Answer again/ }).count()).toBe(0);
	await panel.tell(ended);
	await eventually(() => panel.page.getByRole('button', { name: 'Edit the question' }).count()).toBe(2);
});

test('a webview that is made anew in the middle of a stream goes on with it', async () => {
	const halfway = session([
		turn({
			thinking: 'guided',
			reasoning: 'First, ',
			reasoningTokens: 2,
			state: { kind: 'thinking', isPaused: false, isLooping: false, thinkMore: { isArmed: false, left: 2 } },
		}),
	]);
	const panel = await open({ kept: { draft: 'half a question' } });
	await panel.tell(opened({ session: halfway }), reasoning('17 times 20.'));
	await eventually(() => panel.page.locator('.reasoning').textContent()).toContain('First, 17 times 20.');
	await panel.tell(answer('**408**'), ended);
	await eventually(() => panel.page.locator('.answer').textContent()).toBe('408');
	await eventually(() => panel.page.locator('.composer textarea').inputValue()).toBe('half a question');
});

test('after a reload of the window the partial answer is there as interrupted, with Continue', async () => {
	const panel = await open();
	await panel.tell(opened({ session: session([turn({ answer: 'It is four hundred', state: { kind: 'interrupted' } })]) }));
	await eventually(() => panel.page.locator('.outcome').textContent()).toContain('Interrupted');
	await panel.page.getByRole('button', { name: 'Continue' }).click();
	await eventually(() => last(panel)).toEqual({ kind: 'continueTurn', turnId: 't1' });
});

const scenes: Readonly<Record<string, readonly ChatFact[]>> = {
	list: [opened(), chats({ opens: true })],
	found: [opened(), { ...found, opens: true } as ChatFact],
	noChats: [opened(), chats({ opens: true, chats: [] })],
	deleted: [opened(), chats({ opens: true }), { kind: 'deleted', title: 'Sort a list of names by their last letter, and keep the order' }],
	branches: [
		opened({
			session: {
				...session([
					turn({
						id: 'b',
						after: '',
						nth: 1,
						question: 'What is 17 * 24, exactly?',
						reasoning: thought,
						closed: 'natural',
						thoughtMs: 3000,
						answer: 'It is **408**.',
					}),
					turn({ id: 'd', after: 'b', nth: 1, question: 'Explain the selected code', context: [selection], answer: codeAnswer }),
				]),
				others: [turn({ id: 'a', after: '', nth: 0 }), turn({ id: 'e', after: 'b', nth: 0 }), turn({ id: 'f', after: 'b', nth: 2 })],
			},
		}),
	],
};

/** With the row of actions, an edit and an input for a title open, where the scene has them. */
async function show({ page, tell }: OpenPanel, facts: readonly ChatFact[]): Promise<void> {
	await tell({ kind: 'deleted', title: undefined }, ...facts);
	await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
	const more = page.locator('.chat-row .quiet[aria-expanded=false]');
	if ((await more.count()) > 4) {
		await more.nth(1).click();
		await page.locator('.chat-open').nth(3).focus();
		await page.keyboard.press('F2');
	}
	if ((await page.locator('.question-row').count()) > 1) await page.getByLabel('Edit the question').nth(1).click();
}

test.each(['dark', 'light', 'highContrast', 'highContrastLight'] as const)(
	'the list and the branches have no serious finding in %s',
	async (theme) => {
		const panel = await open({ theme });
		await panel.page.evaluate(axe.source);
		for (const [name, facts] of Object.entries(scenes)) {
			await show(panel, facts);
			const findings = await panel.page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
			violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
				.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`);
			expect(findings, name).toEqual([]);
		}
	},
);

test.each([220, 300, 600])('nothing of them sticks out sideways at %i pixels', async (width) => {
	const panel = await open({ width });
	for (const [name, facts] of Object.entries(scenes)) {
		await show(panel, facts);
		const overflow = await panel.page.evaluate(`[...document.querySelectorAll('html, .chats-list, .chats-head, .chat-row, .log')]
			.filter((element) => element.scrollWidth > element.clientWidth + 2).map(({ className }) => className)`);
		expect(overflow, name).toEqual([]);
	}
});

test.runIf(process.env.SCREENSHOTS)('pictures of the list and the branches', async () => {
	mkdirSync('out/panel', { recursive: true });
	for (const [theme, width] of [
		['dark', 300],
		['light', 300],
		['highContrast', 300],
		['dark', 220],
		['light', 600],
	] as const) {
		for (const [name, facts] of Object.entries(scenes)) {
			const panel = await open({ theme, width, height: 560 });
			await show(panel, facts);
			await panel.page.screenshot({ path: `out/panel/chats-${name}-${theme}-${width}.png` });
		}
	}
});
