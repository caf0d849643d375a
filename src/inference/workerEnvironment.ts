/** The environment of the engine's process: without what would make Node or the engine behave otherwise than here. */
export function workerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const kept = Object.entries(environment).filter(([name]) => !name.startsWith('NODE_LLAMA_CPP_') && !dropped.has(name));
	return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '8' };
}

/** `CI`: the engine's library fails to load where its value is no boolean. */
const dropped = new Set(['NODE_OPTIONS', 'NODE_CHANNEL_FD', 'CI']);
