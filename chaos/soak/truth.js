// Knows which sessions a device really had, computed from the emulator's generator alone; not how the API is asked.
import { cardOf } from '../../dist/emulator/cards.js';
import { deviceFor, sessionsOfDay } from '../../dist/emulator/synthetic.js';

export const DAY = 86_400_000;
const SEED = 1;
const MOST_DEVICES = 300;

/** Rows by device and day; the devices asked for least recently are forgotten. */
const known = new Map();

function daysKnownOf(imei) {
  const days = known.get(imei) ?? { device: deviceFor(SEED, imei, cardOf(imei)?.plays.traits), rows: new Map() };
  known.delete(imei);
  known.set(imei, days);
  if (known.size > MOST_DEVICES) known.delete(known.keys().next().value);
  return days;
}

/** The sessions that start from `from` up to and not including `to`, by start. */
export function sessionsWithin(imei, from, to) {
  const { device, rows } = daysKnownOf(imei);
  const found = [];
  for (let day = Math.floor(from / DAY); day * DAY < to; day++) {
    if (!rows.has(day)) rows.set(day, sessionsOfDay(device, day));
    for (const row of rows.get(day)) if (row.startTime >= from && row.startTime < to) found.push(row);
  }
  return found;
}

/** What the API must say of sessions that are all over. */
export function figuresOf(rows) {
  const durations = rows.map(({ startTime, endTime }) => (endTime - startTime) / 1000).sort((a, b) => a - b);
  return {
    totalCount: rows.length,
    totalBytes: rows.reduce((sum, { numBytes }) => sum + numBytes, 0),
    totalDuration: durations.reduce((sum, duration) => sum + duration, 0),
    median: durations[Math.ceil(durations.length / 2) - 1] ?? null,
  };
}
