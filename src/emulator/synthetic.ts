// Generates the sessions of a synthetic device for any day.

import { DAY_MS } from './instants.js';
import type { Row } from './rows.js';
import { drawFor, hash, stream } from './seeded-random.js';
import { rateOf, type UsageProfileName, usageProfileOf, usageProfiles } from './usage-profiles.js';

const SHORTEST_MS = 2000;

/** A device that is made of figures alone. */
export interface SyntheticDevice {
  readonly seed: number;
  readonly imei: string;
  readonly usageProfile: UsageProfileName;
  readonly bytesPerSecond: number;
  /** On the first day of each month the last session never ends. */
  readonly abandons: boolean;
}

/** The device behind an IMEI; `traits` replace what its hash would choose. */
export function deviceFor(
  seed: number,
  imei: string,
  traits: Partial<Pick<SyntheticDevice, 'usageProfile' | 'bytesPerSecond' | 'abandons'>> = {},
): SyntheticDevice {
  const ordinary = { usageProfile: usageProfileOf(seed, imei), bytesPerSecond: rateOf(seed, imei), abandons: false };
  return { seed, imei, ...ordinary, ...traits };
}

/** The sessions that start on the UTC days from `firstDay` to `lastDay` (days since 1970, both included), by start. */
export function sessionsOfDays(device: SyntheticDevice, firstDay: number, lastDay: number): Row[] {
  const rows: Row[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) for (const row of sessionsOfDay(device, day)) rows.push(row);
  return rows;
}

/**
 * The sessions that start on one UTC day (days since 1970). A day ends where the next one opens, and when a day opens is
 * drawn for that day alone: so no session overlaps one of another day, and no day needs the sessions of the day before.
 */
export function sessionsOfDay(device: SyntheticDevice, day: number): Row[] {
  const usageProfile = usageProfiles[device.usageProfile];
  const random = stream(hash(device.seed, device.imei, day));
  const midnight = day * DAY_MS;
  const limit = opening(device, day + 1) - usageProfile.rest;
  const rows: Row[] = [];
  let start = opening(device, day);
  let left = usageProfile.count(random, new Date(midnight).getUTCDay());
  for (; left > 0 && start < midnight + DAY_MS && start + SHORTEST_MS <= limit; left -= 1) {
    const room = Math.min(limit - start, DAY_MS);
    const length = Math.min(room, Math.floor(usageProfile.length(random, room, left)));
    rows.push({ startTime: start, endTime: start + length, numBytes: bytesOf(device, length, random) });
    start += length + Math.ceil(usageProfile.gap(random, length));
  }
  return device.abandons ? abandonLast(rows, midnight) : rows;
}

function opening(device: SyntheticDevice, day: number): number {
  const [earliest, latest] = usageProfiles[device.usageProfile].opens;
  return day * DAY_MS + Math.floor(earliest + (latest - earliest) * drawFor(device.seed, device.imei, day, 'opening'));
}

/** Rate times seconds with 10 % noise and 2 to 5 % of the time lost; a failed start still costs 200 to 600 bytes. */
function bytesOf(device: SyntheticDevice, lengthMs: number, random: () => number): number {
  const noise = 0.9 + 0.2 * random();
  const used = 0.95 + 0.03 * random();
  const least = 200 + 400 * random();
  if (random() < 0.004) return 0;
  return Math.floor(Math.max(least, ((device.bytesPerSecond * lengthMs) / 1000) * noise * used));
}

function abandonLast(rows: readonly Row[], midnight: number): Row[] {
  if (new Date(midnight).getUTCDate() !== 1) return [...rows];
  return rows.map((row, i) => (i === rows.length - 1 ? { ...row, endTime: null } : row));
}
