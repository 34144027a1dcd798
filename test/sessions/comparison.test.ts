// Earlier windows against a reference by Intl alone, changes, and what is unusual on a labelled set of synthetic devices.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deviceFor, sessionsOfDays } from '../../src/emulator/synthetic.js';
import {
  baselineWindows,
  type ComparisonPeriod,
  changeOf,
  isUnusual,
  windowBefore,
} from '../../src/sessions/comparison.js';
import { wallClock } from '../support/wall-clock-reference.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 200);
const DAY = 86_400_000;
const HOUR = 3_600_000;
const ZONES = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Chatham'];

/** What the clock showed so much earlier; a month that is too short gives its last day. */
function shownEarlier(shown: number, period: ComparisonPeriod): number {
  if (period === 'SAME_LAST_DAY') return shown - DAY;
  if (period === 'SAME_LAST_WEEK') return shown - 7 * DAY;
  const date = new Date(shown);
  const lastOfMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 0);
  const day = Math.min(date.getUTCDate(), new Date(lastOfMonth).getUTCDate());
  return lastOfMonth + (day - new Date(lastOfMonth).getUTCDate()) * DAY + (shown % DAY);
}

/** The first instant at which the clock shows that; where it skips it, the one that the offset before the change gives. */
function instantOf(shown: number, timeZone: string): number {
  const clock = wallClock(timeZone);
  const offset = (at: number) => clock(Math.floor(at / 1_000) * 1_000) - Math.floor(at / 1_000) * 1_000;
  const [before, after] = [offset(shown - 26 * HOUR), offset(shown + 26 * HOUR)];
  const fitting = [before, after].map((each) => shown - each).filter((at) => at + offset(at) === shown);
  return fitting.length > 0 ? Math.min(...fitting) : shown - before;
}

describe('the window before', () => {
  test('is as long and ends where the window starts, where it is the PREVIOUS', () => {
    expect(windowBefore({ from: 5_000, to: 12_000 }, 'PREVIOUS', 'UTC')).toEqual({ from: -2_000, to: 5_000 });
  });

  test('has the times of day that the window has, in the zone of the caller', () => {
    const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) });
    const minute = instant.map((at) => Math.floor(at / 60_000) * 60_000);
    fc.assert(
      fc.property(
        fc.tuple(minute, minute),
        fc.constantFrom('SAME_LAST_DAY' as const, 'SAME_LAST_WEEK' as const, 'SAME_LAST_MONTH' as const),
        fc.constantFrom(...ZONES),
        ([a, b], period, zone) => {
          const range = { from: Math.min(a, b), to: Math.max(a, b) };
          const earlier = (at: number) => instantOf(shownEarlier(wallClock(zone)(at), period), zone);
          const from = earlier(range.from);
          expect(windowBefore(range, period, zone)).toEqual({ from, to: Math.max(from, earlier(range.to)) });
        },
      ),
      { numRuns: RUNS },
    );
  });
});

test.each([
  [10, 15, { absolute: 5, ratio: 0.5 }],
  [10, 0, { absolute: -10, ratio: -1 }],
  [0, 15, { absolute: 15, ratio: null }],
  [null, 15, null],
  [10, null, null],
])('the change from %p to %p is %p', (before, now, change) => {
  expect(changeOf(before, now)).toEqual(change);
});

describe('what is unusual', () => {
  test.each([
    ['far above the others', 100, [10, 11, 9, 10, 12, 10, 8], true],
    ['far below the others', -100, [10, 11, 9, 10, 12, 10, 8], true],
    ['among the others', 12, [10, 11, 9, 10, 12, 10, 8], false],
    ['equal where all are equal', 10, Array(7).fill(10), false],
    ['different where all are equal', 11, Array(7).fill(10), true],
    ['near where most are equal', 11, [10, 10, 10, 10, 10, 10, 13], false],
    ['beside too few', 100, [1, 1, 1, 1, 1, 1], null],
  ])('a value %s', (_, value, others, wanted) => {
    expect(isUnusual(value, others)).toBe(wanted);
  });

  test('is held against the same hours of 28 days, or whole days where the window is longer', () => {
    const hour = baselineWindows({ from: 40 * DAY, to: 40 * DAY + HOUR });
    expect([hour.length, hour[0], hour.at(-1)]).toEqual([
      28,
      { from: 39 * DAY, to: 39 * DAY + HOUR },
      { from: 12 * DAY, to: 12 * DAY + HOUR },
    ]);
    expect(baselineWindows({ from: 40 * DAY, to: 47 * DAY })[0]).toEqual({ from: 39 * DAY, to: 40 * DAY });
  });
});

describe('a labelled set of synthetic devices', () => {
  const FIRST = 20_000;
  const DAYS = 100;

  /** Bytes a day; the labelled days have five times as many. */
  function bytesOf(n: number, profile: 'chatty' | 'alwaysOn', labelled: ReadonlySet<number>): number[] {
    const device = deviceFor(1, String(990_000_000_002_000 + n), { usageProfile: profile });
    return Array.from({ length: DAYS }, (_, day) => {
      const rows = sessionsOfDays(device, FIRST + day, FIRST + day);
      return rows.reduce((sum, { numBytes }) => sum + (numBytes ?? 0), 0) * (labelled.has(day) ? 5 : 1);
    });
  }

  test.each(['chatty', 'alwaysOn'] as const)(
    'has its days of five times the bytes found, and few others: %s',
    (profile) => {
      const counts = { found: 0, labelled: 0, alarms: 0, ordinary: 0 };
      for (let n = 0; n < 20; n++) {
        const labelled = new Set([40 + n, 75, 99]);
        const bytes = bytesOf(n, profile, labelled);
        for (let day = 28; day < DAYS; day++) {
          const isFound = isUnusual(bytes[day] as number, bytes.slice(day - 28, day)) === true;
          if (labelled.has(day)) {
            counts.labelled += 1;
            counts.found += Number(isFound);
          } else {
            counts.ordinary += 1;
            counts.alarms += Number(isFound);
          }
        }
      }
      if (process.env['FIGURES']) process.stderr.write(`${profile}: ${JSON.stringify(counts)}\n`);
      expect(counts.found).toBe(counts.labelled);
      expect(counts.alarms / counts.ordinary).toBeLessThan(0.03);
    },
  );
});
