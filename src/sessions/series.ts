// Sessions as sorted columns: searching and slicing.
import type { Instant, Range } from './range.js';

/**
 * Columns of one length, sorted by start; equal starts by their ordinal, which is at first by end with open ones last and then by
 * bytes, so that the order never depends on the order in which the upstream sent them. Columns are never written to once they are made.
 */
export interface Series {
  /** Instants. */
  readonly start: Float64Array;
  /** Instants; NaN while the session is open. */
  readonly end: Float64Array;
  /** Whole numbers, 0 to 2^53-1. */
  readonly bytes: Float64Array;
  /** Where sessions with the same start are not numbered from 0 without a gap, since an earlier reading had them otherwise: their numbers. */
  readonly ordinals?: Float64Array;
}

export const EMPTY: Series = { start: new Float64Array(0), end: new Float64Array(0), bytes: new Float64Array(0) };

/** The value at a row that the caller knows to exist: the loops over columns are bounded by their length. */
export const at = (column: Float64Array | Uint32Array, row: number): number => column[row] as number;

/** The first row whose value is not below `bound`, in a sorted column; its length if there is none. */
export function lowerBound(column: Float64Array, bound: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(column, middle) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sessions that start within the range: a view, nothing is copied. */
export function startingWithin(series: Series, range: Range): Series {
  const from = lowerBound(series.start, range.from);
  return rowsBetween(series, from, Math.max(from, lowerBound(series.start, range.to)));
}

/** The rows from one up to and without another: a view, nothing is copied. */
export function rowsBetween(series: Series, from: number, to: number): Series {
  if (from === 0 && to === series.start.length) return series;
  return {
    start: series.start.subarray(from, to),
    end: series.end.subarray(from, to),
    bytes: series.bytes.subarray(from, to),
    ...(series.ordinals && { ordinals: series.ordinals.subarray(from, to) }),
  };
}

export const isOpen = (series: Series, row: number): boolean => Number.isNaN(at(series.end, row));

/** Milliseconds; NaN while the session is open. */
export const duration = (series: Series, row: number): number => at(series.end, row) - at(series.start, row);

/** Its number among the sessions with the very same start: with the start it names a session for good, also while it grows. */
export function ordinal({ start, ordinals }: Series, row: number): number {
  if (ordinals) return at(ordinals, row);
  let first = row;
  while (first > 0 && at(start, first - 1) === at(start, row)) first--;
  return row - first;
}

export interface Session {
  readonly start: Instant;
  readonly end: Instant | null;
  readonly bytes: number;
}

export function session(series: Series, row: number): Session {
  const end = at(series.end, row);
  return { start: at(series.start, row), end: Number.isNaN(end) ? null : end, bytes: at(series.bytes, row) };
}
