// How fresh answers are, with the upstream and without it: what has come late, what is stale, and until when. Rows appear when the test says so.
import { describe, expect, test } from '@jest/globals';
import type { Row } from '../../../src/emulator/rows.js';
import { NOON, type Pipeline, type PipelineOptions } from '../../support/pipeline.js';
import {
  ask,
  callsOf,
  DAY,
  HOUR,
  iso,
  midnight,
  only,
  rowsOf,
  SECOND,
  type Sessions,
  usePipelines,
} from './history.fixture.js';

const open = usePipelines();
const WEEK = { from: midnight(6) };
/** A session of yesterday, of six days ago, and so on, that the report shows from some moment on. */
const late = (day: number, knownFrom: number): Row => ({
  startTime: midnight(day) + 5 * HOUR,
  endTime: midnight(day) + 6 * HOUR,
  numBytes: 1_000,
  knownFrom,
});

/** Two sessions a day, and those that come late. */
const openWith = (extra: readonly Row[] = [], options: PipelineOptions = {}) =>
  open({ ...options, emulator: { rows: () => [...rowsOf(180, 0, 2), ...extra] } });

const freshness = (asOf: number, stale = false) => ({ asOf: iso(asOf), stale });
const breakDown = ({ emulator }: Pipeline) => emulator.switches.set({ faults: 'unavailable' });
const figures = ({ totalCount, totalBytes, start }: Sessions) => ({ totalCount, totalBytes, start });

describe('an answer', () => {
  test('just read is as of now', async () => {
    const pipeline = await openWith();
    expect(only(await ask(pipeline, WEEK)).freshness).toEqual(freshness(NOON));
  });

  test('from settled days alone is as of now, whenever they were read', async () => {
    const pipeline = await openWith();
    const settled = { from: midnight(20), to: midnight(10) };
    await ask(pipeline, settled);
    pipeline.clock.now += 5 * DAY;
    expect(only(await ask(pipeline, settled)).freshness).toEqual(freshness(NOON + 5 * DAY));
  });

  test('is as of the oldest reading of its unsettled days', async () => {
    const pipeline = await openWith();
    await ask(pipeline, { from: midnight(1), to: midnight(0) });
    pipeline.clock.now += 30 * SECOND;
    await ask(pipeline, { from: midnight(0) });
    pipeline.clock.now += 10 * SECOND;
    expect(only(await ask(pipeline, { from: midnight(1) })).freshness).toEqual(freshness(NOON));
    expect(only(await ask(pipeline, { from: midnight(0) })).freshness).toEqual(freshness(NOON + 30 * SECOND));
  });

  test('of a day that may change is believed for OPEN_TTL_SECONDS, and then shows what has come late', async () => {
    const pipeline = await openWith([late(1, NOON + 30 * SECOND)]);
    const seen: unknown[] = [];
    for (const seconds of [0, 59.999, 60, 119.999]) {
      pipeline.clock.now = NOON + seconds * SECOND;
      const calls = await callsOf(pipeline, async () => seen.push(only(await ask(pipeline, WEEK))));
      seen.push(calls);
    }
    const [before, after] = [
      { totalCount: 12, totalBytes: 12 },
      { totalCount: 13, totalBytes: 1_012 },
    ];
    expect(seen).toMatchObject([
      { ...before, freshness: freshness(NOON) },
      1,
      { ...before, freshness: freshness(NOON) },
      0,
      { ...after, freshness: freshness(NOON + 60 * SECOND) },
      1,
      { ...after, freshness: freshness(NOON + 60 * SECOND) },
      0,
    ]);
  });

  test('shows what comes late to a day as long as the day is not settled, and no longer', async () => {
    const twoDaysAgo = { from: midnight(2), to: midnight(1) };
    const pipeline = await openWith([late(2, NOON + 11 * HOUR), { ...late(2, NOON + 14 * HOUR), numBytes: 7 }]);
    const counts: number[] = [];
    for (const hours of [0, 12, 13, 15]) {
      pipeline.clock.now = NOON + hours * HOUR;
      counts.push(only(await ask(pipeline, twoDaysAgo)).totalCount);
    }
    expect(counts).toEqual([2, 3, 3, 3]);
  });

  test('of today reaches to now', async () => {
    const pipeline = await openWith([late(0, 0), { ...late(0, 0), startTime: NOON + HOUR, endTime: NOON + 2 * HOUR }]);
    expect(only(await ask(pipeline, { from: midnight(0) })).totalCount).toBe(1);
    pipeline.clock.now += 3 * HOUR;
    expect(only(await ask(pipeline, { from: midnight(0) }))).toMatchObject({
      totalCount: 2,
      end: iso(NOON + 3 * HOUR),
    });
  });
});

