// Which days of a report are whole, which of them are settled, and what is left of a day that the upstream is forgetting.
import { describe, expect, test } from '@jest/globals';
import { daysIn, isSettled, joined, partialDaysOf } from '../../src/history/cached-day.js';
import type { Day } from '../../src/history/day.js';
import { DAY, HOUR } from '../../src/sessions/range.js';
import { seriesOf, type Tuple, tuplesOf } from '../support/series.js';
import { held, on, range, reportOf, sessionOn } from './cached-days.js';

const RULES = { settle: 48 * HOUR, maxSession: 24 * HOUR, retention: 180 * DAY };
const MINUTE = 60_000;

describe('a day', () => {
  const open = (start: number): Tuple => [start, null, 1];
  test.each<[string, boolean, number, Tuple[]]>([
    ['that ended more than SETTLE_HOURS before it was read is settled', true, on(13) + 1, [sessionOn(10)]],
    ['that ended exactly SETTLE_HOURS before it was read may still change', false, on(13), [sessionOn(10)]],
    ['of its own evening may still change', false, on(10, 20), []],
    ['without sessions settles like any other', true, on(13) + 1, []],
    ['with an open session may still change', false, on(13) + 1, [sessionOn(10), open(on(10, 23))]],
    ['whose open session is as old as any can be may still change', false, on(13, 5), [open(on(10, 5))]],
    ['whose open session was abandoned is settled', true, on(13, 5) + 1, [open(on(10, 5))]],
    [
      'with an abandoned session and an open one may still change',
      false,
      on(13, 6),
      [open(on(10, 1)), open(on(10, 7))],
    ],
  ])('%s', (_, settled, readAt, rows) => {
    expect(isSettled(10, seriesOf(rows), readAt, RULES)).toBe(settled);
  });
});

describe('the whole days of a report', () => {
  const daysOf = (from: number, to: number, asOf = to): Day[] => [
    ...daysIn(reportOf(range(from, to), [], { asOf }), RULES).keys(),
  ];

  test.each<[string, Day[], number[]]>([
    ['those between midnights', [10, 11, 12], [on(10), on(13), on(20)]],
    ['today, up to the moment of the call', [10, 11], [on(10), on(11, 9)]],
    ['not the day that was read from its middle', [11], [on(10, 1), on(12), on(20)]],
    ['not the day that was read to its middle', [10], [on(10), on(11, 23), on(20)]],
    ['none where only an hour was read', [], [on(10, 1), on(10, 2), on(20)]],
    ['none of a report of nothing', [], [on(10), on(10), on(20)]],
    ['not the day that the retention edge cuts', [21, 22], [on(20, 12), on(23), on(200, 12)]],
    ['not the day that begins within five minutes of the edge', [21], [on(20), on(22), on(200) - 5 * MINUTE + 1]],
    ['the day that begins five minutes after the edge', [20, 21], [on(20), on(22), on(200) - 5 * MINUTE]],
  ])('are %s', (_, days, [from = 0, to = 0, asOf]) => {
    expect(daysOf(from, to, asOf)).toEqual(days);
  });

  test('hold each session on the day on which it starts, and what the report said', () => {
    const rows: Tuple[] = [sessionOn(10), [on(10, 23), on(11, 3), 7], [on(11), on(11), 8], [on(12) - 1, null, 9]];
    const report = reportOf(range(on(10), on(13)), rows, {
      asOf: on(14),
      deviceId: 'd',
      transactionIds: ['t', 'older'],
    });
    const days = daysIn(report, RULES);
    expect([...days].map(([day, { series }]) => [day, tuplesOf(series).map(([, , bytes]) => bytes)])).toEqual([
      [10, [10, 7]],
      [11, [8, 9]],
      [12, []],
    ]);
    for (const day of days.values()) {
      expect(day).toMatchObject({ readAt: on(14), deviceId: 'd', transactionId: 't' });
    }
    expect([...days.values()].map(({ settled }) => settled)).toEqual([true, false, false]);
  });

  test('have no transaction id where the report has none', () => {
    expect(daysIn(reportOf(range(on(10), on(11))), RULES).get(10)).toMatchObject({ transactionId: null });
  });
});

describe('the remnant of a report', () => {
  test.each<[string, number | undefined, number[]]>([
    ['is its first day, where the retention edge cuts it', on(20, 12), [on(20, 12), on(23), on(200, 12)]],
    ['is the first day also where the edge is at its very start', on(20), [on(20), on(23), on(200)]],
    ['is nothing where the report begins later', undefined, [on(21), on(23), on(200, 12)]],
    ['is nothing where the first day was not read to its end', undefined, [on(20, 12), on(20, 20), on(200, 12)]],
  ])('%s', (_, from, [start = 0, to = 0, asOf = 0]) => {
    expect(partialDaysOf(reportOf(range(start, to), [], { asOf }), RULES)[0]?.from).toBe(from);
  });

  test('has the sessions from the edge on, and stands, whatever is open in it', () => {
    const rows: Tuple[] = [[on(20, 13), null, 1], sessionOn(21)];
    const [partialDay] = partialDaysOf(reportOf(range(on(20, 12), on(22)), rows, { asOf: on(200, 12) }), RULES);
    expect(partialDay).toMatchObject({ day: 20, held: { settled: true, readAt: on(200, 12) } });
    expect(partialDay && tuplesOf(partialDay.held.series)).toEqual([[on(20, 13), null, 1]]);
  });

  test('and the whole days of a report lose nothing between them and repeat nothing', () => {
    for (let minutes = 0; minutes <= 24 * 60; minutes += 5) {
      const asOf = on(200) + minutes * MINUTE;
      const report = reportOf(range(Math.max(on(20), asOf - RULES.retention), on(23)), [], { asOf });
      const days = [partialDaysOf(report, RULES)[0]?.day, ...daysIn(report, RULES).keys()];
      expect([minutes, days.filter((day) => day !== undefined)]).toEqual([
        minutes,
        minutes < 24 * 60 ? [20, 21, 22] : [21, 22],
      ]);
    }
  });
});

describe('joined days', () => {
  test('are one series, in order, open ends kept', () => {
    const rows: Tuple[] = [[on(11, 5), null, 3], sessionOn(12)];
    const series = joined([held(10), held(11, { rows: [] }), held(11, { rows })]);
    expect(tuplesOf(series)).toEqual([sessionOn(10), ...rows]);
  });

  test('of none are an empty series', () => {
    expect(tuplesOf(joined([]))).toEqual([]);
  });
});
