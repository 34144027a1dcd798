// Timelines over random zones and windows, compared with a reference that asks the calendar for every step.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundaries, isTimeZone } from '../../src/sessions/calendar.js';
import { select } from '../../src/sessions/selection.js';
import { startingWithin } from '../../src/sessions/series.js';
import { totalBytes, totalDuration } from '../../src/sessions/statistics.js';
import { countBetween } from '../../src/sessions/timeline.js';
import { type PlainInterval, plainTimeline } from '../support/calendar-reference.js';
import type { PlainSession } from '../support/reference.js';
import { seriesOf } from '../support/series.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 40);

/** The quick run is the same every time; the deep one searches. */
const SEED = process.env['PROPERTY_RUNS'] ? {} : { seed: 20_261_123 };
const TIMEOUT_MS = 20_000 + RUNS * 500;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
  'Africa/Cairo',
  'America/Santiago',
];

/** Days on which clocks change somewhere, a leap day, and the ends of a year. */
const LANDMARKS = [
  '2024-02-29',
  '2024-03-10',
  '2024-03-31',
  '2024-04-07',
  '2024-10-06',
  '2024-10-27',
  '2024-11-03',
  '2024-12-31',
  '2026-04-05',
  '2026-10-04',
].map((date) => Date.parse(`${date}T00:00:00Z`));

const LENGTHS: Record<PlainInterval, number> = { HOUR: 4 * DAY, DAY: 40 * DAY, WEEK: 90 * DAY, MONTH: 200 * DAY };

const cases = fc
  .record({ zone: fc.constantFrom(...ZONES), unit: fc.constantFrom<PlainInterval>('HOUR', 'DAY', 'WEEK', 'MONTH') })
  .chain(({ zone, unit }) =>
    fc
      .record({
        from: fc
          .tuple(fc.constantFrom(...LANDMARKS), fc.integer({ min: -3 * DAY, max: 2 * DAY }))
          .map(([mark, offset]) => mark + offset),
        length: fc.oneof(fc.integer({ min: 0, max: LENGTHS[unit] }), fc.constantFrom(0, 1, HOUR, DAY)),
      })
      .chain(({ from, length }) =>
        fc.record({
          zone: fc.constant(zone),
          unit: fc.constant(unit),
          window: fc.constant({ from, to: from + length }),
          sessions: fc.array(session(from, length), { maxLength: 40 }),
        }),
      ),
  );

/** In the window or around it, on full hours more often than not. */
function session(from: number, length: number): fc.Arbitrary<PlainSession> {
  const anywhere = fc.integer({ min: from - HOUR, max: from + length + HOUR });
  const start = fc.oneof(
    anywhere,
    anywhere.map((at) => at - (at % (HOUR / 2))),
  );
  return fc
    .record({ start, lasts: fc.option(fc.integer({ min: 0, max: DAY })), bytes: fc.integer({ min: 0, max: 2 ** 40 }) })
    .map(({ start: at, lasts, bytes }) => ({ start: at, end: lasts === null ? null : at + lasts, bytes }));
}

const seconds = ({ duration, closed, ...bucket }: ReturnType<typeof countBetween>[number]) => ({
  ...bucket,
  totalDuration: duration / 1_000,
  averageDuration: closed === 0 ? null : duration / (closed * 1_000),
});

describe('a timeline', () => {
  test(
    'equals the reference, and its buckets add up to the totals',
    () => {
      fc.assert(
        fc.property(cases, ({ zone, unit, window, sessions }) => {
          const ordered = sessions.toSorted((a, b) => a.start - b.start);
          const series = startingWithin(seriesOf(ordered.map(({ start, end, bytes }) => [start, end, bytes])), window);
          const selection = select(series);
          const buckets = countBetween(boundaries(window, unit, zone, 5_000) ?? new Float64Array(), [selection]);
          expect(buckets.map(seconds)).toEqual(plainTimeline(sessions, window, unit, zone));
          expect(buckets.reduce((sum, { totalBytes: sent }) => sum + sent, 0)).toBe(totalBytes(selection));
          expect(buckets.reduce((sum, { duration }) => sum + duration, 0) / 1_000).toBe(totalDuration(selection));
        }),
        { numRuns: RUNS, ...SEED },
      );
    },
    TIMEOUT_MS,
  );
});

describe('a calendar', () => {
  const at = (text: string): number => Date.parse(text);
  const hoursBetween = (cuts: Float64Array | undefined): number[] =>
    [...(cuts ?? [])].flatMap((cut, index, all) => (index === 0 ? [] : [(cut - (all[index - 1] ?? cut)) / HOUR]));

  test.each([
    ['has a day of 23 hours in spring', '2026-03-07T05:00Z', '2026-03-10T04:00Z', 'DAY', [24, 23, 24]],
    ['has a day of 25 hours in autumn', '2026-10-31T04:00Z', '2026-11-03T05:00Z', 'DAY', [24, 25, 24]],
    ['has the repeated hour as one of its own', '2026-11-01T04:00Z', '2026-11-01T09:00Z', 'HOUR', [1, 1, 1, 1, 1]],
    ['begins weeks on Monday', '2026-11-18T05:00Z', '2026-12-01T05:00Z', 'WEEK', [120, 168, 24]],
    ['clips the first and the last month', '2026-01-31T05:00Z', '2026-03-02T05:00Z', 'MONTH', [24, 672, 24]],
  ] as const)('%s', (_, from, to, unit, hours) => {
    expect(hoursBetween(boundaries({ from: at(from), to: at(to) }, unit, 'America/New_York', 100))).toEqual(hours);
  });

  test('has an hour and a half where the clock goes back by half an hour', () => {
    const range = { from: at('2026-04-04T14:00Z'), to: at('2026-04-04T16:30Z') };
    expect(hoursBetween(boundaries(range, 'HOUR', 'Australia/Lord_Howe', 100))).toEqual([1.5, 1]);
  });

  test('goes on at the full hour behind an hour that the change of the clock has cut', () => {
    const range = { from: at('2024-10-05T15:29:59.999Z'), to: at('2024-10-05T17:00Z') };
    expect(hoursBetween(boundaries(range, 'HOUR', 'Australia/Lord_Howe', 100)).slice(1)).toEqual([0.5, 1]);
  });

  test.each(['2026-04-04T12:00Z', '2026-09-26T12:00Z'])(
    'loses no instant where the clock changes at a quarter to the hour: %s',
    (from) => {
      const hours = hoursBetween(
        boundaries({ from: at(from), to: at(from) + 6 * HOUR }, 'HOUR', 'Pacific/Chatham', 100),
      );
      expect(hours.every((hour) => hour > 0)).toBe(true);
      expect(hours.reduce((sum, hour) => sum + hour, 0)).toBe(6);
    },
  );

  test('has no pieces for an empty range, and none at all where there would be too many', () => {
    expect(boundaries({ from: 5, to: 5 }, 'DAY', 'UTC', 10)).toEqual(new Float64Array(0));
    expect(boundaries({ from: 0, to: 10 * DAY }, 'DAY', 'UTC', 10)).toHaveLength(11);
    expect(boundaries({ from: 0, to: 10 * DAY + 1 }, 'DAY', 'UTC', 10)).toBeUndefined();
    expect(boundaries({ from: 0, to: 1e15 }, 'HOUR', 'UTC', 5_000)).toBeUndefined();
  });

  test.each(['Mars/Olympus', '', '+05:00', 'America/New York'])('does not know the time zone %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  test.each(['UTC', 'utc', 'America/New_York', 'Asia/Calcutta'])('knows the time zone %j', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });
});