describe('without the upstream', () => {
  test('the answer is the same as before, stale, and as of then', async () => {
    const pipeline = await openWith([late(1, NOON + HOUR)]);
    const before = only(await ask(pipeline, WEEK));
    breakDown(pipeline);
    pipeline.clock.now += 2 * HOUR;
    const after = await ask(pipeline, WEEK);
    expect(after.errors).toEqual([]);
    expect(figures(only(after))).toEqual(figures(before));
    expect(only(after)).toMatchObject({ end: iso(NOON + 2 * HOUR), freshness: freshness(NOON, true) });
  });

  test('an answer from days that are settled or were read a moment ago is not stale', async () => {
    const pipeline = await openWith();
    await ask(pipeline, WEEK);
    breakDown(pipeline);
    pipeline.clock.now += 59 * SECOND;
    expect(only(await ask(pipeline, WEEK)).freshness).toEqual(freshness(NOON));
    pipeline.clock.now += 9 * DAY;
    expect(only(await ask(pipeline, { from: midnight(6), to: midnight(3) })).freshness).toEqual(
      freshness(pipeline.clock.now),
    );
  });

  test('the answer is fresh again as soon as the upstream is back', async () => {
    const pipeline = await openWith([late(1, NOON + HOUR)]);
    await ask(pipeline, WEEK);
    breakDown(pipeline);
    pipeline.clock.now += 2 * HOUR;
    await ask(pipeline, WEEK);
    pipeline.emulator.switches.set({ faults: [] });
    expect(only(await ask(pipeline, WEEK))).toMatchObject({ totalCount: 13, freshness: freshness(NOON + 2 * HOUR) });
  });

  test('a reading older than MAX_STALE_SECONDS is not served, but the failure', async () => {
    const pipeline = await openWith([], { environment: { MAX_STALE_SECONDS: '3600' } });
    await ask(pipeline, WEEK);
    breakDown(pipeline);
    pipeline.clock.now = NOON + HOUR;
    expect(only(await ask(pipeline, WEEK)).freshness).toEqual(freshness(NOON, true));
    pipeline.clock.now += 1;
    const heard = await ask(pipeline, [WEEK, { from: midnight(6), to: midnight(3) }]);
    expect(heard.errors).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE', retryable: true }]);
    expect(heard.sessions).toMatchObject([null, { totalCount: 6, freshness: { stale: false } }]);
  });

  test('just after midnight the answer ends at midnight, and says so', async () => {
    const pipeline = await openWith();
    const before = only(await ask(pipeline, WEEK));
    breakDown(pipeline);
    pipeline.clock.now = midnight(-1) + 5 * 60 * SECOND;
    const after = only(await ask(pipeline, WEEK));
    expect(figures(after)).toEqual(figures(before));
    expect(after).toMatchObject({ end: iso(midnight(-1)), freshness: freshness(NOON, true) });
  });

  test('a window of which the first days were never read is the failure, not a part of it', async () => {
    const pipeline = await openWith();
    await ask(pipeline, WEEK);
    breakDown(pipeline);
    const heard = await ask(pipeline, [{ from: midnight(9) }, WEEK]);
    expect(heard.errors).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE' }]);
    expect(heard.sessions).toMatchObject([null, { totalCount: 12, freshness: freshness(NOON) }]);
  });

  test('a failure of the device itself is told, and no older reading in its place', async () => {
    const pipeline = await openWith();
    await ask(pipeline, WEEK);
    pipeline.emulator.switches.set({ faults: 'accessDenied' });
    pipeline.clock.now += HOUR;
    expect((await ask(pipeline, WEEK)).errors).toMatchObject([{ code: 'UPSTREAM_ACCESS_DENIED' }]);
  });
});
