// Compares a window of sessions with windows before it: how much more or less it is, and whether that is unusual.
import { Temporal } from 'temporal-polyfill';
import { DAY, type Instant, type Range } from './range.js';

/** Which window before: the one that ends where this one starts, or the same hours of the calendar earlier. */
export type ComparisonPeriod = 'PREVIOUS' | 'SAME_LAST_DAY' | 'SAME_LAST_WEEK' | 'SAME_LAST_MONTH';

const EARLIER = {
  SAME_LAST_DAY: { days: 1 },
  SAME_LAST_WEEK: { weeks: 1 },
  SAME_LAST_MONTH: { months: 1 },
} as const;

/** Where the clock of the zone changes, the earlier window has the same times of day, and may be longer or shorter. */
export function windowBefore({ from, to }: Range, period: ComparisonPeriod, timeZone: string): Range {
  if (period === 'PREVIOUS') return { from: from - Math.max(0, to - from), to: from };
  const earlier = (at: Instant): Instant =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).subtract(EARLIER[period]).epochMilliseconds;
  const start = earlier(from);
  return { from: start, to: Math.max(start, earlier(to)) };
}

export interface FigureChange {
  readonly absolute: number;
  /** The change as a part of the earlier figure; null where that is 0. */
  readonly ratio: number | null;
}

/** Null where one of the two is unknown. */
export function changeOf(before: number | null, now: number | null): FigureChange | null {
  if (before === null || now === null) return null;
  const absolute = now - before;
  return { absolute, ratio: before === 0 ? null : absolute / before };
}

/** A window is held against so many days before it. */
const BASELINE_DAYS = 28;
const FEWEST_DAYS = 7;

/**
 * What a window is held against, newest first: the same hours of each of the days before, or for a window longer than a day
 * those days themselves.
 */
export function baselineWindows({ from, to }: Range): Range[] {
  const length = Math.min(to - from, DAY);
  return Array.from({ length: BASELINE_DAYS }, (_, n) => ({
    from: from - (n + 1) * DAY,
    to: from - (n + 1) * DAY + length,
  }));
}

/** Iglewicz and Hoaglin (1993): an outlier is more than 3.5 away, in units that are standard deviations where values are normally distributed. */
const THRESHOLD = 3.5;
const MAD_TO_DEVIATION = 1.4826;
const MEAN_TO_DEVIATION = 1.2533;

/**
 * Whether a value is an outlier beside others, by their median and median absolute deviation (MAD); where more than half of them are equal,
 * so that the MAD is 0, by their mean absolute deviation. Null with fewer than 7 others.
 */
export function isUnusual(value: number, others: readonly number[]): boolean | null {
  if (others.length < FEWEST_DAYS) return null;
  const middle = median(others);
  const deviations = others.map((other) => Math.abs(other - middle));
  const unit = MAD_TO_DEVIATION * median(deviations) || (MEAN_TO_DEVIATION * sum(deviations)) / deviations.length;
  return Math.abs(value - middle) > THRESHOLD * unit;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  // There is at least one value.
  return ((low as number) + (high as number)) / 2;
}
