// VS Code's workbench as a person uses it: keys, clicks, and what is on the screen.
import { basename } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

export class Workbench {
	readonly page: Page;
	constructor(page: Page) {
		this.page = page;
	}

	/** Opens the address and waits until Lemma runs: before that, typing never brings a suggestion. */
	async open(url: string): Promise<void> {
		await this.page.goto(url);
		await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
		await this.statusItem().waitFor({ timeout: 60_000 });
	}

	/** Lemma's item in the status bar. */
	statusItem(): Locator {
		return this.page.locator('.statusbar-item[id^="lemma.lemma"]').first();
	}

	get editor(): Locator {
		return this.page.locator('.editor-group-container.active .monaco-editor').first();
	}

	/** The lines of the active editor that are on the screen. */
	async text(): Promise<string> {
		const lines = await this.editor
			.locator('.view-line')
			.evaluateAll((elements) =>
				elements
					.map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
					.sort((a, b) => a.top - b.top),
			);
		return lines.map((line) => plain(line.text)).join('\n');
	}

	/** The grey text offered at the cursor, whatever spans its colours cut it into. */
	async ghostText(timeoutMs = 60_000): Promise<string> {
		const parts = this.editor.locator('.ghost-text-decoration, .ghost-text-decoration-preview, .ghost-text');
		await parts.first().waitFor({ timeout: timeoutMs });
		return plain((await parts.allTextContents()).join(''));
	}

	async openFile(name: string): Promise<void> {
		await this.#pick('Control+P', name, name);
		await this.page.locator('.tabs-container .tab.active').filter({ hasText: name }).waitFor();
		await this.editor.locator('.view-line').first().waitFor();
		await this.editor
			.locator('.view-lines')
			.first()
			.click({ position: { x: 5, y: 5 } });
	}

	/** Runs a command from the palette by its full title, such as "Lemma: Explain". */
	async command(title: string): Promise<void> {
		await this.#pick('F1', `>${title}`, title);
	}

	/** Puts the cursor there; both count from 1. */
	async goTo(line: number, column: number): Promise<void> {
		await this.#pick('Control+G', `:${line}:${column}`, 'Press');
		// The status bar counts a tab as the columns it fills.
		await this.page.locator('.statusbar').getByText(`Ln ${line}, Col `).waitFor();
	}

	/** Chooses an entry of the lightbulb at the cursor. */
	async quickFix(title: string): Promise<void> {
		const entry = this.page.locator('.action-widget').getByText(title).first();
		await again(
			async () => {
				await this.page.keyboard.press('Control+.');
				await entry.click({ timeout: 8_000 });
			},
			() => this.page.keyboard.press('Escape'),
		);
	}

	/**
	 * Answers the file dialog with this title. It lists its first folder late, and then may forget what was typed meanwhile.
	 * @param listed whether the file is there, so that its row must be seen before Enter
	 */
	async chooseFile(title: string, path: string, { listed = true } = {}): Promise<void> {
		const heading = this.quickInput.getByText(title);
		await heading.waitFor();
		await this.quickInput.locator('.monaco-list-row').first().waitFor();
		await again(
			async () => {
				await this.quickInput.locator('input').first().fill(path, { timeout: 5_000 });
				if (listed) {
					await this.quickInput
						.locator('.monaco-list-row')
						.filter({ hasText: basename(path) })
						.waitFor({ timeout: 5_000 });
				} else {
					await this.page.waitForTimeout(1_000);
				}
				await this.page.keyboard.press('Enter');
				await heading.waitFor({ state: 'hidden', timeout: 5_000 });
			},
			async () => {},
		);
	}

	/** The squiggles of errors in the active editor. */
	get errors(): Locator {
		return this.editor.locator('.squiggly-error');
	}

	get notifications(): Locator {
		return this.page.locator('.notifications-toasts .notification-list-item');
	}

	get quickInput(): Locator {
		return this.page.locator('.quick-input-widget');
	}

	/** What the one visible webview shows: VS Code puts an extension's page into two frames. */
	webview(): FrameLocator {
		return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
	}

	/** Quick input closes again when something else takes the focus, as a busy start-up does; hence the tries. */
	async #pick(key: string, text: string, row: string): Promise<void> {
		await again(
			async () => {
				await this.page.keyboard.press(key);
				await this.quickInput.locator('input').first().fill(text, { timeout: 5_000 });
				await this.quickInput.locator('.monaco-list-row').filter({ hasText: row }).first().click({ timeout: 5_000 });
			},
			() => this.page.keyboard.press('Escape'),
		);
	}
}

/** Editors show spaces as no-break spaces, here and there with a joiner. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u200c', '');

async function again(attempt: () => Promise<void>, between: () => Promise<void>, tries = 4): Promise<void> {
	for (let n = 1; ; n++) {
		try {
			return await attempt();
		} catch (error) {
			if (n === tries) {
				throw error;
			}
			await between();
		}
	}
}
