// Knows every way in which ThingSpace has been seen to write an instant.
import { describe, expect, test } from '@jest/globals';
import { readInstant, writeInstant } from '../../src/thingspace/instants.js';

describe('an instant of theirs', () => {
  test.each([
    ['the usual form', '2022-08-05T21:05:27.129Z', '2022-08-05T21:05:27.129Z'],
    ['without seconds', '2022-08-05T21:05Z', '2022-08-05T21:05:00.000Z'],
    ['digits below the millisecond, cut off', '2022-08-05T21:05:27.129999999Z', '2022-08-05T21:05:27.129Z'],
    ['an offset west of Greenwich', '2015-12-17T14:12:36-05:00', '2015-12-17T19:12:36.000Z'],
    ['an offset east of it, with minutes', '2015-12-17T02:12:36.500+05:30', '2015-12-16T20:42:36.500Z'],
    ['an offset without a colon', '2015-12-17T14:12:36-0500', '2015-12-17T19:12:36.000Z'],
    ['no zone, taken as UTC', '2015-12-17T14:12:36', '2015-12-17T14:12:36.000Z'],
    ['lower case', '2022-08-05t21:05:27.129z', '2022-08-05T21:05:27.129Z'],
    ['Go', '2021-06-03 00:03:56.079 +0000 UTC', '2021-06-03T00:03:56.079Z'],
    ['Go with an offset and nanoseconds', '2021-06-03 00:03:56.079123456 -0400 EDT', '2021-06-03T04:03:56.079Z'],
    ['Go without a name or a fraction', '2021-06-03 00:03:56 +0200', '2021-06-02T22:03:56.000Z'],
    ['a leap day', '2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['the leap day of 2000', '2000-02-29T00:00:00', '2000-02-29T00:00:00.000Z'],
  ])('is read as %s', (_, text, instant) => {
    expect(new Date(readInstant(text)).toISOString()).toBe(instant);
  });

  test('is written with milliseconds and Z, and read again as itself', () => {
    const instant = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
    expect(writeInstant(instant)).toBe('2026-01-02T03:04:05.006Z');
    expect(readInstant(writeInstant(instant))).toBe(instant);
  });
});

describe('what is no instant', () => {
  test.each([
    ['in other forms', '|now|20170525214342|1670623266217|2022-08-05|2022-1-10T23:59:00Z|2022-01-10 23:59:00'],
    ['with more around it', '2019-12-02T15:00:00-08:00Z| 2022-01-10T23:59:00Z|2022-01-10T23:59:00Z\n'],
    ['on no day, in the usual form', '2023-02-29T00:00:00.000Z|2022-04-31T00:00:00.000Z|2022-13-10T00:00:00.000Z'],
    ['on no day', '2023-02-29T00:00:00Z|1900-02-29T00:00:00Z|2022-00-10T00:00:00Z|2022-01-00T00:00:00Z'],
    ['on no day, as Go', '2022-04-31 00:00:00 +0000 UTC'],
    ['at no hour', '2022-01-10T24:00:00.000Z|2022-01-10T24:00:00Z|2022-01-10T23:60:00Z|2022-01-10T23:59:60Z'],
  ])('is not read: %s', (_, texts) => {
    for (const text of texts.split('|')) expect([text, readInstant(text)]).toEqual([text, Number.NaN]);
  });
});
