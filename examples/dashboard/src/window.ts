// The windows that the dashboard asks about, fixed when it is opened so that the cache is hit.

export interface Window {
  /** 30 days ago. */
  readonly start: string;
  /** Seven days ago. */
  readonly week: string;
}

const DAY = 86_400_000;

export function windowAt(now: number): Window {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  return { start: new Date(midnight - 30 * DAY).toISOString(), week: new Date(midnight - 6 * DAY).toISOString() };
}
