import { hubPath } from '../../core/models/catalog.ts';
import { followRedirects, hubUrl, networkReason } from './hubRequest.ts';
import type { Job } from './job.ts';
import { Interrupted, Refused, withTries } from './tries.ts';

/** Worth another try once data has flowed. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);
const refusals: Readonly<Record<number, string>> = {
	401: 'wants a login for this file (401)',
	403: 'refuses access to this file (403)',
	404: 'does not have this file (404)',
	410: 'no longer has this file (410)',
	429: 'is asked too often (429)',
};

/** Fills the part from the hub at `endpoint`, or from a mirror with the same paths. */
export async function getFromHub(job: Job, endpoint: string): Promise<void> {
	const path = hubPath(job.model);
	if (path === undefined) throw new Refused('does not have this file');
	const url = hubUrl(endpoint, path);
	await withTries(
		() => transfer(job, url),
		() => job.part.receivedBytes,
		job.waits,
		job.signal,
		(why, waitMs) => job.log.info(`The hub ${why}; next try in ${waitMs} ms.`),
	);
}

/** One try: what comes is appended, until the file is whole or the connection ends. */
async function transfer(job: Job, url: URL): Promise<void> {
	const { model, part, waits, signal } = job;
	const quiet = new AbortController();
	const timer = (ms: number): NodeJS.Timeout =>
		setTimeout(() => quiet.abort(new Interrupted(`sent nothing for ${ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`}`)), ms);
	let watch = timer(waits.firstByteMs);
	const translate = (error: unknown): never => {
		signal.throwIfAborted();
		throw quiet.signal.aborted ? quiet.signal.reason : new Interrupted(networkReason(error));
	};
	try {
		const response = await followRedirects(job, url, AbortSignal.any([signal, quiet.signal]), translate);
		await prepare(job, response);
		const reader = response.body?.getReader();
		if (reader === undefined) throw new Refused('sent an empty answer');
		for (;;) {
			const { done, value } = await reader.read().catch(translate);
			if (done) break;
			clearTimeout(watch);
			if (part.receivedBytes === 0 && !startsAsGguf(value)) throw new Refused('sent something else than a model file');
			if (part.receivedBytes + value.length > model.sizeBytes) {
				await part.truncate(0, () => undefined, signal);
				throw new Refused('sent more bytes than the file has');
			}
			await part.append(value);
			job.report(part.receivedBytes);
			watch = timer(waits.stallMs);
		}
		if (!part.complete) throw new Interrupted('closed the connection before the end');
	} finally {
		clearTimeout(watch);
		quiet.abort(); // Closes the connection where the answer was not read to its end.
	}
}

/** Refuses what is not the file, and starts anew where the server does not go on from where the part ends. */
async function prepare({ model, part, signal }: Job, response: Response): Promise<void> {
	const { status, headers } = response;
	if (status === 416 && part.receivedBytes > 0) {
		await part.truncate(0, () => undefined, signal);
		throw new Interrupted('does not go on where the file stopped');
	}
	if (passing.has(status)) throw new Interrupted(refusals[status] ?? `answered with status ${status}`);
	if (status !== 200 && status !== 206) throw new Refused(refusals[status] ?? `answered with status ${status}`);
	if (headers.get('content-type')?.startsWith('text/html')) throw new Refused('answered with a web page instead of the file');

	const etag = strongEtag(headers.get('etag'));
	if (status === 206) {
		const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
		if (range === null || Number(range[1]) !== part.receivedBytes) throw new Refused('sent other bytes than were asked for');
		if (range[2] !== '*' && Number(range[2]) !== model.sizeBytes) throw new Refused('has a file of another size');
		if (part.receivedBytes > 0 && part.etag !== undefined && part.etag !== etag) {
			await part.truncate(0, () => undefined, signal);
			await part.setEtag(undefined);
			throw new Interrupted('changed the file meanwhile');
		}
	} else {
		const length = headers.get('content-length');
		if (length !== null && Number(length) !== model.sizeBytes) throw new Refused('has a file of another size');
		await part.truncate(0, () => undefined, signal);
	}
	await part.setEtag(etag);
}

/** A weak one promises no equal bytes. */
const strongEtag = (etag: string | null): string | undefined => (etag === null || etag.startsWith('W/') ? undefined : etag);

const startsAsGguf = (chunk: Uint8Array): boolean => {
	const magic = Buffer.from('GGUF').subarray(0, chunk.length);
	return magic.equals(chunk.subarray(0, magic.length));
};
