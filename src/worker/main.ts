import { errorFact, isAbort } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import { ThoughtControl } from '../core/reasoning/thoughtControl.ts';
import type { FromWorker, LoadOptions, ToWorker } from '../protocol/worker.ts';
import { EventBatch } from './eventBatch.ts';
import { type LoadedModel, loadModel } from './loadedModel.ts';
import { watchParent } from './parentWatch.ts';

/** The child process that holds one model for its whole life. */
function serve(): void {
	const running = new Map<number, { readonly cancel: AbortController; readonly control: ThoughtControl }>();
	let loaded: LoadedModel | undefined;

	process.on('message', (message: ToWorker) => {
		switch (message.kind) {
			case 'load':
				void load(message.options);
				break;
			case 'generate':
				void generate(message);
				break;
			case 'countTokens':
				send({ kind: 'counted', id: message.id, tokens: loaded?.countTokens(message.text) ?? 0 });
				break;
			case 'cancel':
				running.get(message.id)?.cancel.abort();
				break;
			case 'command':
				running.get(message.id)?.control.send(message.command);
				break;
			case 'yield':
				loaded?.yield(message.toOther);
				break;
			case 'ping':
				send({ kind: 'pong' });
				break;
			case 'shutdown':
				process.exit(0);
		}
	});

	async function load(options: LoadOptions): Promise<void> {
		let shown = -1;
		const onProgress = (percent: number) => {
			if (percent > shown) {
				shown = percent;
				send({ kind: 'loading', percent });
			}
		};
		try {
			loaded = await loadModel(options, log, onProgress);
			send({ kind: 'ready', info: loaded.info, contextTokens: loaded.contextTokens });
		} catch (error) {
			send({ kind: 'loadFailed', error: errorFact(error) });
		}
	}

	async function generate({ id, request, commands }: Extract<ToWorker, { kind: 'generate' }>): Promise<void> {
		const cancel = new AbortController();
		const control = new ThoughtControl();
		running.set(id, { cancel, control });
		for (const command of commands) {
			control.send(command);
		}
		const batch = new EventBatch((events) => send({ kind: 'events', id, events }));
		try {
			if (loaded === undefined) {
				throw new Error('A request came before the model was loaded');
			}
			await loaded.generate(request, cancel.signal, batch.add, control);
			batch.flush();
			send({ kind: 'done', id });
		} catch (error) {
			batch.flush();
			send(isAbort(error) ? { kind: 'done', id } : { kind: 'failed', id, error: errorFact(error) });
		} finally {
			running.delete(id);
		}
	}
}

/** A parent that is gone hears nothing; the watch ends us. */
const send = (message: FromWorker): void => {
	process.send?.(message, undefined, undefined, () => undefined);
};

const logAt =
	(level: 'trace' | 'info' | 'warn' | 'error') =>
	(message: string | Error): void =>
		send({ kind: 'log', level, message: message instanceof Error ? (message.stack ?? message.message) : message });

const log: Logger = { trace: logAt('trace'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

watchParent();
serve();
