// Assembles an answer from cached and newly read days, and decides what may be served stale. Pure.
import { FAILURES, type Failure } from '../errors.js';
import { type Instant, intersection, isEmpty, type Range } from '../sessions/range.js';
import { startingWithin } from '../sessions/series.js';
import { type CachedDay, joined, type PartialDays } from './cached-day.js';
import { type Day, daysOf, listOf, startOf } from './day.js';
import { isPast } from './plan.js';
import type { Answer } from './report.js';

export interface AssemblyInput {
  readonly days: ReadonlyMap<Day, CachedDay>;
  /** Days at the retention edge, of which perhaps only the end is known. */
  readonly partialDays: PartialDays;
  /** The time of the answer, which is what an answer from settled days alone is as of. */
  readonly now: Instant;
}

/** What is known of the window, without a hole, up to its end. */
export function assemble(window: Range, input: AssemblyInput): Answer {
  const known = isEmpty(window) ? window : intersection(window, { from: knownFrom(window, input), to: window.to });
  const parts = isEmpty(known) ? [] : listOf(daysOf(known)).flatMap((day) => partOf(day, input) ?? []);
  const newestFirst = parts.toSorted((a, b) => b.readAt - a.readAt);
  return {
    known,
    series: startingWithin(joined(parts), known),
    deviceId: newestFirst.find(({ deviceId }) => deviceId !== null)?.deviceId ?? null,
    transactionIds: [...new Set(newestFirst.flatMap(({ transactionId }) => transactionId ?? []))],
    asOf: asOf(parts, input.now),
    stale: false,
  };
}

/** When the oldest of the unsettled days was read, by whatever clock: a reading later than now keeps its own time. */
function asOf(parts: readonly CachedDay[], now: Instant): Instant {
  const unsettled = parts.filter((part) => !part.settled || !isPast(part, now));
  return unsettled.length === 0 ? now : Math.min(...unsettled.map(({ readAt }) => readAt));
}

/** What was read when a day was still open is worth less than what was read of it at the end. */
function partOf(day: Day, { days, partialDays, now }: AssemblyInput): CachedDay | undefined {
  const held = days.get(day);
  return held?.settled && isPast(held, now) ? held : (partialDays.get(day)?.held ?? held);
}

/** The instant from which every day up to the end of the window is there; the end itself where the last day is not. */
function knownFrom(window: Range, input: AssemblyInput): Instant {
  const { first, last } = daysOf(window);
  for (let day = last; day >= first; day--) {
    const from = knownFromWithin(day, input);
    if (from === undefined) return day === last ? window.to : startOf(day + 1);
    if (from > startOf(day)) return from;
  }
  return startOf(first);
}

/** From where on a day is known; undefined where nothing of it is. */
function knownFromWithin(day: Day, { days, partialDays, now }: AssemblyInput): Instant | undefined {
  const held = days.get(day);
  const partialDay = partialDays.get(day);
  if (held && (!partialDay || (held.settled && isPast(held, now)))) return startOf(day);
  return partialDay?.from;
}

export interface StaleRules {
  /** MAX_STALE_SECONDS, in milliseconds. */
  readonly maxStale: number;
  /** Whether nothing better than what is there could be had of the day, failure or not. */
  readonly isGood: (day: Day) => boolean;
}

/**
 * The answer where the upstream failed: from days that are good anyway; if asking again may help, from older readings of
 * the others; and if only the newest days were never read, from those before them. Throws the failure where none of it will do.
 */
export function assembleWithout(
  failure: Failure,
  window: Range,
  input: AssemblyInput,
  { maxStale, isGood }: StaleRules,
): Answer {
  const doubtful = isEmpty(window) ? [] : listOf(daysOf(window)).filter((day) => !isGood(day));
  if (doubtful.length === 0) return assemble(window, input);
  const unread = doubtful.filter((day) => input.now - lastRead(day, input) > maxStale);
  const end = newestUnread(unread, window);
  const isTooOld = unread.length > 0 && end !== undefined && input.now - end > maxStale;
  if (!FAILURES[failure.code].retryable || end === undefined || isTooOld) throw failure;
  const answer = assemble({ from: window.from, to: end }, input);
  if (isEmpty(answer.known)) throw failure;
  return { ...answer, stale: true };
}

/** When anything of a day was last read. */
const lastRead = (day: Day, { days, partialDays }: AssemblyInput): Instant =>
  Math.max(
    days.get(day)?.readAt ?? Number.NEGATIVE_INFINITY,
    partialDays.get(day)?.held.readAt ?? Number.NEGATIVE_INFINITY,
  );

/** The instant up to which the window was read; undefined where unread days have others behind them, or nothing before them. */
function newestUnread(unread: readonly Day[], window: Range): Instant | undefined {
  const [first] = unread;
  if (first === undefined) return window.to;
  const areNewest = unread.length === daysOf(window).last - first + 1;
  return areNewest && startOf(first) > window.from ? startOf(first) : undefined;
}
