import { Worker } from 'node:worker_threads';

/**
 * Ends this process soon after its parent is gone, however it went and however busy the main thread is: a disconnect alone is not heard while
 * that thread is busy, so a thread of its own looks once a second.
 */
export function watchParent(): void {
	process.once('disconnect', () => process.exit(0));
	if (!process.connected) {
		process.exit(0); // it went while this process started, and there will be no event
	}
	new Worker(watch, { eval: true, workerData: process.ppid }).unref();
}

const watch = `
	const { workerData: parent } = require('node:worker_threads');
	setInterval(() => {
		let alive = process.ppid === parent;
		try { process.kill(parent, 0); } catch (error) { alive = alive && error.code === 'EPERM'; }
		if (!alive) process.kill(process.pid, 'SIGKILL');
	}, 1000);
`;
