// One cached day of a device, and when it is settled.

import { RETENTION_GUARD } from '../retention.js';
import { type Instant, SECOND } from '../sessions/range.js';
import { at, isOpen, ordinal, rowsBetween, type Series, startingWithin } from '../sessions/series.js';
import { type Day, dayOf, endOf, listOf, startOf } from './day.js';
import { adjacent, DaySlice, rowsOn } from './day-slice.js';
import type { Report } from './report.js';

export interface CachedDay {
  /** The sessions that start on the day. */
  readonly series: Series;
  /** When the call was sent that read it. */
  readonly readAt: Instant;
  /** It will not change any more, so it is never read again. */
  readonly settled: boolean;
  readonly deviceId: string | null;
  readonly transactionId: string | null;
}

/** When the past stands still. Milliseconds. */
export interface SettlingRules {
  /** How long after its end a day may still change. */
  readonly settle: number;
  readonly maxSession: number;
  /** How far back the upstream retains sessions. */
  readonly retention: number;
}

/** The whole days of a report. A day that the retention edge cuts is not among them. */
export function daysIn(report: Report, rules: SettlingRules): Map<Day, CachedDay> {
  const days = new Map<Day, CachedDay>();
  const run = { first: dayOf(report.known.from), last: dayOf(report.known.to - 1) };
  for (const day of listOf(run)) if (isWhole(day, report, rules)) days.set(day, cachedDay(day, report, rules));
  return days;
}

/** Either clock may be wrong: a day is settled only if it is by the earlier one, and remembered only if it is by the later one. */
const earlierTime = ({ asOf, upstreamTime = asOf }: Report): Instant => Math.min(asOf, upstreamTime + SECOND - 1);
const laterTime = ({ asOf, upstreamTime = asOf }: Report): Instant => Math.max(asOf, upstreamTime);

/** A day that is not over yet counts as whole when it was read up to the moment of the call. */
function isWhole(day: Day, report: Report, { retention }: SettlingRules): boolean {
  const { known, asOf } = report;
  const remembered = startOf(day) >= laterTime(report) - retention + RETENTION_GUARD;
  return remembered && startOf(day) >= known.from && Math.min(endOf(day), asOf) <= known.to;
}

function cachedDay(day: Day, report: Report, rules: SettlingRules): CachedDay {
  const { asOf: readAt, deviceId, transactionIds } = report;
  const [from, to] = rowsOn(report.series, day);
  const settled = isSettled(day, rowsBetween(report.series, from, to), earlierTime(report), rules);
  return new DaySlice(report.series, from, to, { readAt, settled, deviceId, transactionId: transactionIds[0] ?? null });
}

/** Its end is long past, and no session in it is open; an open session older than any session can be was abandoned and unsettles nothing. */
export function isSettled(day: Day, series: Series, readAt: Instant, { settle, maxSession }: SettlingRules): boolean {
  if (endOf(day) + settle >= readAt) return false;
  const abandonedBefore = readAt - maxSession - settle;
  for (let row = 0; row < series.start.length; row++)
    if (isOpen(series, row) && at(series.start, row) >= abandonedBefore) return false;
  return true;
}

/**
 * A day at the retention edge: what is left of it, or all of it while nobody can be sure of that. Nobody will ever know
 * more of it, and what is known of it stands.
 */
export interface PartialDay {
  readonly day: Day;
  /** What is known of the day begins here. */
  readonly from: Instant;
  readonly held: CachedDay;
}

export type PartialDays = ReadonlyMap<Day, PartialDay>;

const settledFor = ({ series, readAt, deviceId, transactionId }: CachedDay): CachedDay => ({
  series,
  readAt,
  settled: true,
  deviceId,
  transactionId,
});

/** The days at the beginning of a report that lie at the edge; in the last minutes of a day they are two. */
export function partialDaysOf(report: Report, rules: SettlingRules): PartialDay[] {
  const { known } = report;
  const edge = laterTime(report) - rules.retention + RETENTION_GUARD;
  return listOf({ first: dayOf(known.from), last: dayOf(edge) })
    .filter((day) => Math.max(known.from, startOf(day)) < edge && endOf(day) <= known.to)
    .map((day) => ({
      day,
      from: Math.max(known.from, startOf(day)),
      held: settledFor(cachedDay(day, report, rules)),
    }));
}

/** What was known of the beginning of a day stays known when the upstream has forgotten it. */
export function withBeginning(known: Omit<PartialDay, 'day'> | undefined, { day, from, held }: PartialDay): PartialDay {
  if (!known || from <= known.from) return { day, from, held };
  const beginning = startingWithin(known.held.series, { from: known.from, to: from });
  const { readAt, settled, deviceId, transactionId, series } = held;
  const facts = { readAt, settled, deviceId, transactionId };
  const parts = [beginning, series].map((each) => ({ ...facts, series: each }));
  return { day, from: known.from, held: { ...facts, series: joined(parts) } };
}

/** Columns of several days as one series. The days must come in order. */
export function joined(days: readonly CachedDay[]): Series {
  const side = adjacent(days);
  if (side) return side;
  const columns = joinedColumns(days);
  if (days.every(({ series }) => series.ordinals === undefined)) return columns;
  const ordinals = days.flatMap(({ series }) => Array.from(series.start, (_, row) => ordinal(series, row)));
  return { ...columns, ordinals: Float64Array.from(ordinals) };
}

function joinedColumns(days: readonly CachedDay[]): Series {
  const length = days.reduce((sum, { series }) => sum + series.start.length, 0);
  const start = new Float64Array(length);
  const end = new Float64Array(length);
  const bytes = new Float64Array(length);
  let row = 0;
  for (const { series } of days) {
    for (let i = 0; i < series.start.length; i++, row++) {
      start[row] = at(series.start, i);
      end[row] = at(series.end, i);
      bytes[row] = at(series.bytes, i);
    }
  }
  return { start, end, bytes };
}
