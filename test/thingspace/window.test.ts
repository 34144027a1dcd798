// Which dates are asked for, at a now of its own.
import { describe, expect, test } from '@jest/globals';
import { RETENTION } from '../../src/retention.js';
import { knowable, wireWindow } from '../../src/thingspace/window.js';

const NOW = Date.UTC(2026, 5, 30, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EDGE = NOW - 180 * DAY;
const ask = (from: number, to: number, hours = 24) => wireWindow({ from, to }, NOW, hours);

describe('the wire window', () => {
  test('begins a second before the range and ends the longest session after it', () => {
    const range = [Date.UTC(2026, 3, 1), Date.UTC(2026, 3, 2)] as const;
    expect(ask(...range)).toEqual({ startDate: '2026-03-31T23:59:59.000Z', endDate: '2026-04-03T00:00:00.000Z' });
    expect(ask(...range, 1)).toMatchObject({ endDate: '2026-04-02T01:00:00.000Z' });
  });

  // The margin of a second counts: the date that would be sent is what must stay away from the edge.
  test.each([
    ['behind the edge', EDGE - DAY, undefined],
    ['on the edge', EDGE, undefined],
    ['five minutes after it', EDGE + 5 * MINUTE + 1_000, undefined],
    ['a millisecond more', EDGE + 5 * MINUTE + 1_001, '2026-01-01T12:05:00.001Z'],
  ])('omits startDate within five minutes of the retention edge: %s', (_, from, startDate) => {
    expect(ask(from, from + HOUR).startDate).toBe(startDate);
  });

  test.each([
    ['a range that ends now', NOW, 24, undefined],
    ['a range whose longest session may last until now', NOW - DAY, 24, undefined],
    ['a millisecond less', NOW - DAY - 1, 24, '2026-06-30T11:59:59.999Z'],
    ['shorter sessions', NOW - 2 * HOUR, 1, '2026-06-30T11:00:00.000Z'],
  ])('omits endDate where it would reach now: %s', (_, to, hours, endDate) => {
    expect(ask(NOW - 10 * DAY, to, hours).endDate).toBe(endDate);
  });

  test('leaves out the keys of the dates that it omits', () => {
    expect(Object.keys(ask(EDGE, NOW))).toEqual([]);
  });
});

describe('what is knowable', () => {
  test.each([
    ['all of it within memory', NOW - DAY, NOW - HOUR, NOW - DAY, NOW - HOUR],
    ['the past is forgotten', EDGE - DAY, NOW - HOUR, EDGE, NOW - HOUR],
    ['the future has not happened', NOW - DAY, NOW + DAY, NOW - DAY, NOW],
    ['all is forgotten', EDGE - DAY, EDGE - HOUR, EDGE, EDGE],
    ['nothing has happened', NOW + HOUR, NOW + DAY, NOW + HOUR, NOW + HOUR],
  ])('lies within 180 days and now: %s', (_, from, to, knownFrom, knownTo) => {
    expect(RETENTION).toBe(180 * DAY);
    expect(knowable({ from, to }, NOW)).toEqual({ from: knownFrom, to: knownTo });
  });
});
