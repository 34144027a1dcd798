// Knows sums, averages and nearest ranks that were worked out by hand.
import { describe, expect, test } from '@jest/globals';
import { type Selection, select } from '../../src/sessions/selection.js';
import {
  averageBytes,
  averageDuration,
  bytesDistribution,
  durationDistribution,
  percentile,
  totalBytes,
  totalDuration,
} from '../../src/sessions/statistics.js';
import { seriesOf, type Tuple } from '../support/series.js';

const of = (...tuples: readonly Tuple[]): Selection => select(seriesOf(tuples));
const ofBytes = (...bytes: readonly number[]): Selection => of(...bytes.map((each, at): Tuple => [at, at, each]));
/** 1 to `count`, in an order that is not theirs. */
const upTo = (count: number) => bytesDistribution(ofBytes(...Array.from({ length: count }, (_, at) => count - at)));

const mixed = of([0, 3_000, 10], [1_000, 2_500, 30], [2_000, null, 50]);

describe('the statistics', () => {
  test('count the bytes of open sessions, but no duration of theirs', () => {
    expect(totalBytes(mixed)).toBe(90);
    expect(averageBytes(mixed)).toBe(30);
    expect(totalDuration(mixed)).toBe(4.5);
    expect(averageDuration(mixed)).toBe(2.25);
    const durations = Float64Array.of(1_500, 3_000);
    expect(durationDistribution(mixed)).toMatchObject({ sorted: durations, divisor: 1_000 });
    expect(durationDistribution(mixed).mean()).toBe(2.25);
    expect(bytesDistribution(mixed)).toMatchObject({ sorted: Float64Array.of(10, 30, 50), divisor: 1 });
    expect(bytesDistribution(mixed).mean()).toBe(30);
  });

  test('are about the selected rows only', () => {
    const selected = select(mixed.series, { max: 2 });
    expect([totalBytes(selected), averageBytes(selected), totalDuration(selected)]).toEqual([30, 30, 1.5]);
    expect(bytesDistribution(selected).sorted).toEqual(Float64Array.of(30));
  });

  test.each([
    ['no sessions', of(), null],
    ['only open ones', of([0, null, 7]), 7],
  ])('of %s have no durations, but a sum of them', (_, selection, bytes) => {
    expect([totalDuration(selection), averageDuration(selection), averageBytes(selection)]).toEqual([0, null, bytes]);
    expect(durationDistribution(selection).mean()).toBeNull();
    expect(percentile(durationDistribution(selection), 50)).toBeNull();
  });

  test.each([
    ['2^31', [2 ** 31 - 1, 2 ** 31 - 1], 4_294_967_294],
    ['2^32 in one session', [2 ** 40], 1_099_511_627_776],
    ['2^53-1 itself', [Number.MAX_SAFE_INTEGER - 1, 1, 0], 9_007_199_254_740_991],
  ])('sum bytes exactly beyond %s', (_, bytes, sum) => {
    expect(totalBytes(ofBytes(...bytes))).toBe(sum);
  });

  test('leave what is selected as it was', () => {
    const selection = ofBytes(3, 1, 2);
    bytesDistribution(selection);
    expect(selection.series.bytes).toEqual(Float64Array.of(3, 1, 2));
  });
});

describe('a percentile', () => {
  test.each([
    [0, 5, 1],
    [20, 5, 1],
    [20.1, 5, 2],
    [50, 4, 2],
    [100, 5, 5],
    [7, 100, 7],
    [29, 100, 29],
    [99.9, 1_000, 999],
    [99.91, 1_000, 1_000],
    [95, 1, 1],
  ])('%d of 1 to %d is %d, by nearest rank', (p, count, value) => {
    expect(percentile(upTo(count), p)).toBe(value);
  });

  test('is the smallest value that at least p percent do not exceed, for every tenth of a percent of 1,000', () => {
    const values = upTo(1_000);
    for (let tenths = 1; tenths <= 1_000; tenths++) expect(percentile(values, tenths / 10)).toBe(tenths);
  });

  test('of durations is in seconds', () => {
    expect(percentile(durationDistribution(mixed), 100)).toBe(3);
  });
});

describe('a sum of bytes that passes 2^53-1', () => {
  test.each([
    ['by one', [Number.MAX_SAFE_INTEGER, 1]],
    ['by far', [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
  ])('is refused, never rounded: %s', (_, bytes) => {
    const selection = ofBytes(...bytes);
    for (const ask of [totalBytes, averageBytes]) {
      expect(() => ask(selection)).toThrow(expect.objectContaining({ code: 'BYTE_COUNT_TOO_LARGE' }));
    }
  });
});
