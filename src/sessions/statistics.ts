// Exact sums, averages and distributions over a selection.
import { Failure } from '../errors.js';
import type { Selection } from './selection.js';
import { at, duration } from './series.js';

/** Bytes, open sessions included. Never rounded: a sum beyond 2^53-1 is a BYTE_COUNT_TOO_LARGE. */
export function totalBytes(...selections: readonly Selection[]): number {
  let total = 0;
  for (const { series, rows } of selections)
    for (let i = 0; i < rows.length; i++) total += at(series.bytes, at(rows, i));
  // Bytes are never negative, so a running sum that has once left the safe integers does not come back.
  if (total <= Number.MAX_SAFE_INTEGER) return total;
  throw tooManyBytes();
}

export const tooManyBytes = (): Failure =>
  new Failure(
    'BYTE_COUNT_TOO_LARGE',
    'The bytes of these sessions add up to more than 2^53-1; ask for a shorter window.',
  );

/** Open sessions included. */
export const totalCount = (...selections: readonly Selection[]): number =>
  selections.reduce((sum, { rows }) => sum + rows.length, 0);

/** Seconds, of closed sessions. */
export const totalDuration = (...selections: readonly Selection[]): number =>
  closedSessions(selections).duration / 1_000;

/** Seconds, over closed sessions; null without any. */
export function averageDuration(...selections: readonly Selection[]): number | null {
  const { count, duration: sum } = closedSessions(selections);
  return count === 0 ? null : sum / (count * 1_000);
}

/** How many, and their milliseconds. */
function closedSessions(selections: readonly Selection[]): { count: number; duration: number } {
  const closed = { count: 0, duration: 0 };
  for (const { series, rows } of selections) {
    for (let i = 0; i < rows.length; i++) {
      const length = duration(series, at(rows, i));
      if (Number.isNaN(length)) continue;
      closed.count += 1;
      closed.duration += length;
    }
  }
  return closed;
}

/** Null without sessions. */
export function averageBytes(selection: Selection): number | null {
  return selection.rows.length === 0 ? null : totalBytes(selection) / selection.rows.length;
}

/** Values in ascending order and their divisor: 1,000 for milliseconds shown as seconds. */
export interface Distribution {
  readonly sorted: Float64Array;
  readonly divisor: number;
  /** Computed when asked for: the sum of bytes may be too large where the smallest and the largest are not. */
  readonly mean: () => number | null;
}

/** Seconds, closed sessions only. */
export function durationDistribution(selection: Selection): Distribution {
  return { sorted: closedDurations(selection).sort(), divisor: 1_000, mean: () => averageDuration(selection) };
}

/** Bytes, open sessions included. */
export function bytesDistribution(selection: Selection): Distribution {
  const { series, rows } = selection;
  const bytes = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) bytes[i] = at(series.bytes, at(rows, i));
  return { sorted: bytes.sort(), divisor: 1, mean: () => averageBytes(selection) };
}

/** The nearest-rank percentile: the smallest value that at least `p` percent of all values do not exceed. `p` from 0 to 100; null without values. */
export function percentile({ sorted, divisor }: Distribution, p: number): number | null {
  if (sorted.length === 0) return null;
  return at(sorted, Math.max(0, rank(p, sorted.length) - 1)) / divisor;
}

/** ceil(p * n / 100), where 99.9 means the decimal and not the binary number beside it. */
function rank(p: number, count: number): number {
  const exact = (p * count) / 100;
  const whole = Math.round(exact);
  return Math.abs(exact - whole) < 1e-12 * count ? whole : Math.ceil(exact);
}

/** Milliseconds, in the order of the series. */
function closedDurations({ series, rows }: Selection): Float64Array {
  const durations = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const length = duration(series, at(rows, i));
    if (!Number.isNaN(length)) durations[count++] = length;
  }
  return durations.subarray(0, count);
}
