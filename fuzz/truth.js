// The truth about a window, computed from all rows by the plainest means.
import { bucketsOf } from './calendar.js';
import { RETENTION } from './rows.js';

const HOUR = 3_600_000;
const known = new Map();

/**
 * All rows of a device as the API should show them: whole milliseconds, rounded down, since that is how it writes
 * instants. A session that never ends is never shown by an upstream that shows only what a window contains: left out.
 */
export function rowsOfDevice(device, reading) {
  const key = `${reading} ${device.account} ${device.imei}`;
  if (!known.has(key)) {
    const visible = device.rows.filter((row) => reading !== 'contained' || row.end !== null);
    known.set(
      key,
      visible.map(plainRow).sort((a, b) => a.start - b.start),
    );
  }
  return known.get(key);
}

const plainRow = (row) => {
  const start = Math.floor(row.start / 1000);
  const end = row.end === null ? null : Math.floor(row.end / 1000);
  return { start, end, duration: end === null ? null : end - start, bytes: row.bytes ?? 0 };
};

const within = (range) => (row) => {
  if (range === undefined) return true;
  if (row.duration === null) return false;
  return row.duration / 1000 >= (range.min ?? 0) && row.duration / 1000 <= (range.max ?? Infinity);
};

export function viewOf(fleet, devices, start, end, range) {
  const all = devices.flatMap((device) => rowsOfDevice(device, fleet.reading));
  const rows = all.filter((row) => row.start >= start && row.start < end).filter(within(range));
  return { devices, start, end, rows, fleet };
}

export const sum = (values) => Number(values.reduce((total, value) => total + BigInt(value), 0n));
const closed = (rows) => rows.filter((row) => row.duration !== null);
export const durationsOf = (rows) => closed(rows).map((row) => row.duration);
export const bytesOf = (rows) => rows.map((row) => row.bytes);
export const totalDuration = (rows) => sum(durationsOf(rows)) / 1000;
export const averageDuration = (rows) => (closed(rows).length === 0 ? null : totalDuration(rows) / closed(rows).length);
export const averageBytes = (rows) => (rows.length === 0 ? null : sum(bytesOf(rows)) / rows.length);

/** The rank of a percentile among so many values, from the decimal text of p, without any rounding. */
function rankOf(text, count) {
  const [whole, fraction = ''] = text.split('.');
  const scaled = BigInt(whole + fraction) * BigInt(count);
  const unit = 100n * 10n ** BigInt(fraction.length);
  const rank = Number((scaled + unit - 1n) / unit);
  return Math.max(1, rank);
}

export function percentile(values, text) {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => a - b)[rankOf(text, values.length) - 1];
}

/** The buckets of a timeline over a window, each with its figures. */
export function timelineOf(view, interval, zone) {
  return bucketsOf(view.start, view.end, interval, zone).map(({ start, end }) => {
    const rows = view.rows.filter((row) => row.start >= start && row.start < end);
    return {
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
      count: rows.length,
      totalBytes: sum(bytesOf(rows)),
      totalDuration: totalDuration(rows),
      averageDuration: averageDuration(rows),
    };
  });
}

/** Compares two rows in an order; equal values go by start, open sessions stand last in an order by duration. */
export function comparison({ field, direction }) {
  const sign = direction === 'DESC' ? -1 : 1;
  if (field === 'START_TIME') return (a, b) => sign * (a.start - b.start);
  if (field === 'NUM_BYTES') return (a, b) => sign * (a.bytes - b.bytes) || a.start - b.start;
  return (a, b) => {
    if ((a.duration === null) !== (b.duration === null)) return a.duration === null ? 1 : -1;
    return sign * (a.duration - b.duration) || a.start - b.start;
  };
}

/** Nothing older than this is held: the program first read later than the rows were made. No row lies near it. */
export const oldestHeld = (fleet) => fleet.anchorMs - RETENTION - 2 * HOUR;

/** The earliest and latest that the start of an answer may be, given what was asked and when. */
export function startBounds(ask) {
  if (ask.start === undefined) return [ask.sentAt - RETENTION, ask.receivedAt - RETENTION];
  return [Math.max(ask.start, oldestHeld(ask.fleet)), Math.max(ask.start, ask.receivedAt - RETENTION)];
}

/** The same of its end; an end after now becomes now. */
export function endBounds(ask) {
  if (ask.end !== undefined && ask.end <= ask.sentAt) return [ask.end, ask.end];
  return [ask.sentAt, Math.min(ask.receivedAt, ask.end ?? Infinity)];
}
