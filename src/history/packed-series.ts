// Binary encoding of a series as deltas.
import type { Instant } from '../sessions/range.js';
import { at, type Series } from '../sessions/series.js';
import { type Pen, readDouble, readWhole, Unreadable, writeDouble, writeWhole } from './varints.js';

/** Bytes that a series needs at most, its length included. */
export const maxSeriesBytes = ({ start }: Series): number => 8 + 32 * start.length;

/**
 * `base` is an instant not after the first start. Where every value is a whole number: start since the start before, duration + 1
 * or 0 while open, bytes. Anything else is kept as it is in memory. Ordinals follow where there are any.
 */
export function writeSeries(pen: Pen, series: Series, base: Instant): void {
  const { length } = series.start;
  const isWhole = wholeFrom(series, base);
  writeWhole(pen, 4 * length + (isWhole ? 0 : 1) + (series.ordinals ? 2 : 0));
  let before = base;
  for (let row = 0; row < length; row++) {
    const [start, end, bytes] = [at(series.start, row), at(series.end, row), at(series.bytes, row)];
    if (isWhole) {
      writeWhole(pen, start - before);
      writeWhole(pen, Number.isNaN(end) ? 0 : end - start + 1);
      writeWhole(pen, bytes);
    } else for (const value of [start, end, bytes]) writeDouble(pen, value);
    before = start;
  }
  for (const ordinal of series.ordinals ?? []) writeWhole(pen, ordinal);
}

export function readSeries(pen: Pen, base: Instant): Series {
  const head = readWhole(pen);
  const [length, isWhole, hasOrdinals] = [Math.floor(head / 4), head % 2 === 0, head % 4 > 1];
  if (length * (isWhole ? 3 : 24) > pen.bytes.length - pen.at) throw new Unreadable('too few rows');
  const [start, end, bytes] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  let before = base;
  for (let row = 0; row < length; row++) {
    before = isWhole ? before + readWhole(pen) : readDouble(pen);
    start[row] = before;
    end[row] = isWhole ? endFrom(before, readWhole(pen)) : readDouble(pen);
    bytes[row] = isWhole ? readWhole(pen) : readDouble(pen);
  }
  return { start, end, bytes, ...(hasOrdinals && { ordinals: start.map(() => readWhole(pen)) }) };
}

const endFrom = (start: Instant, lasted: number): number => (lasted === 0 ? Number.NaN : start + lasted - 1);

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function wholeFrom({ start, end, bytes }: Series, base: Instant): boolean {
  return start.every((instant, row) => {
    const stopped = at(end, row);
    const since = row === 0 ? base : at(start, row - 1);
    const isEndWhole = Number.isNaN(stopped) || isCount(stopped - instant);
    return Number.isSafeInteger(instant) && isCount(instant - since) && isEndWhole && isCount(at(bytes, row));
  });
}
