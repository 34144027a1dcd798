// How far back the upstream retains sessions, for everything that plans with it.

const DAY = 86_400_000;

/** DOCUMENTED: without a startDate the report begins at the earliest available, 180 days ago. Milliseconds. */
export const RETENTION = 180 * DAY;

/** Clocks differ and calls travel: what is this close to the edge of retention may be beyond it when the call arrives. Milliseconds. */
export const RETENTION_GUARD = 5 * 60_000;
