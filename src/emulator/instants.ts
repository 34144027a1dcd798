// Parses instants of requests and formats those of reports.

export const DAY_MS = 86_400_000;

export const TIME_STYLES = ['utc', 'offset', 'zoneless', 'go'] as const;
export type TimeStyle = (typeof TIME_STYLES)[number];

const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d(?::?\d\d)?))?$/;

/**
 * Reads an ISO 8601 date-time with Z or an offset, or a date alone, as milliseconds since 1970.
 * A date alone is its first millisecond in UTC as a start and its last as an end, for both bounds are inclusive.
 */
export function readInstant(text: string, bound: 'start' | 'end'): number | undefined {
  const [, date, minutes, seconds = ':00', fraction = '.0', zone = 'Z'] = ISO_8601.exec(text) ?? [];
  if (date === undefined) return undefined;
  const local = readUtc(`${date}T${minutes ?? '00:00'}${seconds}.${fraction.slice(1, 4).padEnd(3, '0')}Z`);
  const offset = offsetMs(zone);
  if (local === undefined || offset === undefined) return undefined;
  return minutes === undefined && bound === 'end' ? local + DAY_MS - 1 : local - offset;
}

/** Date.parse turns the 30th of February into the 2nd of March; a moment that does not print as it was read is none. */
function readUtc(text: string): number | undefined {
  const moment = Date.parse(text);
  return Number.isNaN(moment) || new Date(moment).toISOString() !== text ? undefined : moment;
}

function offsetMs(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Writes milliseconds since 1970 in one of the styles seen in this platform's samples; all but `offset` are in UTC. */
export function writeInstant(moment: number, style: TimeStyle): string {
  const utc = new Date(moment).toISOString();
  switch (style) {
    case 'utc':
      return utc;
    case 'offset':
      return `${new Date(moment - 5 * 3_600_000).toISOString().slice(0, -1)}-05:00`;
    case 'zoneless':
      return utc.slice(0, -1);
    case 'go':
      return `${utc.slice(0, 10)} ${utc.slice(11, -1).replace(/\.?0+$/, '')} +0000 UTC`;
  }
}
