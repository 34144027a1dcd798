// UTC days, the unit of the cache.
import { DAY, type Instant, type Range } from '../sessions/range.js';

/** Days since 1970-01-01, UTC. */
export type Day = number;

/** Days from first to last, both included. */
export interface DayRun {
  readonly first: Day;
  readonly last: Day;
}

export const dayOf = (instant: Instant): Day => Math.floor(instant / DAY);

export const startOf = (day: Day): Instant => day * DAY;

export const endOf = (day: Day): Instant => startOf(day + 1);

/** The days that a range touches; the range must not be empty. */
export const daysOf = ({ from, to }: Range): DayRun => ({ first: dayOf(from), last: dayOf(to - 1) });

export const lengthOf = ({ first, last }: DayRun): number => last - first + 1;

export const listOf = (run: DayRun): Day[] => Array.from({ length: lengthOf(run) }, (_, index) => run.first + index);
