// Where UTC days begin and end, before 1970 too.
import { describe, expect, test } from '@jest/globals';
import { dayOf, daysOf, endOf, lengthOf, listOf, startOf } from '../../src/history/day.js';
import { DAY } from '../../src/sessions/range.js';

describe('a day', () => {
  test.each([
    ['the epoch', 0, 0],
    ['its last millisecond', DAY - 1, 0],
    ['the start of the next', DAY, 1],
    ['before the epoch', -1, -1],
    ['a start before the epoch', -DAY, -1],
    ['a leap day', Date.UTC(2024, 1, 29, 23, 59, 59, 999), 19_782],
  ])('has its start, and not its end: %s', (_, instant, day) => {
    expect(dayOf(instant)).toBe(day);
    expect(instant).toBeGreaterThanOrEqual(startOf(day));
    expect(instant).toBeLessThan(endOf(day));
  });

  test('ends where the next begins, always 24 hours later', () => {
    for (const day of [-1, 0, 20_000]) expect([endOf(day), endOf(day) - startOf(day)]).toEqual([startOf(day + 1), DAY]);
  });
});

describe('the days of a range', () => {
  test.each([
    ['one instant', 5, 6, [0]],
    ['a whole day, whose end is not the next day', 0, DAY, [0]],
    ['one millisecond of the next day', 0, DAY + 1, [0, 1]],
    ['the last millisecond of one and the first of another', DAY - 1, DAY + 1, [0, 1]],
    ['across the epoch', -1, 1, [-1, 0]],
    ['three', 0, 3 * DAY, [0, 1, 2]],
  ])('are all that it touches: %s', (_, from, to, days) => {
    const run = daysOf({ from, to });
    expect(listOf(run)).toEqual(days);
    expect(lengthOf(run)).toBe(days.length);
  });
});
