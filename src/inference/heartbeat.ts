export interface HeartbeatWaits {
	readonly everyMs: number;
	/** Silence after which the process counts as not responding. */
	readonly lateMs: number;
	/** Silence after which it counts as dead. */
	readonly deadMs: number;
}

export const heartbeatWaits: HeartbeatWaits = { everyMs: 2000, lateMs: 10_000, deadMs: 60_000 };

export interface HeartbeatPorts {
	readonly ping: () => void;
	readonly onLate: (isLate: boolean) => void;
	readonly onDead: () => void;
}

/**
 * Asks a process for signs of life while somebody waits for it; idle there is neither a timer nor traffic. Silence is counted in pings that
 * were not answered and not by the clock, so that a machine that slept, or a busy host, is not held against the process.
 */
export class Heartbeat {
	readonly #waits: HeartbeatWaits;
	readonly #ports: HeartbeatPorts;
	#timer: NodeJS.Timeout | undefined;
	#isNeeded = false;
	#unanswered = 0;
	#isLate = false;

	constructor(waits: HeartbeatWaits, ports: HeartbeatPorts) {
		this.#waits = waits;
		this.#ports = ports;
	}

	/** Whether anybody waits for the process. It goes on until the last ping is answered, so that nobody can keep a dead process by giving up. */
	need(isNeeded: boolean): void {
		this.#isNeeded = isNeeded;
		if (isNeeded) {
			this.#timer ??= setInterval(() => this.#beat(), this.#waits.everyMs);
		} else if (this.#unanswered === 0) {
			this.stop();
		}
	}

	/** A message came, whatever it says. */
	heard(): void {
		this.#unanswered = 0;
		this.#setLate(false);
		this.need(this.#isNeeded);
	}

	stop(): void {
		this.#isNeeded = false;
		this.#unanswered = 0;
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#beat(): void {
		const silentMs = this.#unanswered * this.#waits.everyMs;
		if (silentMs >= this.#waits.deadMs) {
			this.stop();
			this.#ports.onDead();
			return;
		}
		this.#setLate(silentMs >= this.#waits.lateMs);
		this.#unanswered++;
		this.#ports.ping();
	}

	#setLate(isLate: boolean): void {
		if (isLate !== this.#isLate) {
			this.#isLate = isLate;
			this.#ports.onLate(isLate);
		}
	}
}
