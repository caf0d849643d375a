import { isAbort, UserError } from '../core/errors.ts';
import type { ModelStatus, Role } from '../core/model.ts';

export const roles: readonly Role[] = ['reasoner', 'completer'];

/** What is told of each role's model. */
export class RoleStatuses {
	readonly #listeners = new Set<(role: Role, status: ModelStatus) => void>();
	readonly #statuses = new Map<Role, ModelStatus>();
	/** Roles whose process does not answer at the moment. */
	readonly #silent = new Set<Role>();
	#running: Readonly<Record<Role, number>> = { reasoner: 0, completer: 0 };

	of(role: Role): ModelStatus {
		const status = this.#statuses.get(role) ?? { kind: 'idle', title: '' };
		return this.#silent.has(role) && isAlive(status) ? { kind: 'busy', title: status.title, message: notResponding(status.title) } : status;
	}

	onChange(listener: (role: Role, status: ModelStatus) => void): { dispose(): void } {
		this.#listeners.add(listener);
		return { dispose: () => this.#listeners.delete(listener) };
	}

	/** Nobody is told of anything any more. */
	close(): void {
		this.#listeners.clear();
	}

	set(changed: readonly Role[], status: ModelStatus): void {
		for (const role of changed) {
			this.#statuses.set(role, status);
			// A process that is gone, or a new one in its place, whose every progress is a sign of life.
			if (!isAlive(status) || status.kind === 'loading') {
				this.#silent.delete(role);
			}
			this.#tell(role);
		}
	}

	fail(role: Role, error: unknown): void {
		const { title } = this.of(role);
		if (isAbort(error)) {
			this.set([role], { kind: 'idle', title });
		} else if (error instanceof UserError) {
			this.set([role], { kind: 'failed', title, code: error.code, message: error.message });
		} else {
			this.set([role], { kind: 'failed', title, code: 'bug', message: 'Something went wrong. The log says more.' });
		}
	}

	setResponding(changed: readonly Role[], responds: boolean): void {
		for (const role of changed) {
			if (responds) {
				this.#silent.delete(role);
			} else {
				this.#silent.add(role);
			}
			this.#tell(role);
		}
	}

	/** Counts a request that begins or ends; true where the role begins or ceases to be busy. */
	count(role: Role, change: 1 | -1): boolean {
		const before = this.#running[role];
		const after = Math.max(0, before + change);
		this.#running = { ...this.#running, [role]: after };
		if (before > 0 === after > 0) {
			return false;
		}
		const status = this.#statuses.get(role);
		if (status?.kind === 'ready' || status?.kind === 'busy') {
			this.set([role], { kind: after > 0 ? 'busy' : 'ready', title: status.title });
		}
		return true;
	}

	#tell(role: Role): void {
		const status = this.of(role);
		for (const listener of this.#listeners) {
			listener(role, status);
		}
	}
}

const isAlive = ({ kind }: ModelStatus): boolean => kind === 'loading' || kind === 'ready' || kind === 'busy';

const notResponding = (title: string): string =>
	`The engine of ${title} does not respond. It is ended and started again if that lasts; "Lemma: Restart Engine" does it now.`;
