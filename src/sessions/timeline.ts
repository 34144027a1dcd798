// Aggregates sessions into buckets between boundaries.

import type { Instant } from './range.js';
import type { Selection } from './selection.js';
import { at, duration } from './series.js';
import { tooManyBytes } from './statistics.js';

export interface Bucket {
  readonly start: Instant;
  readonly end: Instant;
  readonly count: number;
  readonly totalBytes: number;
  /** Milliseconds of closed sessions, and how many they are. */
  readonly duration: number;
  readonly closed: number;
}

/** One bucket between each boundary and the next, over all selections together. Every session must start between the first and the last. */
export function countBetween(boundaries: Float64Array, selections: readonly Selection[]): Bucket[] {
  const length = Math.max(0, boundaries.length - 1);
  const sums = {
    count: new Float64Array(length),
    bytes: new Float64Array(length),
    duration: new Float64Array(length),
    closed: new Float64Array(length),
  };
  for (const selection of selections) addUp(sums, boundaries, selection);
  return Array.from({ length }, (_, bucket) => toBucket(sums, boundaries, bucket));
}

interface Sums {
  readonly count: Float64Array;
  readonly bytes: Float64Array;
  readonly duration: Float64Array;
  readonly closed: Float64Array;
}

/** Rows are in the order of their starts, so one walk along the boundaries meets them all. */
function addUp(sums: Sums, boundaries: Float64Array, { series, rows }: Selection): void {
  let bucket = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = at(rows, i);
    while (at(series.start, row) >= at(boundaries, bucket + 1)) bucket++;
    add(sums.count, bucket, 1);
    add(sums.bytes, bucket, at(series.bytes, row));
    const length = duration(series, row);
    if (Number.isNaN(length)) continue;
    add(sums.duration, bucket, length);
    add(sums.closed, bucket, 1);
  }
}

function add(column: Float64Array, index: number, value: number): void {
  column[index] = at(column, index) + value;
}

function toBucket({ count, bytes, duration: lasting, closed }: Sums, boundaries: Float64Array, bucket: number): Bucket {
  if (at(bytes, bucket) > Number.MAX_SAFE_INTEGER) throw tooManyBytes();
  return {
    start: at(boundaries, bucket),
    end: at(boundaries, bucket + 1),
    count: at(count, bucket),
    totalBytes: at(bytes, bucket),
    duration: at(lasting, bucket),
    closed: at(closed, bucket),
  };
}
