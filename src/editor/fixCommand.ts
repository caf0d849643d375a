import * as vscode from 'vscode';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { UserError } from '../core/errors.ts';
import { type FailingTest, failingTests } from '../core/fix/failingTests.ts';
import type { FixEvent } from '../core/fix/fixEvent.ts';
import { fix } from '../core/fix/fixLoop.ts';
import type { FixRequest } from '../core/fix/fixRequest.ts';
import type { ModelSource } from '../core/model.ts';
import { ChatContextFiles } from './chatContextFiles.ts';
import { labelOf, plainText } from './documents.ts';
import { askAgain, assertFixable, type FixAsk } from './fixAsk.ts';
import { FixProgressView } from './fixProgress.ts';
import type { FixReview } from './fixReview.ts';
import { workspaceFile } from './links.ts';
import { namedDefinitions } from './namedDefinitions.ts';
import { withSuggestions } from './offeredFixes.ts';
import { toProblem } from './problems.ts';
import { pathOf, projectFiles } from './projectFiles.ts';
import { reviewScheme } from './reviewDocument.ts';
import { currentSettings } from './settings.ts';
import { type ShadowPorts, shadowOf } from './shadows.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';
import type { TestConsent } from './testConsent.ts';

export interface FixCommandPorts extends ShadowPorts {
	readonly reasoner: ModelSource;
	readonly trees: SyntaxTrees;
	readonly review: FixReview;
	readonly consent: TestConsent;
}

/** What a change of code is called while it is made, and once it is there. */
export interface FixWords {
	readonly doing: string;
	readonly title: string;
}

const fixWords: FixWords = { doing: 'fixing', title: 'Fix' };

interface Run {
	readonly ask: FixAsk;
	readonly snapshot: Snapshot;
	readonly controller: AbortController;
	readonly view: FixProgressView;
}

/** Looks for a fix, one at a time, has it checked out of sight, and shows for review what held. */
export class FixCommand {
	readonly #ports: FixCommandPorts;
	readonly #files = new ChatContextFiles();
	#run: Run | undefined;
	/** The last candidate that did not hold, for who wants to see it nevertheless. */
	#refused: { readonly ask: FixAsk; readonly snapshot: Snapshot; readonly text: string; readonly reasoning: string } | undefined;

	constructor(ports: FixCommandPorts) {
		this.#ports = ports;
	}

	async run(ask: FixAsk, words = fixWords): Promise<void> {
		const { document } = ask;
		await assertFixable(document);
		this.cancel();
		this.#refused = undefined;
		const snapshot = await snapshotOf(document);
		const began = vscode.window.activeTextEditor?.document;
		const controller = new AbortController();
		const view = new FixProgressView(document, ask.target.first, words.doing);
		const run: Run = { ask, snapshot, controller, view };
		this.#run = run;
		try {
			const proposed = await view.during(controller, () => this.#look(run));
			if (this.#run === run) {
				this.#run = undefined;
			}
			const { text, verified, notVerified, reasoning } = proposed;
			await this.#ports.review.show({
				document,
				snapshot,
				text,
				title: words.title,
				findings: { verified, notVerified },
				reasoning,
				// Who went elsewhere meanwhile is not torn away from it.
				waits: isElsewhere([began, document]),
				again: () => this.run(askAgain(ask), words),
			});
		} catch (error) {
			throw this.#withDraft(run, error);
		} finally {
			view.dispose();
			if (this.#run === run) {
				this.#run = undefined;
			}
		}
	}

	/** Ends the search that runs. */
	cancel(): void {
		this.#run?.controller.abort();
		this.#run = undefined;
	}

	/** Shows what was written last, which nobody has vouched for. */
	async showDraft(): Promise<void> {
		const draft = this.#run?.view.progress.draft;
		const shown =
			this.#run !== undefined && draft !== undefined
				? { ...this.#run, text: draft, reasoning: this.#run.view.progress.reasoning }
				: this.#refused;
		if (shown === undefined) {
			throw new UserError('usage', 'There is no draft to show. Run Fix first.');
		}
		const { ask, snapshot, text, reasoning } = shown;
		await this.#ports.review.show({ document: ask.document, snapshot, text, title: 'Draft', reasoning, isDraft: true });
	}

	async #look({ ask, controller, view }: Run): Promise<Extract<FixEvent, { kind: 'proposed' }>> {
		const { signal } = controller;
		const tests = await this.#ports.consent.testsOf(ask.document);
		const [model, request] = await Promise.all([this.#ports.reasoner.get(signal), this.#request(ask)]);
		const shadow = shadowOf(ask, this.#ports);
		try {
			const ports = { model, trees: this.#ports.trees, shadow, now: () => performance.now(), ...(tests === undefined ? {} : { tests }) };
			for await (const event of fix(request, ports, signal)) {
				view.note(event);
				if (event.kind === 'proposed') {
					return event;
				}
			}
		} finally {
			shadow.dispose();
		}
		throw new UserError('noEdit', 'The model gave no fix. Run Fix again, or choose a larger model.');
	}

	async #request({ document, target, within, diagnostics, instruction, failure }: FixAsk): Promise<FixRequest> {
		const request: FixRequest = {
			label: labelOf(document),
			languageId: document.languageId,
			text: plainText(document),
			target,
			problems: diagnostics.map(toProblem),
			definitions: [],
			effort: currentSettings()['chat.effort'],
			...(within === undefined ? {} : { within }),
			...(instruction === undefined ? {} : { instruction }),
			...(failure === undefined ? {} : { failure, failingTests: await this.#failingTests(failure, document.uri) }),
		};
		const [definitions, problems] = await Promise.all([
			namedDefinitions(document, diagnostics, target, (uri) => this.#files.mayShow(uri)),
			withSuggestions(request, document, diagnostics),
		]);
		return { ...request, definitions, problems };
	}

	#failingTests(failure: string, ownUri: vscode.Uri): Promise<readonly FailingTest[]> {
		return failingTests(failure, async (path) => {
			const uri = await workspaceFile(path);
			if (uri === undefined || uri.toString() === ownUri.toString() || !(await this.#files.mayShow(uri))) return undefined;
			const text = await projectFiles.read(pathOf(uri));
			return text === undefined ? undefined : { path: vscode.workspace.asRelativePath(uri), text };
		});
	}

	/** A search that found nothing may have left a draft, which the user may still want to see. */
	#withDraft({ ask, snapshot, view }: Run, error: unknown): unknown {
		const { draft, reasoning } = view.progress;
		if (draft === undefined || !(error instanceof UserError) || error.code !== 'noEdit') {
			return error;
		}
		this.#refused = { ask, snapshot, text: draft, reasoning };
		return new UserError('draftRefused', error.message);
	}
}

/** Whether the user is in another document than these; a draft that is looked at is none. */
function isElsewhere(documents: readonly (vscode.TextDocument | undefined)[]): boolean {
	const active = vscode.window.activeTextEditor?.document;
	return active !== undefined && !documents.includes(active) && active.uri.scheme !== reviewScheme;
}
