import * as vscode from 'vscode';
import type { Logger } from '../core/log.ts';

/** The output channel "Lemma", with its last lines kept for the report. */
export class Log implements Logger, vscode.Disposable {
	readonly #channel = vscode.window.createOutputChannel('Lemma', { log: true });
	readonly #recent: string[] = [];

	/** The last 200 lines without `trace`, which alone may hold source text. */
	get recent(): readonly string[] {
		return this.#recent;
	}

	trace(message: string): void {
		this.#channel.trace(message);
	}
	info(message: string): void {
		this.#keep('info', message);
		this.#channel.info(message);
	}
	warn(message: string): void {
		this.#keep('warn', message);
		this.#channel.warn(message);
	}
	error(message: string | Error): void {
		this.#keep('error', message instanceof Error ? (message.stack ?? message.message) : message);
		this.#channel.error(message);
	}
	show(): void {
		this.#channel.show(true);
	}
	dispose(): void {
		this.#channel.dispose();
	}

	#keep(level: string, message: string): void {
		this.#recent.push(`${new Date().toISOString()} [${level}] ${message}`);
		this.#recent.splice(0, this.#recent.length - 200);
	}
}
