// Chooses windows, duration ranges and orders, and the ways to write them.
import { DAY, RETENTION } from './rows.js';
import { rowsOfDevice } from './truth.js';

const HOUR = 3_600_000;
const OFFSETS = ['+05:30', '-03:30', '+14:00', '-12:00', '+00:00'];

const shifted = (instant, offset) => {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return new Date(instant + (offset[0] === '-' ? -1 : 1) * minutes * 60_000).toISOString().slice(0, -1) + offset;
};

/** One of the ways to write an instant: ISO 8601 with an offset or Z, or a date. */
export function writeInstant(random, instant) {
  const plain = new Date(instant).toISOString();
  const forms = [plain, plain, shifted(instant, random.pick(OFFSETS))];
  if (instant % 1000 === 0) forms.push(plain.replace('.000', ''));
  if (instant % 60_000 === 0) forms.push(plain.replace(':00.000', ''));
  if (instant % DAY === 0) forms.push(plain.slice(0, 10), plain.slice(0, 10));
  return random.pick(forms);
}

const rowInstant = (random, rows) => {
  const row = random.pick(rows);
  return (row.end !== null && random.chance(0.2) ? row.end : row.start) + random.pick([0, 0, 0, 1, -1]);
};

function instantOf(random, fleet, rows, age) {
  if (rows.length > 0 && random.chance(0.5)) return rowInstant(random, rows);
  const any = Math.floor(fleet.anchorMs - random.next() * age * DAY);
  const unit = random.pick([DAY, DAY, HOUR, 60_000, 1]);
  return Math.floor(any / unit) * unit;
}

/** Where the upstream's memory ends is known to the hour only: no window begins or ends close to it. */
const nearEdge = (fleet, instant) => Math.abs(instant - (fleet.anchorMs - RETENTION)) < 5 * HOUR;

/** A window that ends where the upstream still remembers; either end may be left out. */
export function windowOf(random, fleet, devices) {
  const rows = devices.flatMap((device) => rowsOfDevice(device, fleet.reading));
  const age = random.pick([3, 8, 40, 170, 179]);
  const pick = () => instantOf(random, fleet, rows, age);
  const far = fleet.anchorMs - random.int(181, 390) * DAY;
  let start = random.chance(0.1) ? undefined : random.chance(0.06) ? far : pick();
  let end = random.chance(0.25) ? undefined : random.chance(0.06) ? fleet.anchorMs + 3 * DAY : pick();
  if (random.chance(0.1) && start !== undefined) end = start + random.pick([0, 1, 1000, HOUR, DAY]);
  if (start !== undefined && end !== undefined && start > end) [start, end] = [end, start];
  const oldest = fleet.anchorMs - RETENTION;
  const unusable = (end ?? Infinity) < oldest || [start, end].some((t) => t !== undefined && nearEdge(fleet, t));
  return unusable || start >= fleet.anchorMs ? windowOf(random, fleet, devices) : { start, end };
}

export const daysOf = (fleet, { start, end }) => ((end ?? fleet.anchorMs) - (start ?? 0)) / DAY;

/** The arguments of a window, left out or null where it has none. */
export function windowArgs(writer, { start, end }) {
  const one = (name, instant) => {
    if (instant === undefined) return writer.random.chance(0.8) ? undefined : `${name}: null`;
    return `${name}: ${writer.value('DateTime', writeInstant(writer.random, instant))}`;
  };
  return [one('start', start), one('end', end)];
}

const seconds = (random, rows) => {
  const ended = rows.filter((row) => row.duration !== null);
  if (ended.length > 0 && random.chance(0.6)) return random.pick(ended).duration / 1000;
  return random.pick([0, 1, 60, 3600, 0.5, 86_400, random.int(0, 90_000)]);
};

export function rangeOf(random, fleet, devices) {
  if (random.chance(0.65)) return undefined;
  const rows = devices.flatMap((device) => rowsOfDevice(device, fleet.reading));
  const [min, max] = [seconds(random, rows), seconds(random, rows)].sort((a, b) => a - b);
  return random.pick([{ min, max }, { min, max }, { min }, { max }, {}, { min, max: min }]);
}

export function rangeArg(writer, range) {
  if (range === undefined) return writer.random.chance(0.9) ? undefined : 'durationRange: null';
  const literal = `{${Object.entries(range)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')}}`;
  return `durationRange: ${writer.value('DurationRange', range, literal)}`;
}

export const DEFAULT_ORDER = { field: 'START_TIME', direction: 'ASC' };
const FIELDS = ['START_TIME', 'DURATION', 'NUM_BYTES'];

export function orderOf(random) {
  if (random.chance(0.2)) return undefined;
  return { field: random.pick(FIELDS), direction: random.pick(['ASC', 'DESC']) };
}

export function orderArg(writer, order, type = 'DeviceSessionOrder') {
  if (order === undefined) return writer.random.chance(0.9) ? undefined : 'orderBy: null';
  return `orderBy: ${writer.value(type, order, `{field: ${order.field}, direction: ${order.direction}}`)}`;
}
