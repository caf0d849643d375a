/** Source text goes to `trace` only. */
export interface Logger {
	trace(message: string): void;
	info(message: string): void;
	warn(message: string): void;
	error(message: string | Error): void;
}
