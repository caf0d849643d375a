/** What is told of a transfer, in the terminal and in the editor. */
export interface GetProgress {
	readonly source: 'cache' | 'hub' | 'packageIndex';
	/** `waiting`: another process gets the same file, and the figures are its own. */
	readonly phase: 'waiting' | 'downloading' | 'checking';
	readonly receivedBytes: number;
	readonly totalBytes: number;
	readonly bytesPerSecond: number;
	readonly secondsLeft?: number;
}

export const sourceTitles: Readonly<Record<GetProgress['source'], string>> = {
	cache: 'model folder',
	hub: 'hub',
	packageIndex: 'package index (pip)',
};

const units = [
	{ bytes: 1e9, name: 'GB', digits: 1 },
	{ bytes: 1e6, name: 'MB', digits: 0 },
	{ bytes: 1e3, name: 'kB', digits: 0 },
];

/** "1.1 GB", "491 MB", "12 bytes". */
export function bytesText(bytes: number): string {
	const unit = units.find((candidate) => bytes >= candidate.bytes);
	return unit === undefined ? `${Math.round(bytes)} bytes` : `${(bytes / unit.bytes).toFixed(unit.digits)} ${unit.name}`;
}

/** "45 s", "3 min 20 s". */
export function secondsText(seconds: number): string {
	const whole = Math.ceil(seconds);
	return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "412 MB of 1.1 GB (37 %), 12 MB/s, 58 s left". */
export function progressText(progress: GetProgress): string {
	const { phase, receivedBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
	const percent = totalBytes > 0 ? Math.floor((100 * receivedBytes) / totalBytes) : 0;
	const amount = `${bytesText(receivedBytes)} of ${bytesText(totalBytes)} (${percent} %)`;
	const rate = bytesPerSecond > 0 ? `, ${bytesText(bytesPerSecond)}/s` : '';
	const left = secondsLeft === undefined ? '' : `, ${secondsText(secondsLeft)} left`;
	return phase === 'waiting' ? `another process is getting it: ${amount}${rate}${left}` : `${amount}${rate}${left}`;
}
