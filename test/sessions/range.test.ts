// How half-open ranges meet and join.
import { describe, expect, test } from '@jest/globals';
import { hull, intersection, isEmpty, type Range } from '../../src/sessions/range.js';

const range = (from: number, to: number): Range => ({ from, to });

describe('a range', () => {
  test.each([
    [range(1, 1), true],
    [range(2, 1), true],
    [range(1, 2), false],
  ])('%j is empty where its end is not after its start: %s', (given, empty) => {
    expect(isEmpty(given)).toBe(empty);
  });

  test.each([
    ['overlapping', range(0, 10), range(5, 15), range(5, 10)],
    ['inside', range(0, 10), range(3, 4), range(3, 4)],
    ['the same', range(0, 10), range(0, 10), range(0, 10)],
    ['only touching', range(0, 10), range(10, 20), range(10, 10)],
    ['apart', range(0, 10), range(15, 20), range(15, 15)],
  ])('meets another one, %s, in what lies in both, whichever comes first', (_, a, b, both) => {
    expect(intersection(a, b)).toEqual(both);
    expect(intersection(b, a)).toEqual(both);
  });

  test.each([
    ['one alone', [range(3, 4)], range(3, 4)],
    ['a gap between them', [range(8, 9), range(0, 1)], range(0, 9)],
    ['one within another', [range(0, 9), range(3, 4), range(2, 9)], range(0, 9)],
  ] as const)('joins others under the shortest cover: %s', (_, [first, ...others], cover) => {
    expect(hull(first, ...others)).toEqual(cover);
  });
});
