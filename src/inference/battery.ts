import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface BatteryPorts {
	readonly platform: NodeJS.Platform;
	/** Where Linux keeps its power supplies. */
	readonly suppliesFolder: string;
	/** What `pmset -g batt` says. */
	readonly pmset: () => Promise<string>;
}

const thisMachine: BatteryPorts = {
	platform: process.platform,
	suppliesFolder: '/sys/class/power_supply',
	pmset: async () => (await promisify(execFile)('/usr/bin/pmset', ['-g', 'batt'], { timeout: 2000 })).stdout,
};

/** Whether the machine draws from its battery; `undefined` where that cannot be known, as on Windows without a native module. */
export async function isOnBattery({ platform, suppliesFolder, pmset }: BatteryPorts = thisMachine): Promise<boolean | undefined> {
	switch (platform) {
		case 'linux':
			return fromSupplies(await supplies(suppliesFolder));
		case 'darwin':
			return fromPmset(await pmset().catch(() => ''));
		default:
			return undefined;
	}
}

/** Attributes of one power supply, as the kernel names them. */
type Supply = Readonly<Record<'type' | 'online' | 'status' | 'scope', string>>;

async function supplies(folder: string): Promise<readonly Supply[]> {
	const names = await readdir(folder).catch(() => []);
	return Promise.all(
		names.map(async (name) => {
			const read = (attribute: string): Promise<string> =>
				readFile(join(folder, name, attribute), 'utf8').then(
					(text) => text.trim(),
					() => '',
				);
			const [type, online, status, scope] = await Promise.all([read('type'), read('online'), read('status'), read('scope')]);
			return { type, online, status, scope };
		}),
	);
}

function fromSupplies(all: readonly Supply[]): boolean | undefined {
	// A mouse has a battery too; its scope is "Device".
	const ofMachine = all.filter(({ scope }) => scope !== 'Device');
	if (ofMachine.some(({ type, online }) => type !== 'Battery' && online === '1')) {
		return false;
	}
	const batteries = ofMachine.filter(({ type }) => type === 'Battery');
	if (batteries.length === 0) {
		return ofMachine.length === 0 ? undefined : false;
	}
	return batteries.some(({ status }) => status === 'Discharging');
}

function fromPmset(text: string): boolean | undefined {
	const source = /Now drawing from '([^']+)'/.exec(text)?.[1];
	return source === undefined ? undefined : source === 'Battery Power';
}
