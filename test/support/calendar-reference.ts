// The plain reference for the buckets of a timeline: it knows calendar units and their sums, but no caches, devices or wire.

import { Temporal } from 'temporal-polyfill';
import type { PlainSession } from './reference.js';

export type PlainInterval = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

export interface PlainBucket {
  readonly start: number; // UTC ms
  readonly end: number;
  readonly count: number;
  readonly totalBytes: number;
  readonly totalDuration: number; // seconds
  readonly averageDuration: number | null; // seconds; null without closed sessions
}

const QUARTER = 15 * 60 * 1000;
const HOUR = 4 * QUARTER;

/** The beginning of the calendar unit in which an instant lies. */
function unitStart(instant: number, interval: PlainInterval, timeZone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  if (interval === 'HOUR') return zoned.round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds;
  if (interval === 'DAY') return zoned.startOfDay().epochMilliseconds;
  const date = zoned.toPlainDate();
  const first = interval === 'WEEK' ? date.subtract({ days: date.dayOfWeek - 1 }) : date.with({ day: 1 });
  // Without a time of day, this is the start of the day, whatever the clocks do at midnight.
  return first.toZonedDateTime(timeZone).epochMilliseconds;
}

/** Clocks that change at odd minutes (Chatham's, at a quarter to) leave instants whose rounded hour does not hold them. */
const untellable = (instant: number, interval: PlainInterval, timeZone: string) =>
  new RangeError(`${new Date(instant).toISOString()} has no plain ${interval} in ${timeZone}.`);

/** The beginning of the unit that follows: whole hours as long as they stay in the unit, then quarters of an hour. */
function nextUnitStart(start: number, interval: PlainInterval, timeZone: string): number {
  let probe = start;
  while (unitStart(probe + HOUR, interval, timeZone) === start) probe += HOUR;
  while (unitStart(probe, interval, timeZone) === start) probe += QUARTER;
  if (unitStart(probe, interval, timeZone) !== probe) throw untellable(probe, interval, timeZone);
  return probe;
}

function bucket(sessions: readonly PlainSession[], start: number, end: number): PlainBucket {
  const own = sessions.filter((s) => s.start >= start && s.start < end);
  const bytes = own.reduce((sum, s) => sum + BigInt(s.bytes), 0n);
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`${bytes} bytes are more than 2^53-1.`);
  const lengths = own.flatMap((s) => (s.end === null ? [] : [s.end - s.start]));
  const totalMs = lengths.reduce((sum, ms) => sum + ms, 0);
  return {
    start,
    end,
    count: own.length,
    totalBytes: Number(bytes),
    totalDuration: totalMs / 1000,
    averageDuration: lengths.length === 0 ? null : totalMs / (lengths.length * 1000),
  };
}

export function plainTimeline(
  sessions: readonly PlainSession[],
  window: { readonly from: number; readonly to: number },
  interval: PlainInterval,
  timeZone: string,
): PlainBucket[] {
  const { from, to } = window;
  if (from >= to) return [];
  const buckets: PlainBucket[] = [];
  let unit = unitStart(from, interval, timeZone);
  if (unit > from || nextUnitStart(unit, interval, timeZone) <= from) throw untellable(from, interval, timeZone);
  while (unit < to) {
    const next = nextUnitStart(unit, interval, timeZone);
    buckets.push(bucket(sessions, Math.max(unit, from), Math.min(next, to)));
    unit = next;
  }
  return buckets;
}
