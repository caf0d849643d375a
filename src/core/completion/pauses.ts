import type { Clock } from '../clock.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';

export interface PausePorts {
	readonly clock: Pick<Clock, 'now'>;
	/** Whether the machine draws from its battery; `undefined` where that cannot be known. */
	readonly isOnBattery: () => Promise<boolean | undefined>;
}

export const snoozeMs = 10 * 60_000;
/** The supply is looked at only when a completion is asked for, and no more often than this. */
const batteryCheckMs = 60_000;

/** When the user wants nothing unasked: for a while, or on battery. Nothing runs meanwhile: a snooze ends by being looked at too late. */
export class Pauses {
	readonly #ports: PausePorts;
	#snoozedUntil: number | undefined;
	#isOnBattery = false;
	#checkedAt: number | undefined;

	constructor(ports: PausePorts) {
		this.#ports = ports;
	}

	/** Milliseconds of the snooze that are left. */
	get snoozeLeftMs(): number {
		return Math.max(0, (this.#snoozedUntil ?? 0) - this.#ports.clock.now());
	}

	snooze(): void {
		this.#snoozedUntil = this.#ports.clock.now() + snoozeMs;
	}

	resume(): void {
		this.#snoozedUntil = undefined;
	}

	/** The pause that holds, as far as it is known without looking. */
	current(pauseOnBattery: boolean): CursorSnapshot['pause'] {
		if (this.#snoozedUntil !== undefined && this.snoozeLeftMs > 0) {
			return 'snoozed';
		}
		return pauseOnBattery && this.#isOnBattery ? 'battery' : undefined;
	}

	/** Looks at the power supply where that is due. */
	async look(pauseOnBattery: boolean): Promise<CursorSnapshot['pause']> {
		const now = this.#ports.clock.now();
		if (pauseOnBattery && (this.#checkedAt === undefined || now - this.#checkedAt >= batteryCheckMs)) {
			this.#checkedAt = now;
			this.#isOnBattery = (await this.#ports.isOnBattery()) ?? false;
		}
		return this.current(pauseOnBattery);
	}
}
