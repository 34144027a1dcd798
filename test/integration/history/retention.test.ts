// What is known of the past that the upstream has forgotten, and what is said where nothing is. The emulator's call list is the witness.
import { describe, expect, test } from '@jest/globals';
import { NOON } from '../../support/pipeline.js';
import {
  ask,
  callsOf,
  DAY,
  HOUR,
  iso,
  midnight,
  only,
  reports,
  rowsOf,
  SECOND,
  usePipelines,
} from './history.fixture.js';

const open = usePipelines();
const openWithRows = (environment: Readonly<Record<string, string>> = {}) =>
  open({ environment, emulator: { rows: () => rowsOf(600, 0, 2) } });
const YOUNG = { from: midnight(12), to: midnight(10) };

describe('days that were read when they were young', () => {
  test('are answered 200 days later without a call', async () => {
    const pipeline = await openWithRows();
    const { totalCount, start, end } = only(await ask(pipeline, YOUNG));
    pipeline.clock.now += 200 * DAY;
    const later = await ask(pipeline, YOUNG);
    expect(only(later)).toMatchObject({
      totalCount,
      start,
      end,
      freshness: { asOf: iso(pipeline.clock.now), stale: false },
    });
    expect([totalCount, later.upstream?.calls, later.upstream?.heldDays]).toEqual([4, 0, 2]);
  });

  test('are the start of what is known of a longer window, which says from where', async () => {
    const pipeline = await openWithRows();
    await ask(pipeline, YOUNG);
    pipeline.clock.now += 200 * DAY;
    const later = await ask(pipeline, { from: midnight(50), to: midnight(10) });
    expect(only(later)).toMatchObject({ totalCount: 4, start: iso(midnight(12)), end: iso(midnight(10)) });
    expect(later.upstream?.calls).toBe(0);
  });

  test('are not told where a hole lies between them and the end of the window', async () => {
    const pipeline = await openWithRows();
    await ask(pipeline, YOUNG);
    await ask(pipeline, { from: midnight(8), to: midnight(7) });
    pipeline.clock.now += 200 * DAY;
    expect(only(await ask(pipeline, { from: midnight(12), to: midnight(7) }))).toMatchObject({
      totalCount: 2,
      start: iso(midnight(8)),
    });
  });

  test('join with what the upstream still remembers', async () => {
    const pipeline = await openWithRows();
    await ask(pipeline, { from: midnight(60) });
    pipeline.clock.now += 150 * DAY;
    await ask(pipeline, { from: midnight(5) });
    pipeline.clock.now += 100 * DAY;
    const heard = await ask(pipeline, { from: midnight(60), to: midnight(0) });
    expect(only(heard)).toMatchObject({ totalCount: 120, start: iso(midnight(60)) });
    expect(heard.upstream?.calls).toBe(0);
  });

  test('are forgotten after HISTORY_DAYS', async () => {
    const pipeline = await openWithRows({ HISTORY_DAYS: '200' });
    await ask(pipeline, YOUNG);
    pipeline.clock.now = midnight(12) + 200 * DAY;
    expect(only(await ask(pipeline, YOUNG)).totalCount).toBe(4);
    pipeline.clock.now += DAY;
    expect(only(await ask(pipeline, YOUNG))).toMatchObject({ totalCount: 2, start: iso(midnight(11)) });
    pipeline.clock.now += DAY;
    expect((await ask(pipeline, YOUNG)).errors).toMatchObject([{ code: 'RANGE_NOT_RETAINED' }]);
    expect(reports(pipeline)).toHaveLength(1);
  });
});

describe('a window that reaches beyond the upstream’s memory', () => {
  test('is answered from the edge on, and says so', async () => {
    const pipeline = await openWithRows();
    const heard = only(await ask(pipeline, { from: midnight(300) }));
    expect(heard).toMatchObject({ start: iso(NOON - 180 * DAY), end: iso(NOON), totalCount: 2 * 179 });
  });

  test('keeps what was known of the day that the edge was passing through', async () => {
    const pipeline = await openWithRows();
    const early = NOON - 10 * HOUR;
    pipeline.clock.now = early;
    const before = only(await ask(pipeline, { from: midnight(300) }));
    pipeline.clock.now = NOON;
    const after = only(await ask(pipeline, { from: midnight(300) }));
    expect([before.start, after.start]).toEqual([iso(early - 180 * DAY), iso(early - 180 * DAY)]);
    expect([before.totalCount, after.totalCount]).toEqual([2 * 179 + 1, 2 * 179 + 1]);
  });

  test('does not cost a call for the day at the edge each time', async () => {
    const pipeline = await openWithRows();
    await ask(pipeline);
    pipeline.clock.now += 59 * SECOND;
    expect(await callsOf(pipeline, () => ask(pipeline))).toBe(0);
    const old = { from: midnight(300), to: midnight(100) };
    pipeline.clock.now += 60 * SECOND;
    expect(await callsOf(pipeline, () => ask(pipeline, old))).toBe(0);
  });

  test('is RANGE_NOT_RETAINED only where nothing is known of it, and costs no call then', async () => {
    const pipeline = await openWithRows();
    const heard = await ask(pipeline, [
      { from: midnight(300), to: midnight(200) },
      { from: midnight(300), to: midnight(179) },
    ]);
    expect(heard.errors).toMatchObject([{ code: 'RANGE_NOT_RETAINED', category: 'CALLER', retryable: false }]);
    expect(heard.sessions).toMatchObject([null, { totalCount: 2 * 0, start: iso(NOON - 180 * DAY) }]);
    const again = await ask(pipeline, { imei: '990000000000201', from: midnight(900), to: midnight(800) });
    expect([again.errors[0]?.['code'], again.upstream?.calls]).toEqual(['RANGE_NOT_RETAINED', 0]);
  });
});
