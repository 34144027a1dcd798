// Which number a session keeps when several have the same start and one of them ends, grows, goes or arrives.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ordinal, type Series } from '../../src/sessions/series.js';
import { withStableOrdinals } from '../../src/sessions/session-identity.js';
import { seriesOf, type Tuple } from '../support/series.js';

/** Rows of one start, as [end, bytes]. */
type Short = readonly [end: number | null, bytes: number];
const tie = (...rows: readonly Short[]): Tuple[] => rows.map(([end, bytes]) => [100, end, bytes]);
const numbers = (series: Series): Record<string, number> =>
  Object.fromEntries(
    Array.from(series.start, (start, row) => [
      `${start} ${series.end[row]} ${series.bytes[row]}`,
      ordinal(series, row),
    ]),
  );

describe('of sessions with the same start', () => {
  test.each<[string, Short[], Short[], Record<string, number>]>([
    [
      'an open one that ends before the other keeps its number',
      [
        [900, 10],
        [null, 20],
      ],
      [
        [500, 20],
        [900, 10],
      ],
      { '100 900 10': 0, '100 500 20': 1 },
    ],
    [
      'one that grows past the other keeps its number',
      [
        [null, 1],
        [null, 9],
      ],
      [
        [null, 8],
        [null, 10],
      ],
      { '100 NaN 8': 0, '100 NaN 10': 1 },
    ],
    [
      'the one with more bytes is the one that had more',
      [
        [null, 5],
        [null, 10],
      ],
      [
        [400, 12],
        [null, 7],
      ],
      { '100 NaN 7': 0, '100 400 12': 1 },
    ],
    [
      'one that goes leaves the number of the other alone',
      [
        [200, 1],
        [300, 2],
      ],
      [[300, 2]],
      { '100 300 2': 1 },
    ],
    [
      'one that arrives gets a number that none had',
      [[300, 2]],
      [
        [200, 1],
        [300, 2],
      ],
      { '100 300 2': 0, '100 200 1': 1 },
    ],
    [
      'an ended one whose bytes are corrected keeps its number',
      [
        [200, 5],
        [300, 6],
      ],
      [
        [200, 4],
        [300, 7],
      ],
      { '100 200 4': 0, '100 300 7': 1 },
    ],
    [
      'equal ones stay apart',
      [
        [200, 1],
        [200, 1],
      ],
      [
        [200, 1],
        [200, 1],
      ],
      { '100 200 1': 1 },
    ],
  ])('%s', (_, before, after, wanted) => {
    expect(numbers(withStableOrdinals(seriesOf(tie(...before)), seriesOf(tie(...after))))).toEqual(wanted);
  });

  test('numbers are kept over many readings', () => {
    const first = seriesOf(tie([200, 1], [300, 2]));
    const gone = withStableOrdinals(first, seriesOf(tie([300, 2])));
    const back = withStableOrdinals(gone, seriesOf(tie([300, 2], [400, 1])));
    expect(numbers(withStableOrdinals(back, seriesOf(tie([300, 2], [400, 1]))))).toEqual({
      '100 300 2': 1,
      '100 400 1': 2,
    });
  });
});

test('a first reading, and one without equal starts, is left as it is', () => {
  const series = seriesOf([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(withStableOrdinals(undefined, seriesOf(tie([1, 1], [2, 2])))).not.toHaveProperty('ordinals');
  expect(withStableOrdinals(series, series)).toBe(series);
});

const row = fc.tuple(fc.constantFrom<number | null>(null, 200, 300), fc.nat(3));
const bySort = (rows: readonly Short[]): Tuple[] =>
  tie(...rows.toSorted(([a, x], [b, y]) => (a ?? 1_000) - (b ?? 1_000) || x - y));

test('no two sessions ever share a number, none is lost, and rows stand in the order of their numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 5 }), (readings) => {
      let held: Series | undefined;
      for (const reading of readings) {
        const next = withStableOrdinals(held, seriesOf(bySort(reading)));
        const given = Array.from(next.start, (_, each) => ordinal(next, each));
        expect(new Set(given).size).toBe(reading.length);
        expect(given).toEqual(given.toSorted((a, b) => a - b));
        held = next;
      }
    }),
  );
});
