// Makes up the rows of a device from a random source; instants are whole microseconds.
import { plainSpelling, spell } from './spelling.js';

export const DAY = 86_400_000;
export const RETENTION = 180 * DAY;
const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
const MINUTE_US = 60_000_000;

/** Rows by profile: how many, and over how many days back they lie. */
const PROFILES = [
  { rows: [0, 0], days: 1 },
  { rows: [1, 12], days: 215 },
  { rows: [40, 250], days: 200 },
  { rows: [40, 250], days: 179 },
  { rows: [30, 150], days: 5 },
  { rows: [50, 200], days: 60, edges: true },
  { rows: [50, 200], days: 190, edges: true },
  { rows: [40, 160], days: 20, ties: true },
];
const BIG = { rows: [1100, 1700], days: 170 };

const startOf = (random, profile, anchor) => {
  const any = anchor - Math.floor(random.next() * profile.days * DAY_US) - 1;
  if (!profile.edges && random.chance(0.85)) return any;
  const unit = random.pick([DAY_US, DAY_US, HOUR_US, HOUR_US / 4]);
  const edge = Math.floor(any / unit) * unit;
  return edge + random.pick([0, 0, -1, 1, -1000, 1000, -999, 999, -500_000, -1_000_000, 1_000_000]);
};

/** No longer than MAX_SESSION_HOURS: a longer session is not promised. */
const durationOf = (random) =>
  random.pick([
    () => 0,
    () => random.int(1, 2000),
    () => random.int(1, 60) * 1_000_000,
    () => random.int(1, 3_600_000) * 1000,
    () => random.int(1, 3600 * 8) * 1_000_000 + random.int(0, 999_999),
    () => random.int(1, DAY_US - 1),
    () => random.pick([DAY_US, DAY_US - 1, DAY_US - 1000]),
  ])();

const bytesOf = (random) =>
  random.pick([
    () => 0,
    () => random.int(0, 20),
    () => random.int(1, 5_000_000),
    () => random.int(1, 5_000_000),
    () => random.int(2 ** 31 - 2, 2 ** 33),
    () => (random.chance(0.2) ? undefined : random.int(1, 1000)),
  ])();

const newRow = (random, profile, anchor) => {
  const start = Math.min(startOf(random, profile, anchor), anchor - 1);
  const end = random.chance(0.04) ? null : Math.min(start + durationOf(random), anchor);
  return { start, end, bytes: bytesOf(random) };
};

/** Another row that equals the first in something: wholly, in its start, its duration, its bytes or its millisecond. */
const twinOf = (random, row, other, anchor) => {
  const kind = random.pick(['same', 'start', 'duration', 'bytes', 'ms']);
  if (kind === 'same') return { ...row };
  if (kind === 'ms') return { ...row, start: Math.floor(row.start / 1000) * 1000 };
  if (kind === 'bytes') return { ...other, bytes: row.bytes };
  if (kind === 'start') {
    const end = row.end === null ? null : Math.min(anchor, row.start + durationOf(random));
    return { ...row, end, bytes: bytesOf(random) };
  }
  if (row.end === null) return { ...row };
  return { ...other, end: Math.min(anchor, other.start + row.end - row.start) };
};

/** Whether a row near the edge of what the upstream keeps is seen depends on the second of asking: none is made. */
const knowable = (anchor) => (row) => {
  const edge = anchor - RETENTION * 1000;
  return row.start < edge - 2 * HOUR_US || row.start > edge + 4 * HOUR_US;
};

/** Gives a row its spellings; a plain one has whole milliseconds and Z. */
export function finish(row, random, plain) {
  const floor = (us) => Math.floor(us / 1000) * 1000;
  const start = plain ? floor(row.start) : row.start;
  const end = row.end === null ? null : plain ? Math.max(start, floor(row.end)) : row.end;
  const write = plain ? plainSpelling : (us) => spell(us, random);
  return { start, end, bytes: row.bytes, startText: write(start), endText: end === null ? null : write(end) };
}

export function rowsOf(random, anchor, plain, big) {
  const profile = big ? BIG : random.pick(PROFILES);
  const bare = Array.from({ length: random.int(...profile.rows) }, () => newRow(random, profile, anchor));
  const some = bare.filter(() => random.chance(profile.ties ? 0.9 : 0.06));
  const twins = some.map((row) => twinOf(random, row, random.pick(some), anchor));
  const rows = [...bare, ...twins].filter(knowable(anchor));
  return random.shuffle(rows).map((row) => finish(row, random, plain));
}

/** Rows a few days back, a second long, with these bytes. */
export const heavyRows = (random, anchor, bytes) =>
  bytes.map((count, i) => {
    const start = Math.floor((anchor - (i + 1) * 5 * DAY_US - MINUTE_US) / 1000) * 1000;
    return finish({ start, end: start + 1_000_000, bytes: count }, random, true);
  });
