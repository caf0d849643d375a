import { expect, test } from 'vitest';
import { RoleStatuses } from '../../src/inference/roleStatuses.ts';

test('a process that does not respond is told, whatever it was at, until it does again', () => {
	const statuses = new RoleStatuses();
	statuses.set(['reasoner'], { kind: 'ready', title: 'Tiny' });
	statuses.setResponding(['reasoner'], false);
	expect(statuses.of('reasoner')).toMatchObject({ kind: 'busy', message: expect.stringContaining('does not respond') });
	statuses.setResponding(['reasoner'], true);
	expect(statuses.of('reasoner')).toEqual({ kind: 'ready', title: 'Tiny' });
});

test('the silence of one process says nothing of the one that is loaded in its place', () => {
	const statuses = new RoleStatuses();
	statuses.set(['reasoner'], { kind: 'ready', title: 'Tiny' });
	statuses.setResponding(['reasoner'], false);
	statuses.set(['reasoner'], { kind: 'loading', title: 'Tiny', percent: 0 });
	expect(statuses.of('reasoner')).toMatchObject({ kind: 'loading' });
	statuses.set(['reasoner'], { kind: 'ready', title: 'Tiny' });
	expect(statuses.of('reasoner')).toMatchObject({ kind: 'ready' });
});
