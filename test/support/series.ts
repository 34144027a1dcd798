// Series by hand: rows as tuples, in the order in which they are given.
import { type Series, session } from '../../src/sessions/series.js';

/** Start, end (null while open) and bytes. */
export type Tuple = readonly [start: number, end: number | null, bytes: number];

export const seriesOf = (tuples: readonly Tuple[]): Series => ({
  start: Float64Array.from(tuples, ([start]) => start),
  end: Float64Array.from(tuples, ([, end]) => end ?? Number.NaN),
  bytes: Float64Array.from(tuples, ([, , bytes]) => bytes),
});

export const tuplesOf = (series: Series): Tuple[] =>
  Array.from(series.start, (_, row) => {
    const { start, end, bytes } = session(series, row);
    return [start, end, bytes];
  });
