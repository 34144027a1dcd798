// Selects the rows of a series by duration.
import { duration, type Series } from './series.js';

/** Seconds, both ends inclusive; an absent end is no bound. */
export interface DurationRange {
  readonly min?: number | null;
  readonly max?: number | null;
}

/** Some rows of a series, in the order of the series. */
export interface Selection {
  readonly series: Series;
  readonly rows: Uint32Array;
}

let everyRow = new Uint32Array(0);

/** 0, 1, 2 and so on: one array for all who select everything, and never written to by them. */
function allRows(count: number): Uint32Array {
  if (everyRow.length < count) everyRow = new Uint32Array(Math.max(2 * everyRow.length, count)).map((_, row) => row);
  return everyRow.subarray(0, count);
}

/** Without a range every session is selected; any range, even one without bounds, leaves out open sessions, which have no duration yet. */
export function select(series: Series, range?: DurationRange | null): Selection {
  if (!range) return { series, rows: allRows(series.start.length) };
  const rows = new Uint32Array(series.start.length);
  const min = range.min ?? 0;
  const max = range.max ?? Number.POSITIVE_INFINITY;
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    // Bounds come as decimal seconds: dividing gives the very double that the decimal reads as, multiplying the bound may not.
    const seconds = duration(series, row) / 1_000;
    if (seconds >= min && seconds <= max) rows[count++] = row;
  }
  return { series, rows: rows.subarray(0, count) };
}
