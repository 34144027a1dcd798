// Which days must be read, and how few calls cover them: named tables, one letter a day.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Day, listOf } from '../../src/history/day.js';
import { callsFor, type DayState, type PlanInput, stateOf } from '../../src/history/plan.js';
import { DAY } from '../../src/sessions/range.js';
import { held, on } from './cached-days.js';

const RULES = { openTtl: 60_000, retention: 180 * DAY, historyDays: 400, maxStale: DAY };
const TODAY = 1_000;
const NOW = on(TODAY, 12);
/** Half of it is beyond the upstream's memory. */
const CUT = TODAY - 180;
const FORGOTTEN = TODAY - 181;

type Part = Partial<PlanInput>;
const settled = (day: Day): Part => ({ held: new Map([[day, held(day)]]) });
const unsettled = (day: Day, age: number): Part => ({
  held: new Map([[day, held(day, { settled: false, readAt: NOW - age })]]),
});
const futureSettled = (day: Day): Part => ({ held: new Map([[day, held(day, { readAt: NOW + 1 })]]) });
const partialDay = (day: Day): Part => ({ partialDays: new Map([[day, { day, from: on(day, 12), held: held(day) }]]) });
const inFlight: Part = { isInFlight: () => true };
const refresh: Part = { refresh: true };
const NOTHING: PlanInput = {
  held: new Map(),
  partialDays: new Map(),
  isInFlight: () => false,
  now: NOW,
  refresh: false,
};

describe('the state of a day', () => {
  test.each<[string, DayState, Day, Part[]]>([
    ['never read', 'missing', TODAY, []],
    ['settled', 'settled', TODAY - 12, [settled(TODAY - 12)]],
    ['settled, and read by somebody just now', 'settled', TODAY - 12, [settled(TODAY - 12), inFlight]],
    ['settled, but read later than now', 'missing', TODAY - 9, [settled(TODAY - 9)]],
    ['read a moment from now', 'missing', TODAY, [unsettled(TODAY, -1)]],
    ['forgotten by the upstream, held, read later than now', 'settled', FORGOTTEN, [futureSettled(FORGOTTEN)]],
    ['read a moment ago', 'fresh', TODAY, [unsettled(TODAY, 59_999)]],
    ['read OPEN_TTL_SECONDS ago', 'missing', TODAY, [unsettled(TODAY, 60_000)]],
    ['too old to believe, and being read', 'in-flight', TODAY, [unsettled(TODAY, 60_000), inFlight]],
    ['never read, and being read', 'in-flight', TODAY, [inFlight]],
    ['a partial day', 'settled', CUT, [partialDay(CUT)]],
    ['beside a partial day', 'missing', CUT + 1, [partialDay(CUT)]],
    ['cut by the edge of the upstream’s memory, not held', 'missing', CUT, []],
    ['forgotten by the upstream, not held', 'gone', FORGOTTEN, []],
    ['forgotten by the upstream, whoever flies', 'gone', FORGOTTEN, [inFlight]],
    ['forgotten by the upstream, held', 'settled', FORGOTTEN, [settled(FORGOTTEN)]],
    ['forgotten by the upstream, read before it settled', 'gone', FORGOTTEN, [unsettled(FORGOTTEN, 170 * DAY)]],
    ['forgotten by the upstream, a partial day', 'settled', FORGOTTEN, [partialDay(FORGOTTEN)]],
    ['on the edge of HISTORY_DAYS, held', 'settled', TODAY - 400, [settled(TODAY - 400)]],
    ['older than HISTORY_DAYS, held', 'gone', TODAY - 401, [settled(TODAY - 401)]],
  ])('is told from what is held and from now: %s, %s', (_, state, day, parts) => {
    expect(stateOf(day, Object.assign({}, NOTHING, ...parts), RULES)).toBe(state);
  });

  test.each<[string, DayState, Day, Part[]]>([
    ['settled', 'missing', TODAY - 9, [settled(TODAY - 9)]],
    ['fresh', 'missing', TODAY, [unsettled(TODAY, 1)]],
    ['a partial day', 'missing', CUT, [partialDay(CUT)]],
    ['being read', 'in-flight', TODAY, [inFlight]],
    ['forgotten by the upstream, held', 'settled', FORGOTTEN, [settled(FORGOTTEN)]],
    ['forgotten by the upstream, not held', 'gone', FORGOTTEN, []],
  ])('on refresh is what must be read again, as far as the upstream retains it: %s, %s', (_, state, day, parts) => {
    expect(stateOf(day, Object.assign({}, NOTHING, refresh, ...parts), RULES)).toBe(state);
  });
});

const STATES: Readonly<Record<string, DayState>> = {
  m: 'missing',
  s: 'settled',
  f: 'fresh',
  w: 'in-flight',
  g: 'gone',
};

/** The calls for days 0, 1, 2 and so on, each as its first and last day. */
function callsOf(letters: string): [Day, Day][] {
  const calls = callsFor({ first: 0, last: letters.length - 1 }, (day) => STATES[letters[day] ?? ''] ?? 'missing');
  return calls.map(({ first, last }) => [first, last]);
}

describe('the calls for a run of days', () => {
  test.each<[string, string, [Day, Day][]]>([
    ['one day', 'm', [[0, 0]]],
    ['all of them', 'mmm', [[0, 2]]],
    ['nothing missing', 'sfwg', []],
    ['the newest alone', 'sssm', [[3, 3]]],
    ['the oldest alone', 'msss', [[0, 0]]],
    ['a gap of settled days', 'mssm', [[0, 3]]],
    ['a gap of other days', 'mfwgm', [[0, 4]]],
    ['the widest gap that is read again', `m${'s'.repeat(30)}m`, [[0, 31]]],
    [
      'a gap that is not',
      `m${'s'.repeat(31)}m`,
      [
        [0, 0],
        [32, 32],
      ],
    ],
    ['settled days enough, but not in one run', `m${'s'.repeat(30)}f${'s'.repeat(30)}m`, [[0, 62]]],
    ['a long gap of days that may change', `m${'f'.repeat(40)}m`, [[0, 41]]],
    [
      'two long gaps',
      `mm${'s'.repeat(31)}msm${'s'.repeat(40)}m`,
      [
        [0, 1],
        [33, 35],
        [76, 76],
      ],
    ],
    ['a long gap before anything is missing', `${'s'.repeat(40)}mm`, [[40, 41]]],
  ])('are one, for the hull of what is missing, unless more than 30 settled days lie between: %s', (_, days, calls) => {
    expect(callsOf(days)).toEqual(calls);
  });

  const letters = fc
    .array(fc.tuple(fc.constantFrom('m', 's', 'f', 'w', 'g'), fc.integer({ min: 1, max: 40 })), { maxLength: 12 })
    .map((runs) => runs.map(([letter, times]) => letter.repeat(times)).join(''));

  test('cover every missing day once, begin and end with one, and pass over settled days alone', () => {
    fc.assert(
      fc.property(letters, (days) => {
        const calls = callsOf(days);
        const read = calls.flatMap(([first, last]) => listOf({ first, last }));
        expect(read).toEqual([...new Set(read)].toSorted((a, b) => a - b));
        expect([...days].flatMap((state, day) => (state === 'm' && !read.includes(day) ? [day] : []))).toEqual([]);
        for (const [first, last] of calls) expect([days[first], days[last]]).toEqual(['m', 'm']);
        for (const [index, [first]] of calls.slice(1).entries()) {
          expect(days.slice((calls[index]?.[1] ?? 0) + 1, first)).toMatch(/s{31}/);
        }
      }),
    );
  });
});
