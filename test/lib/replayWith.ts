// Plays a trace, with a model at hand, as `lemma replay` does.
import { readFileSync } from 'node:fs';
import type { Clock } from '../../src/core/clock.ts';
import type { SyntaxTrees } from '../../src/core/completion/syntax.ts';
import type { Logger } from '../../src/core/log.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { defaults } from '../../src/core/settings.ts';
import { type ReplayClock, realClock, virtualClock } from '../../tools/cli/replay/clocks.ts';
import { type Contender, ownSession } from '../../tools/cli/replay/contender.ts';
import { Meter } from '../../tools/cli/replay/meter.ts';
import { type Played, play } from '../../tools/cli/replay/play.ts';
import type { TraceEvent } from '../../tools/cli/replay/trace.ts';
import { openTrees } from './syntaxTrees.ts';

export interface ReplayOptions {
	readonly model: LanguageModel;
	readonly isFast: boolean;
	/** Texts of files that need not lie on the disk. */
	readonly files?: Readonly<Record<string, string>>;
	/** The engine may read in peace before this event, however slow it is; as in `PlayPorts`. */
	readonly readyAt?: number;
	/** The editor's own session without. */
	readonly contender?: (engine: Engine) => Contender;
}

interface Engine {
	readonly model: () => Promise<LanguageModel>;
	readonly clock: Clock;
	readonly meter: Meter;
	readonly syntax: SyntaxTrees;
}

export interface Replay {
	readonly played: readonly Played[];
	readonly meter: Meter;
}

export async function replayWith(events: readonly TraceEvent[], options: ReplayOptions): Promise<Replay> {
	const { isFast, files, contender, readyAt } = options;
	const meter = new Meter(() => clock.now());
	const clock: ReplayClock = isFast ? virtualClock(meter.quiet) : realClock();
	const watched = meter.watch(options.model, isFast);
	const model = async (): Promise<LanguageModel> => watched;
	const played: Played[] = [];
	const syntax = openTrees();
	const engine = { model, clock, meter, syntax };
	const during = <T>(task: Promise<T>): Promise<T> => meter.during(task);
	const ports = {
		clock,
		meter,
		contender: contender?.(engine) ?? ownSession({ ...engine, log: quiet, during }, defaults),
		readSource: async (path: string) => ({ paths: [path], text: files?.[path] ?? readFileSync(path, 'utf8') }),
	};
	const trace = events.map((event, index) => ({ line: index + 1, event }));
	const held = readyAt === undefined || isFast ? ports : { ...ports, readyAt };
	for await (const moment of play(trace, held, new AbortController().signal)) {
		played.push(moment);
	}
	await meter.quiet();
	syntax.dispose();
	return { played, meter };
}

const nothing = (): void => undefined;
export const quiet: Logger = { trace: nothing, info: nothing, warn: nothing, error: nothing };
