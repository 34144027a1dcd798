// Which questions cost an upstream call, and what that call asks for. The emulator's call list is the witness.
import { describe, expect, test } from '@jest/globals';
import { NOON } from '../../support/pipeline.js';
import {
  ask,
  callsOf,
  DAY,
  HOUR,
  IMEI,
  iso,
  midnight,
  only,
  reports,
  SECOND,
  usePipelines,
  windows,
} from './history.fixture.js';

const open = usePipelines();
const OTHER = '990000000000212';
const WINDOWS = [
  { from: midnight(30) },
  { from: midnight(7) },
  { from: midnight(7), to: midnight(1) },
  { from: midnight(20) + HOUR, to: midnight(3) + HOUR },
  { from: NOON - 30 * DAY, to: NOON },
  { from: NOON - HOUR },
];

describe('one upstream call', () => {
  test('is made for 500 callers who ask the same at once', async () => {
    const pipeline = await open();
    const heard = await Promise.all(Array.from({ length: 500 }, () => ask(pipeline, { from: midnight(30) })));
    expect(reports(pipeline)).toHaveLength(1);
    expect(heard.reduce((sum, { upstream }) => sum + (upstream?.calls ?? Number.NaN), 0)).toBe(1);
    expect(new Set(heard.map((each) => JSON.stringify(only(each)))).size).toBe(1);
  }, 30_000);

  test('is made for six overlapping windows of one operation, and none for any window inside them afterwards', async () => {
    const pipeline = await open();
    await ask(pipeline, WINDOWS);
    expect(reports(pipeline)).toHaveLength(1);
    for (let days = 30; days > 0; days -= 4) {
      const inside = await ask(pipeline, { from: midnight(days) + 5 * HOUR, to: midnight(days - 1) - 3 * SECOND });
      expect([inside.errors, inside.upstream?.calls]).toEqual([[], 0]);
    }
    expect(reports(pipeline)).toHaveLength(1);
  });

  test('is made for each device of an operation', async () => {
    const pipeline = await open();
    await ask(pipeline, [
      { from: midnight(7) },
      { imei: OTHER, from: midnight(7) },
      { imei: OTHER, from: midnight(3) },
    ]);
    expect(
      reports(pipeline)
        .map(({ imei }) => imei)
        .toSorted(),
    ).toEqual([IMEI, OTHER]);
  });

  test('answers each of six callers who ask for different windows at once as it would alone', async () => {
    const pipeline = await open();
    const together = await Promise.all(WINDOWS.map((window) => ask(pipeline, window)));
    const alone = await Promise.all(WINDOWS.map(async (window) => ask(await open(), window)));
    const totals = (all: typeof alone) => all.map(only).map(({ totalCount, totalBytes }) => [totalCount, totalBytes]);
    expect(totals(together)).toEqual(totals(alone));
    expect(reports(pipeline).length).toBeLessThanOrEqual(WINDOWS.length);
  });
});

describe('a call asks for whole days, one second before and 24 hours after,', () => {
  test('of a window in the past', async () => {
    const pipeline = await open();
    await ask(pipeline, { from: midnight(20) + HOUR, to: midnight(10) + HOUR });
    expect(windows(pipeline)).toEqual([[iso(midnight(20) - SECOND), iso(midnight(9) + DAY)]]);
  });

  test('and without an end where that is now', async () => {
    const pipeline = await open();
    await ask(pipeline, { from: midnight(20) });
    expect(windows(pipeline)).toEqual([[iso(midnight(20) - SECOND), undefined]]);
  });

  test('and without a start where that is at the edge of the upstream’s memory', async () => {
    const pipeline = await open();
    await ask(pipeline);
    await ask(pipeline, { imei: OTHER, from: midnight(1_000), to: midnight(170) });
    expect(windows(pipeline)).toEqual([
      [undefined, undefined],
      [undefined, iso(midnight(170) + DAY)],
    ]);
  });
});

describe('a window that is held in part', () => {
  test('costs a call for the gap alone', async () => {
    const pipeline = await open();
    await ask(pipeline, { from: midnight(30), to: midnight(20) });
    await ask(pipeline, { from: midnight(30), to: midnight(18) });
    await ask(pipeline, { from: midnight(33), to: midnight(18) });
    expect(windows(pipeline).slice(1)).toEqual([
      [iso(midnight(20) - SECOND), iso(midnight(18) + DAY)],
      [iso(midnight(33) - SECOND), iso(midnight(30) + DAY)],
    ]);
  });

  test('costs two calls where more than 30 days between two gaps are settled', async () => {
    const pipeline = await open();
    await ask(pipeline, { from: midnight(60), to: midnight(20) });
    await ask(pipeline, { from: midnight(61), to: midnight(19) });
    expect(windows(pipeline).slice(1).toSorted()).toEqual([
      [iso(midnight(61) - SECOND), iso(midnight(60) + DAY)],
      [iso(midnight(20) - SECOND), iso(midnight(19) + DAY)],
    ]);
  });

  test('of the next day costs a call for what has happened since, and for the days that could still change', async () => {
    const pipeline = await open();
    await ask(pipeline, { from: midnight(30) });
    pipeline.clock.now += DAY;
    const heard = await ask(pipeline, { from: midnight(30) });
    expect(windows(pipeline).slice(1)).toEqual([[iso(midnight(2) - SECOND), undefined]]);
    expect(heard.upstream).toMatchObject({ calls: 1, heldDays: 28, readDays: 4 });
  });
});

describe('a settled day', () => {
  test('is never read again, a month later neither', async () => {
    const pipeline = await open();
    const settled = { from: midnight(30), to: midnight(2) };
    const { totalCount, totalBytes } = only(await ask(pipeline, settled));
    for (let days = 1; days <= 30; days++) {
      pipeline.clock.now += DAY;
      expect(only(await ask(pipeline, settled))).toMatchObject({ totalCount, totalBytes });
    }
    expect(reports(pipeline)).toHaveLength(1);
  });

  test('is one that ended more than SETTLE_HOURS before it was read', async () => {
    const costAgain = async (environment: Readonly<Record<string, string>>) => {
      const pipeline = await open({ environment });
      const yesterday = { from: midnight(1), to: midnight(0) };
      await ask(pipeline, yesterday);
      pipeline.clock.now += 60 * SECOND;
      return callsOf(pipeline, () => ask(pipeline, yesterday));
    };
    expect(await costAgain({ SETTLE_HOURS: '12', MAX_SESSION_HOURS: '12' })).toBe(1);
    expect(await costAgain({ SETTLE_HOURS: '11', MAX_SESSION_HOURS: '11' })).toBe(0);
  });

  test.each([
    ['a session that is still open', 23, true],
    ['an open session that was abandoned', 11, false],
  ])('may have %s: started at %d o’clock, read again: %s', async (_, hour, isReadAgain) => {
    const threeDaysAgo = { from: midnight(3), to: midnight(2) };
    const row = { startTime: midnight(3) + hour * HOUR, endTime: NOON + HOUR, numBytes: 1 };
    const pipeline = await open({ emulator: { rows: () => [row] } });
    await ask(pipeline, threeDaysAgo);
    pipeline.clock.now += 2 * HOUR;
    expect(await callsOf(pipeline, () => ask(pipeline, threeDaysAgo))).toBe(isReadAgain ? 1 : 0);
    pipeline.clock.now += 2 * HOUR;
    expect(await callsOf(pipeline, () => ask(pipeline, threeDaysAgo))).toBe(0);
  });
});
