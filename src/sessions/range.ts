// Half-open ranges of instants in UTC milliseconds.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** All instants from `from` on, up to and without `to`. Empty where `to` is not after `from`. */
export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;

export const isEmpty = ({ from, to }: Range): boolean => to <= from;

/** What lies in both; where they do not meet, an empty range at the start of the later one. */
export function intersection(a: Range, b: Range): Range {
  const from = Math.max(a.from, b.from);
  return { from, to: Math.max(from, Math.min(a.to, b.to)) };
}

/** The shortest range that covers all of them, gaps included. */
export function hull(first: Range, ...others: readonly Range[]): Range {
  return others.reduce((a, b) => ({ from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) }), first);
}
