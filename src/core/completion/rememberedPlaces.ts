/** Between so many places of the code one can go to and fro without their windows being read again. */
const mostPlaces = 3;

/** As many as take little of the memory that is left: each has a window of its own in the engine. */
export const placesFor = (windowBytes: number, leftBytes: number): number =>
	Math.max(1, Math.min(mostPlaces, 1 + Math.floor((othersShare * leftBytes) / windowBytes)));

const othersShare = 0.05;
