// A cached day as a slice of columns that it shares with its neighbours, so that days which lie side by side are joined without copying.
import { lowerBound, rowsBetween, type Series } from '../sessions/series.js';
import type { CachedDay } from './cached-day.js';
import { type Day, endOf, startOf } from './day.js';

type Facts = Omit<CachedDay, 'series'>;

export class DaySlice implements CachedDay {
  readonly readAt: number;
  readonly settled: boolean;
  readonly deviceId: string | null;
  readonly transactionId: string | null;

  constructor(
    readonly columns: Series,
    readonly from: number,
    readonly to: number,
    { readAt, settled, deviceId, transactionId }: Facts,
  ) {
    this.readAt = readAt;
    this.settled = settled;
    this.deviceId = deviceId;
    this.transactionId = transactionId;
  }

  get series(): Series {
    return rowsBetween(this.columns, this.from, this.to);
  }
}

/** The rows of columns that start on a day. */
export function rowsOn(columns: Series, day: Day): readonly [from: number, to: number] {
  return [lowerBound(columns.start, startOf(day)), lowerBound(columns.start, endOf(day))];
}

/** One view of the columns that all days are slices of, one behind the other; undefined where they are not. */
export function adjacent(days: readonly CachedDay[]): Series | undefined {
  const [first] = days;
  if (!(first instanceof DaySlice)) return undefined;
  let to = first.from;
  for (const day of days) {
    if (!(day instanceof DaySlice) || day.columns !== first.columns || day.from !== to) return undefined;
    to = day.to;
  }
  return rowsBetween(first.columns, first.from, to);
}

/** The same days as slices of one set of columns. The days must come in order. */
export function sliced(days: ReadonlyMap<Day, CachedDay>, columns: Series): Map<Day, CachedDay> {
  let row = 0;
  const slices = new Map<Day, CachedDay>();
  for (const [day, held] of days) {
    const from = row;
    row += held.series.start.length;
    slices.set(day, new DaySlice(columns, from, row, held));
  }
  return slices;
}
