import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { eventsOf } from '../core/chat/chatJson.ts';
import type { ChatEvent, Session } from '../core/chat/session.ts';
import { eventLine, headLine, joined } from '../core/chat/sessionFile.ts';
import type { Logger } from '../core/log.ts';
import { ModelLock } from '../inference/sources/lock.ts';
import { defaultWaits } from '../inference/sources/waits.ts';
import { type ReadSession, sessionPath, writeWhole } from './sessionFolder.ts';

/** Growing text is written at most this often; a crash loses no more. */
const flushMs = 500;
/** The lock of an open session lives for hours: it need not show every moment that its owner does too. */
const waits = { ...defaultWaits, lockPollMs: 15_000 };

export interface JournalPorts {
	readonly folder: string;
	readonly newId: () => string;
	readonly log: Logger;
	/** Somebody else writes the session: what is said here goes on in a copy with this id. */
	readonly onCopied: (id: string) => void;
}

/** Nobody writes a session without it. `undefined` while another process holds it. */
export const lockSession = async (path: string): Promise<ModelLock | undefined> => {
	await mkdir(dirname(path), { recursive: true });
	return ModelLock.tryTake(path.replace(/\.jsonl$/u, '.lock'), waits);
};

/**
 * The file of the session that is open. Of several windows the first to write has it; another one, whose picture of the session is not
 * that of the file any more, goes on in a copy. So no line of either is lost, and they never mix.
 */
export class SessionJournal {
	readonly #ports: JournalPorts;
	#session: Session;
	#path: string;
	/** As long as the file was when it was read or written here last. */
	#bytes: number;
	/** Written by a newer version: it is left as it is. */
	#isForeign: boolean;
	#lock: ModelLock | undefined;
	#pending: ChatEvent[] = [];
	#timer: NodeJS.Timeout | undefined;
	#isClosed = false;
	#writing: Promise<void> = Promise.resolve();

	/** `lock`: one that was taken before the session was read. */
	constructor({ session, bytes, isOfNewerVersion }: ReadSession, ports: JournalPorts, lock?: ModelLock) {
		this.#lock = lock;
		this.#session = session;
		this.#path = sessionPath(ports.folder, session.id);
		this.#bytes = bytes;
		this.#isForeign = isOfNewerVersion;
		this.#ports = ports;
	}

	/** False while another window has it. */
	async take(): Promise<boolean> {
		this.#lock ??= await lockSession(this.#path);
		return this.#lock !== undefined;
	}

	/** `session` is that after the event. */
	save(event: ChatEvent, session: Session): void {
		// What an answer that runs when the window ends still says would take the lock from the next window.
		if (this.#isClosed) return;
		this.#session = session;
		if (event.kind === 'reading') return;
		const last = this.#pending.at(-1);
		const both = last === undefined ? undefined : joined(last, event);
		if (both === undefined) {
			this.#pending.push(event);
		} else {
			this.#pending[this.#pending.length - 1] = both;
		}
		this.#timer ??= setTimeout(() => void this.flush(), flushMs);
	}

	/** A write that fails is logged and tried again with the next one; the chat goes on. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#writing = this.#writing.then(() => this.#write());
		await this.#writing;
	}

	/** Nothing is written any more then: an answer that runs is read as interrupted. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.flush();
		if (this.#lock !== undefined && this.#session.turns.length + this.#session.others.length === 0) {
			await rm(this.#path, { force: true });
		}
		await this.#lock?.release();
		this.#lock = undefined;
	}

	async #write(): Promise<void> {
		const events = this.#pending;
		if (events.length === 0) return;
		this.#pending = [];
		try {
			if (await this.#isOurs()) {
				await this.#append(events);
			} else {
				await this.#copy();
			}
		} catch (error) {
			this.#pending = [...events, ...this.#pending];
			this.#ports.log.error(`the chat could not be saved: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	async #isOurs(): Promise<boolean> {
		if (this.#isForeign || !(await this.take())) return false;
		const { size } = await stat(this.#path).catch(() => ({ size: 0 }));
		return size === this.#bytes;
	}

	async #append(events: readonly ChatEvent[]): Promise<void> {
		const lines = events.map(eventLine).join('');
		const file = await open(this.#path, 'a+');
		try {
			// A crash may have left half a line, which must not spoil the next one.
			const text = this.#bytes === 0 ? headLine + lines : (await endsLine(file, this.#bytes)) ? lines : `\n${lines}`;
			await file.appendFile(text, 'utf8');
			if (events.some(({ kind }) => kind !== 'reasoning' && kind !== 'answer')) await file.datasync();
			this.#bytes += Buffer.byteLength(text);
		} catch (error) {
			// What was written of it will be written again.
			await file.truncate(this.#bytes).catch(() => undefined);
			throw error;
		} finally {
			await file.close();
		}
	}

	async #copy(): Promise<void> {
		const id = this.#ports.newId();
		const path = sessionPath(this.#ports.folder, id);
		const session = this.#session;
		const bytes = await writeWhole(path, eventsOf(session));
		const lock = await lockSession(path);
		await this.#lock?.release();
		this.#lock = lock;
		this.#path = path;
		this.#bytes = bytes;
		this.#isForeign = false;
		this.#ports.onCopied(id);
	}
}

async function endsLine(file: Awaited<ReturnType<typeof open>>, bytes: number): Promise<boolean> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, bytes - 1);
	return bytesRead === 1 && buffer.toString() === '\n';
}
