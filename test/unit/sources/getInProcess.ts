// Gets the test's model in a process of its own: tests kill it, or let it stand in a hostile folder. Prints the path.
import { ModelStore } from '../../../src/inference/sources/modelStore.ts';

const { model, sources, ...options } = JSON.parse(process.argv[2] ?? '{}');
const log = { trace: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const store = new ModelStore({ ...options, log });
console.log(await store.get(model, sources, () => undefined, new AbortController().signal));
