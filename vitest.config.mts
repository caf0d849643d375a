import { defineConfig } from 'vitest/config';

const slow = { testTimeout: 120_000, hookTimeout: 180_000, fileParallelism: false };

export default defineConfig({
	test: {
		projects: [
			// Nothing holds module state, so the files need no process each: half the time.
			{ test: { name: 'unit', include: ['test/{unit,golden,architecture}/**/*.test.ts'], isolate: false } },
			{ test: { name: 'worker', include: ['test/worker/**/*.test.ts'], ...slow } },
			{ test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...slow } },
		],
	},
});
