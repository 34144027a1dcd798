// How columns are cut, searched and read, and which session is which among equal starts.
import { describe, expect, test } from '@jest/globals';
import { duration, EMPTY, isOpen, lowerBound, ordinal, session, startingWithin } from '../../src/sessions/series.js';
import { seriesOf, tuplesOf } from '../support/series.js';

const series = seriesOf([
  [10, 15, 1],
  [20, 99, 2],
  [20, 99, 3],
  [20, null, 4],
  [30, 30, 5],
]);

describe('a series', () => {
  test.each([
    [0, 0],
    [10, 0],
    [11, 1],
    [20, 1],
    [21, 4],
    [30, 4],
    [31, 5],
  ])('has the first row that is not below %d at %d', (bound, row) => {
    expect(lowerBound(series.start, bound)).toBe(row);
  });

  test.each([
    ['the start is in', 10, 20, [1]],
    ['the end is out', 20, 30, [2, 3, 4]],
    ['only starts count, not how long a session lasts', 21, 99, [5]],
    ['all of it', 0, 31, [1, 2, 3, 4, 5]],
    ['between two sessions', 11, 20, []],
    ['empty', 20, 20, []],
    ['backwards', 30, 10, []],
    ['beyond', 31, 99, []],
  ])('is cut half-open: %s', (_, from, to, bytes) => {
    expect(tuplesOf(startingWithin(series, { from, to })).map(([, , each]) => each)).toEqual(bytes);
  });

  test('is cut without copying a column', () => {
    expect(startingWithin(series, { from: 20, to: 30 }).start.buffer).toBe(series.start.buffer);
  });

  test('falls apart, cut at any instant, into parts that lose nothing and repeat nothing', () => {
    for (let at = 0; at <= 40; at++) {
      const parts = [startingWithin(series, { from: 0, to: at }), startingWithin(series, { from: at, to: 40 })];
      expect(parts.flatMap(tuplesOf)).toEqual(tuplesOf(series));
    }
  });

  test('counts the sessions of one start from 0', () => {
    expect([0, 1, 2, 3, 4].map((row) => ordinal(series, row))).toEqual([0, 0, 1, 2, 0]);
  });

  test('keeps the ordinals of sessions when it is cut before them', () => {
    const cut = startingWithin(series, { from: 20, to: 31 });
    expect([0, 1, 2, 3].map((row) => ordinal(cut, row))).toEqual([0, 1, 2, 0]);
  });

  test('tells an open session, which has no end and no duration, from one of no length', () => {
    const about = (row: number) => [isOpen(series, row), duration(series, row), session(series, row)];
    expect(about(3)).toEqual([true, Number.NaN, { start: 20, end: null, bytes: 4 }]);
    expect(about(4)).toEqual([false, 0, { start: 30, end: 30, bytes: 5 }]);
  });

  test('may be empty', () => {
    expect(tuplesOf(startingWithin(EMPTY, { from: 0, to: 99 }))).toEqual([]);
  });
});
