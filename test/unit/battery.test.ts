import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isOnBattery } from '../../src/inference/battery.ts';

const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) {
		rmSync(folder, { recursive: true, force: true });
	}
});

/** A folder as Linux keeps it: one folder a supply, one file an attribute. */
function linux(supplies: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<boolean | undefined> {
	const folder = mkdtempSync(join(tmpdir(), 'lm-power-'));
	folders.push(folder);
	for (const [name, attributes] of Object.entries(supplies)) {
		mkdirSync(join(folder, name));
		for (const [attribute, value] of Object.entries(attributes)) {
			writeFileSync(join(folder, name, attribute), `${value}\n`);
		}
	}
	return isOnBattery({ platform: 'linux', suppliesFolder: folder, pmset: () => Promise.reject(new Error('not here')) });
}

describe('the power supply on Linux', () => {
	it('is the battery of a laptop that is not plugged in', async () => {
		expect(await linux({ AC: { type: 'Mains', online: '0' }, BAT0: { type: 'Battery', status: 'Discharging', present: '1' } })).toBe(true);
	});

	it('is the mains where it is plugged in, also through USB', async () => {
		expect(await linux({ AC: { type: 'Mains', online: '1' }, BAT0: { type: 'Battery', status: 'Charging' } })).toBe(false);
		expect(
			await linux({
				BAT0: { type: 'Battery', status: 'Discharging' },
				'ucsi-source-psy-USBC000:001': { type: 'USB', online: '1', scope: 'System' },
			}),
		).toBe(false);
	});

	it('is no battery where only a mouse has one', async () => {
		expect(await linux({ hidpp_battery_0: { type: 'Battery', status: 'Discharging', scope: 'Device' } })).toBeUndefined();
	});

	it('is the battery where the kernel shows no mains at all', async () => {
		expect(await linux({ BAT0: { type: 'Battery', status: 'Full' }, BAT1: { type: 'Battery', status: 'Discharging' } })).toBe(true);
		expect(await linux({ BAT0: { type: 'Battery', status: 'Not charging' } })).toBe(false);
	});

	it('cannot be known where there is no such folder', async () => {
		expect(await isOnBattery({ platform: 'linux', suppliesFolder: '/nowhere', pmset: async () => '' })).toBeUndefined();
	});
});

describe('the power supply elsewhere', () => {
	const mac = (text: string) => isOnBattery({ platform: 'darwin', suppliesFolder: '', pmset: async () => text });

	it('is what pmset says on macOS', async () => {
		const line = ' -InternalBattery-0 (id=4653155)\t87%; discharging; 5:21 remaining present: true\n';
		expect(await mac(`Now drawing from 'Battery Power'\n${line}`)).toBe(true);
		expect(await mac("Now drawing from 'AC Power'\n")).toBe(false);
		expect(await mac('')).toBeUndefined();
		expect(
			await isOnBattery({ platform: 'darwin', suppliesFolder: '', pmset: () => Promise.reject(new Error('no pmset')) }),
		).toBeUndefined();
	});

	it('cannot be known on Windows', async () => {
		expect(await isOnBattery({ platform: 'win32', suppliesFolder: '', pmset: async () => '' })).toBeUndefined();
	});

	it('can be asked of this very machine', async () => {
		expect([true, false, undefined]).toContain(await isOnBattery());
	});
});
