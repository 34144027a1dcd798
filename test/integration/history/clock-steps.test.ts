// A clock that is wrong for a while, over HTTP: what was read by it is neither believed nor taken for final once it is right again.
import { describe, expect, test } from '@jest/globals';
import type { Row } from '../../../src/emulator/rows.js';
import { NOON } from '../../support/pipeline.js';
import { ask, DAY, type Heard, HOUR, iso, midnight, only, SECOND, usePipelines } from './history.fixture.js';

const open = usePipelines();

const rowOf = (startTime: number, numBytes: number): Row => ({ startTime, endTime: startTime + SECOND, numBytes });

/** A device whose sessions of any day may be given other bytes. */
async function stage(lines: string[] = []) {
  const bytes = { now: 1, meanwhile: () => {} };
  const pipeline = await open({
    emulator: {
      sleep: async () => bytes.meanwhile(),
      rows: () => [1, 5].map((daysAgo) => rowOf(midnight(daysAgo) + HOUR, bytes.now)),
    },
    log: (line) => lines.push(line),
  });
  return { pipeline, bytes };
}

const YESTERDAY = { from: midnight(1), to: midnight(0) };
const told = (heard: Heard) => ({
  bytes: only(heard).totalBytes,
  calls: heard.upstream?.calls,
  asOf: only(heard).freshness.asOf,
});

describe.each([
  ['an hour ahead', HOUR],
  ['an hour behind', -HOUR],
  ['four days ahead', 4 * DAY],
  ['four days behind', -4 * DAY],
])('what was read while the clock was %s', (_, jump) => {
  test('is read again as soon as it is right, if it may still change', async () => {
    const { pipeline, bytes } = await stage();
    pipeline.clock.jump(jump);
    await ask(pipeline, { from: midnight(1) - 4 * DAY });
    pipeline.clock.jump(-jump);
    bytes.now = 7;
    expect(told(await ask(pipeline, YESTERDAY))).toEqual({ bytes: 7, calls: 1, asOf: iso(NOON) });
  });

  test('is not taken for final before both clocks say so', async () => {
    const { pipeline, bytes } = await stage();
    pipeline.clock.jump(jump);
    await ask(pipeline, { from: midnight(2) - 4 * DAY });
    pipeline.clock.jump(-jump);
    pipeline.clock.now += 5 * DAY;
    bytes.now = 7;
    expect(told(await ask(pipeline, YESTERDAY))).toMatchObject({ bytes: 7, calls: 1 });
  });

  test('keeps its own time in the answer that it was read for', async () => {
    const { pipeline } = await stage();
    pipeline.clock.jump(jump);
    expect(told(await ask(pipeline, { from: midnight(6) }))).toMatchObject({ asOf: iso(NOON + jump) });
  });

  test('of days that are final by both clocks stands, once its time has come', async () => {
    const { pipeline } = await stage();
    pipeline.clock.jump(jump);
    await ask(pipeline, { from: midnight(12), to: midnight(10) });
    pipeline.clock.jump(-jump);
    pipeline.clock.now += 5 * DAY;
    expect((await ask(pipeline, { from: midnight(12), to: midnight(10) })).upstream?.calls).toBe(0);
  });
});

test.each([-HOUR, -4 * DAY])(
  'a clock that jumps by %d ms while a report is read leaves it later than now: told as it is, and read again',
  async (jump) => {
    const { pipeline, bytes } = await stage();
    pipeline.emulator.switches.set({ faults: [{ fault: 'latency', times: 1, latency: ONCE }] });
    bytes.meanwhile = () => pipeline.clock.jump(jump);
    expect(told(await ask(pipeline, YESTERDAY))).toMatchObject({ bytes: 1, asOf: iso(NOON) });
    bytes.now = 7;
    pipeline.clock.jump(-jump - SECOND);
    expect(told(await ask(pipeline, YESTERDAY))).toEqual({ bytes: 7, calls: 1, asOf: iso(NOON - SECOND) });
  },
);

const ONCE = { minMs: 1, maxMs: 1, tailShare: 0, tailMs: 1, msPerDay: 0 };

describe('a clock that differs from that of the upstream by more than a minute', () => {
  test('is warned about once, shown in the metrics, and told by /readyz for as long as it does', async () => {
    const lines: string[] = [];
    const { pipeline } = await stage(lines);
    pipeline.clock.jump(HOUR);
    await ask(pipeline, YESTERDAY, { refresh: true });
    await ask(pipeline, YESTERDAY, { refresh: true });
    expect(lines.filter((line) => line.includes('clock skew'))).toHaveLength(1);
    const ready = async () => (await fetch(`${pipeline.url}/readyz`)).json();
    expect(await ready()).toEqual({ status: 'ready', detail: expect.stringContaining('3599 s behind ours') });
    expect(await (await fetch(`${pipeline.url}/metrics`)).text()).toContain('upstream_clock_skew_seconds -3599');
    pipeline.clock.jump(-HOUR);
    await ask(pipeline, YESTERDAY, { refresh: true });
    expect(await ready()).toEqual({ status: 'ready' });
  });
});

test('a clock that is days behind asks an upstream that refuses what it has forgotten, and its callers hear just that', async () => {
  const pipeline = await open({ emulator: { retention: 'refuse' } });
  pipeline.clock.jump(-4 * DAY);
  const { errors } = await ask(pipeline, { from: midnight(182) });
  expect(errors).toMatchObject([{ code: 'UPSTREAM_REJECTED' }]);
});
