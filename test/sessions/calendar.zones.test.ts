// Where hours, days, weeks and months begin around every change of every clock on earth, 2025 to 2027.
import { describe, expect, test } from '@jest/globals';
import { boundaries } from '../../src/sessions/calendar.js';
import { boundariesSeen, clockChanges, wallClock } from '../support/wall-clock-reference.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Zones whose clocks change alike are tested once. */
function distinctZones(): Map<string, { readonly zone: string; readonly changes: readonly number[] }> {
  const [from, to] = [Date.UTC(2025, 0, 1), Date.UTC(2028, 0, 1)];
  const distinct = new Map<string, { zone: string; changes: number[] }>();
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const clock = wallClock(zone);
    const changes = clockChanges(zone, from, to);
    const key = [clock(from) - from, ...changes.map((at) => `${at} ${clock(at) - at}`)].join();
    if (!distinct.has(key)) distinct.set(key, { zone, changes });
  }
  return distinct;
}

const iso = (instants: Iterable<number>): string[] => Array.from(instants, (each) => new Date(each).toISOString());

describe('around every change of the clock', () => {
  const zones = [...distinctZones().values()];

  test('are all zones that change, Chatham and Lord Howe among them', () => {
    const changing = zones.filter(({ changes }) => changes.length > 0);
    expect(changing.length).toBeGreaterThan(15);
    expect(zones.map(({ zone }) => zone)).toEqual(expect.arrayContaining(['Pacific/Chatham', 'Australia/Lord_Howe']));
  });

  test.each([
    ['HOUR', 5 * HOUR, 1],
    ['DAY', 3 * DAY, 15],
    ['WEEK', 8 * DAY, 15],
    ['MONTH', 20 * DAY, 15],
  ] as const)('%s begins where the clock shows that it does', (interval, around, minutes) => {
    const wrong = zones.flatMap(({ zone, changes }) =>
      (changes.length > 0 ? changes : [Date.UTC(2026, 1, 28)]).flatMap((change) => {
        const range = { from: change - around, to: change + around };
        const found = iso(boundaries(range, interval, zone, 5_000)?.subarray(1, -1) ?? []);
        const wanted = iso(boundariesSeen(range, interval, zone, minutes));
        return found.join() === wanted.join() ? [] : [{ zone, found, wanted }];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('a quarter of hour 3 is left where Chatham skips from 02:45 to 03:45', () => {
    const at = (hour: number, minute: number): number => Date.UTC(2026, 8, 26, hour, minute);
    const found = boundaries({ from: at(13, 15), to: at(15, 15) }, 'HOUR', 'Pacific/Chatham', 10);
    expect(iso(found ?? [])).toEqual(iso([at(13, 15), at(14, 0), at(14, 15), at(15, 15)]));
  });
});
