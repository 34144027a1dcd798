// The answers that are right, computed from all rows of a device by the plainest means.

/**
 * What an upstream of that reading can ever show. One that wants sessions whole inside a window never shows one that did not
 * end, so nothing can be known of those: the rule that leaves them out, and the only one.
 */
export const knowable = (sessions, reading) =>
  reading === 'contained' ? sessions.filter(({ end }) => end !== null) : sessions;

const lengthOf = ({ start, end }) => (end === null ? null : end - start);

/** By start; equal starts by end with open ones last, and then by bytes. */
const plainly = (a, b) => a.start - b.start || (a.end ?? Infinity) - (b.end ?? Infinity) || a.bytes - b.bytes || 0;
const byPlace = (a, b) => (a.start === b.start && a.end === null && b.end === null ? a.bytes - b.bytes : plainly(a, b));

export function selected(sessions, { from, to, min, max }) {
  const isLimited = min !== undefined || max !== undefined;
  return sessions
    .filter(({ start }) => start >= from && start < to)
    .filter(
      (session) =>
        !isLimited ||
        (session.end !== null &&
          lengthOf(session) / 1_000 >= (min ?? 0) &&
          lengthOf(session) / 1_000 <= (max ?? Infinity)),
    )
    .toSorted(byPlace);
}

export function inOrder(rows, { field, direction }) {
  const sign = direction === 'ASC' ? 1 : -1;
  const places = new Map(rows.map((row, index) => [row, index]));
  const byIndex = (a, b) => places.get(a) - places.get(b);
  if (field === 'START_TIME') return direction === 'ASC' ? rows : rows.toReversed();
  const value = field === 'DURATION' ? lengthOf : ({ bytes }) => bytes;
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || byIndex(a, b);
    return sign * (x - y) || byIndex(a, b);
  });
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

function distribution(values, divisor) {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (p) =>
    sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil((p * sorted.length) / 100) - 1)] / divisor;
  const mean = sorted.length === 0 ? null : sum(sorted) / (sorted.length * divisor);
  return { min: rank(0), max: rank(100), mean, median: rank(50), p90: rank(90) };
}

export function figures(rows) {
  const lengths = rows.map(lengthOf).filter((length) => length !== null);
  const bytes = rows.map((row) => row.bytes);
  return {
    totalCount: rows.length,
    totalBytes: sum(bytes),
    totalDuration: sum(lengths) / 1_000,
    averageDuration: lengths.length === 0 ? null : sum(lengths) / (lengths.length * 1_000),
    averageBytes: rows.length === 0 ? null : sum(bytes) / rows.length,
    durationStats: distribution(lengths, 1_000),
    bytesStats: distribution(bytes, 1),
  };
}

const iso = (at) => (at === null ? null : new Date(at).toISOString());

export const node = (session) => ({
  startTime: iso(session.start),
  endTime: iso(session.end),
  duration: session.end === null ? null : lengthOf(session) / 1_000,
  numBytes: session.bytes,
});

const QUARTER = 900_000;
const clocks = new Map();

/** What a wall clock of the zone shows, as if it were UTC. */
function wallClock(zone, at) {
  if (!clocks.has(zone)) {
    const parts = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    };
    clocks.set(zone, new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...parts }));
  }
  const [day, month, year, hour, minute, second] = clocks
    .get(zone)
    .format(at)
    .split(/[/,: ]+/)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function label(shown, interval) {
  const date = new Date(shown).toISOString();
  if (interval === 'HOUR') return date.slice(0, 13);
  if (interval === 'DAY') return date.slice(0, 10);
  if (interval === 'MONTH') return date.slice(0, 7);
  return String(Math.floor((Math.floor(shown / 86_400_000) - 4) / 7));
}

/** Buckets begin where the clock shows another unit, or a full hour again; every change of a clock is at a quarter of an hour. */
export function timeline(rows, { from, to }, interval, zone) {
  const cuts = [from];
  let shown = label(wallClock(zone, from), interval);
  for (let at = Math.floor(from / QUARTER) * QUARTER + QUARTER; at < to; at += QUARTER) {
    const clock = wallClock(zone, at);
    const next = label(clock, interval);
    if (next !== shown || (interval === 'HOUR' && clock % 3_600_000 === 0)) cuts.push(at);
    shown = next;
  }
  return cuts.map((start, index) => {
    const end = cuts[index + 1] ?? to;
    const own = rows.filter((row) => row.start >= start && row.start < end);
    const { totalBytes, totalDuration } = figures(own);
    return { start: iso(start), end: iso(end), count: own.length, totalBytes, totalDuration };
  });
}
