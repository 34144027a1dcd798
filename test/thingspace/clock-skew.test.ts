// How far apart two clocks are as far as an answer can tell, and when that is news.
import { describe, expect, test } from '@jest/globals';
import { createClockSkew, readDate, skewOf } from '../../src/thingspace/clock-skew.js';
import type { UpstreamEvent } from '../../src/thingspace/events.js';

const SENT = Date.UTC(2026, 10, 22, 12);

test.each<[string, string | undefined, number | undefined]>([
  ['as servers write it', 'Sun, 22 Nov 2026 12:00:00 GMT', SENT],
  ['in another zone, which no server may use', 'Sun, 22 Nov 2026 12:00:00 +0100', undefined],
  ['that is no date', 'soon GMT', undefined],
  ['that is not there', undefined, undefined],
])('a date %s is read as far as it can be', (_, header, wanted) => {
  expect(readDate(header)).toBe(wanted);
});

test.each<[string, number, number, number]>([
  ['within the time that the answer took', SENT + 2_000, 3_000, 0],
  ['in the second in which it was sent', SENT - 999, 0, 0],
  ['after it came', SENT + 5_000, 3_000, 2_000],
  ['before it was sent', SENT - 3_600_999, 0, -3_600_000],
])('a date %s tells how far the clocks differ at least', (_, date, took, wanted) => {
  expect(skewOf(date, SENT, took)).toBe(wanted);
});

describe('a difference of the clocks', () => {
  const stage = () => {
    const told: UpstreamEvent[] = [];
    const skew = createClockSkew((event) => told.push(event));
    const see = (ms: number) => skew.observe(SENT + ms, SENT, 0);
    const news = () => told.flatMap((event) => (event.kind === 'clock skew' && event.isNew ? [event.ms] : []));
    return { skew, see, news };
  };

  test('is news once it is more than a minute, and again only after the clocks have agreed', () => {
    const { see, news } = stage();
    for (const ms of [60_000, 61_000, 70_000, 0, 3_600_000]) see(ms);
    expect(news()).toEqual([61_000, 3_600_000]);
  });

  test('is described for as long as it lasts', () => {
    const { skew, see } = stage();
    see(-3_601_000);
    expect(skew.describe()).toContain('3600 s behind ours');
    see(1_000);
    expect(skew.describe()).toBeUndefined();
  });
});
