// Which durations a range of seconds takes in.
import { describe, expect, test } from '@jest/globals';
import { type DurationRange, select } from '../../src/sessions/selection.js';
import { seriesOf } from '../support/series.js';

// Durations of 0, 1, 4.35 and 10 seconds, and an open session between them.
const series = seriesOf([
  [0, 0, 0],
  [1, 1_001, 0],
  [2, null, 0],
  [3, 4_353, 0],
  [4, 10_004, 0],
]);
const rows = (range?: DurationRange | null) => [...select(series, range).rows];

describe('a selection', () => {
  test.each([undefined, null])('without a range (%s) has every session, open ones included', (range) => {
    expect(rows(range)).toEqual([0, 1, 2, 3, 4]);
  });

  test.each<[string, DurationRange, number[]]>([
    ['no bounds at all', {}, [0, 1, 3, 4]],
    ['bounds that are null', { min: null, max: null }, [0, 1, 3, 4]],
    ['a lower bound alone', { min: 1 }, [1, 3, 4]],
    ['an upper bound alone', { max: 1 }, [0, 1]],
    ['both ends inclusive', { min: 1, max: 10 }, [1, 3, 4]],
    ['a decimal that has no binary double', { min: 4.35, max: 4.35 }, [3]],
    ['just above', { min: 4.3501 }, [4]],
    ['0 as a real bound', { max: 0 }, [0]],
    ['nothing in it', { min: 11 }, []],
  ])('with a range leaves out open sessions: %s', (_, range, selected) => {
    expect(rows(range)).toEqual(selected);
  });

  test('keeps the series that it is a selection of', () => {
    expect(select(series, { min: 1 }).series).toBe(series);
  });
});
