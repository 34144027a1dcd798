// Finds the buckets of a timeline the plain way: offsets from Intl, boundaries by walking quarter hours.
const QUARTER = 900_000;
const formats = new Map();
const offsets = new Map();
const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'];
const NUMERIC = Object.fromEntries(PARTS.map((part) => [part, 'numeric']));

const formatOf = (zone) => {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...NUMERIC }));
  }
  return formats.get(zone);
};

/** The offset of a zone in milliseconds; it changes at quarter hours of UTC only, as in all these zones since 1972. */
function offsetAt(zone, instant) {
  if (zone === 'UTC') return 0;
  const slot = Math.floor(instant / QUARTER) * QUARTER;
  const key = `${zone} ${slot}`;
  if (!offsets.has(key)) {
    const part = {};
    for (const { type, value } of formatOf(zone).formatToParts(slot)) part[type] = Number(value);
    const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
    offsets.set(key, shown - slot);
  }
  return offsets.get(key);
}

const localAt = (zone, instant) => new Date(instant + offsetAt(zone, instant));
const mondayOf = (local) => new Date(local.getTime() - ((local.getUTCDay() + 6) % 7) * 86_400_000);

const LABELS = {
  HOUR: (local) => local.toISOString().slice(0, 13),
  DAY: (local) => local.toISOString().slice(0, 10),
  MONTH: (local) => local.toISOString().slice(0, 7),
  WEEK: (local) => mondayOf(local).toISOString().slice(0, 10),
};

/**
 * "An hour begins on the hour, and where a change of the clock leads to another hour."
 * Days, weeks and months begin where their name changes.
 */
function begins(interval, zone, instant) {
  const local = localAt(zone, instant);
  if (interval === 'HOUR' && local.getUTCMinutes() === 0) return true;
  return LABELS[interval](local) !== LABELS[interval](localAt(zone, instant - 1));
}

/** The buckets of a window; an empty window has none. */
export function bucketsOf(start, end, interval, zone) {
  if (start >= end) return [];
  const starts = [start];
  for (let t = (Math.floor(start / QUARTER) + 1) * QUARTER; t < end; t += QUARTER) {
    if (begins(interval, zone, t)) starts.push(t);
  }
  return starts.map((from, i) => ({ start: from, end: i + 1 < starts.length ? starts[i + 1] : end }));
}

export const INTERVALS = ['HOUR', 'DAY', 'WEEK', 'MONTH'];
export const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'America/Havana',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Atlantic/Azores',
  'America/Nuuk',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/St_Johns',
  'Australia/Sydney',
  'Asia/Tokyo',
  'US/Eastern',
  'America/Asuncion',
  'Africa/Casablanca',
  'Etc/GMT+12',
];
