// Decides which days must be read, and in how few calls. Pure.

import { DAY, type Instant } from '../sessions/range.js';
import type { CachedDay, PartialDays } from './cached-day.js';
import { type Day, type DayRun, endOf, listOf } from './day.js';

/**
 * settled: held for good. fresh: held, may change, but was read a moment ago. in-flight: being read right now.
 * gone: not held, and before the upstream's retention. missing: everything else, which includes held days that are too old to believe.
 */
export type DayState = 'settled' | 'fresh' | 'in-flight' | 'gone' | 'missing';

export interface PlanInput {
  readonly held: ReadonlyMap<Day, CachedDay>;
  readonly partialDays: PartialDays;
  readonly isInFlight: (day: Day) => boolean;
  readonly now: Instant;
  /** What is held is to be read again, as far as the upstream retains it. */
  readonly refresh: boolean;
}

/** Milliseconds, but for the days of history. */
export interface FreshnessRules {
  /** OPEN_TTL_SECONDS: how long the reading of an unsettled day is believed. */
  readonly openTtl: number;
  readonly retention: number;
  readonly historyDays: number;
  /** MAX_STALE_SECONDS: how old a reading may be that is served because the upstream fails. */
  readonly maxStale: number;
}

export function stateOf(
  day: Day,
  { held, partialDays, isInFlight, now, refresh }: PlanInput,
  rules: FreshnessRules,
): DayState {
  if (endOf(day) <= now - rules.historyDays * DAY) return 'gone';
  const known = held.get(day);
  // What has left the upstream's memory is known for good, or, where it was last read while it could still change, not at all.
  if (endOf(day) <= now - rules.retention) return known?.settled || partialDays.has(day) ? 'settled' : 'gone';
  if (!refresh) {
    const past = [known, partialDays.get(day)?.held].filter((each) => each && isPast(each, now));
    if (past.some((each) => each?.settled)) return 'settled';
    if (known && isPast(known, now) && now - known.readAt < rules.openTtl) return 'fresh';
  }
  return isInFlight(day) ? 'in-flight' : 'missing';
}

/** A reading later than now was made by a clock that was wrong, or now is: it is neither fresh nor settled. */
export const isPast = ({ readAt }: CachedDay, now: Instant): boolean => readAt <= now;

/** Reading so many settled days once more costs less than another call would. */
const WIDEST_GAP = 30;

/** The fewest calls that cover what is missing: one hull, split only where a long run of settled days need not be read again. */
export function callsFor(run: DayRun, stateAt: (day: Day) => DayState): DayRun[] {
  const calls: DayRun[] = [];
  let settled = 0;
  let isApart = true;
  for (const day of listOf(run)) {
    const state = stateAt(day);
    settled = state === 'settled' ? settled + 1 : 0;
    if (settled > WIDEST_GAP) isApart = true;
    if (state !== 'missing') continue;
    const current = isApart ? undefined : calls.pop();
    calls.push({ first: current?.first ?? day, last: day });
    isApart = false;
  }
  return calls;
}
