// Which days must be read, and in how few calls. Pure: it neither reads nor waits, and now comes in by the door.
import { type Day, type DayRun, endOf, listOf } from './day.js';
import type { HeldDay, Remnants } from './cached-day.js';
import { DAY, type Instant } from '../sessions/range.js';

/**
 * settled: held for good. fresh: held, may change, but was read a moment ago. flying: being read right now.
 * gone: not held, and before the upstream's memory. missing: everything else, which includes held days that are too old to believe.
 */
export type DayState = 'settled' | 'fresh' | 'flying' | 'gone' | 'missing';

export interface Knowledge {
  readonly held: ReadonlyMap<Day, HeldDay>;
  readonly remnants: Remnants;
  readonly isFlying: (day: Day) => boolean;
  readonly now: Instant;
  /** What is held is to be read again, as far as the upstream remembers it. */
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
  { held, remnants, isFlying, now, refresh }: Knowledge,
  rules: FreshnessRules,
): DayState {
  if (endOf(day) <= now - rules.historyDays * DAY) return 'gone';
  const known = held.get(day);
  // What has left the upstream's memory is known for good, or, where it was last read while it could still change, not at all.
  if (endOf(day) <= now - rules.retention) return known?.settled || remnants.has(day) ? 'settled' : 'gone';
  if (!refresh) {
    const past = [known, remnants.get(day)?.held].filter((each) => each && isPast(each, now));
    if (past.some((each) => each?.settled)) return 'settled';
    if (known && isPast(known, now) && now - known.readAt < rules.openTtl) return 'fresh';
  }
  return isFlying(day) ? 'flying' : 'missing';
}

/** A reading later than now was made by a clock that was wrong, or now is: it is neither fresh nor settled. */
export const isPast = ({ readAt }: HeldDay, now: Instant): boolean => readAt <= now;

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
