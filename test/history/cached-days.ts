// Held days, reports and devices by hand, for tests of whoever keeps them, plans with them or assembles them.

import type { CachedDay } from '../../src/history/cached-day.js';
import { type Day, startOf } from '../../src/history/day.js';
import type { Report } from '../../src/history/report.js';
import { type DeviceKey, readAccountNumber, readImei } from '../../src/sessions/device.js';
import { HOUR, type Range } from '../../src/sessions/range.js';
import { seriesOf, type Tuple } from '../support/series.js';

export function device(last = '1', account = '1'): DeviceKey {
  const [imei, accountNumber] = [readImei(last.padStart(15, '0')), readAccountNumber(account)];
  if (!imei || !accountNumber) throw new Error('not a device');
  return { imei, accountNumber };
}

export const range = (from: number, to: number): Range => ({ from, to });

/** An instant by day and hour of the day. */
export const on = (day: Day, hour = 0): number => startOf(day) + hour * HOUR;

/** A session of one hour that starts at one o'clock; its bytes name it. */
export const sessionOn = (day: Day, bytes = day): Tuple => [on(day, 1), on(day, 2), bytes];

export type Given = Partial<Omit<CachedDay, 'series'>> & { readonly rows?: readonly Tuple[] };

/** Settled, with one session, unless said. */
export const held = (day: Day, { rows = [sessionOn(day)], ...rest }: Given = {}): CachedDay => ({
  series: seriesOf(rows),
  readAt: on(day + 10),
  settled: true,
  deviceId: null,
  transactionId: null,
  ...rest,
});

export const heldDays = (days: readonly Day[], given: Given = {}): Map<Day, CachedDay> =>
  new Map(days.map((day) => [day, held(day, given)]));

/** A report of that stretch, asked for at its end unless said. */
export const reportOf = (
  known: Range,
  rows: readonly Tuple[] = [],
  more: Partial<Omit<Report, 'known' | 'series'>> = {},
): Report => ({
  known,
  series: seriesOf(rows),
  deviceId: null,
  transactionIds: [],
  asOf: known.to,
  ...more,
});
