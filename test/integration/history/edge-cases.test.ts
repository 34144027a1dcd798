// Corners of the history, each told once in full: stale windows, remembered failures, forgetting while reading.
import { describe, expect, test } from '@jest/globals';
import { NOON } from '../../support/pipeline.js';
import { ask, callsOf, DAY, HOUR, IMEI, iso, midnight, only, rowsOf, SECOND, usePipelines } from './history.fixture.js';

const open = usePipelines();
const WEEK = { from: midnight(7) };
describe('without the upstream', () => {
  test('a window that ended two days ago is answered from a reading of a minute ago, stale', async () => {
    const pipeline = await open({ emulator: { rows: () => rowsOf(180, 0) } });
    const twoDaysAgo = { from: midnight(2), to: midnight(1) };
    await ask(pipeline, twoDaysAgo);
    pipeline.emulator.switches.set({ faults: 'unavailable' });
    pipeline.clock.now += 60 * SECOND;
    const heard = await ask(pipeline, twoDaysAgo);
    expect(heard.errors).toEqual([]);
    expect(only(heard)).toMatchObject({ totalCount: 1, freshness: { asOf: iso(NOON), stale: true } });
  });
});

test('a device whose failure is remembered needs no call, so it takes nothing from CALL_BUDGET', async () => {
  const pipeline = await open({ environment: { CALL_BUDGET: '2' } });
  const failing = { imei: '990000000000404' };
  await ask(pipeline, failing);
  const heard = await ask(pipeline, [failing, WEEK, { imei: '353000000000025', ...WEEK }]);
  expect(heard.errors).toMatchObject([{ code: 'DEVICE_INACTIVE' }]);
});

test('extensions.upstream tells the held days of an answer that is made without the upstream', async () => {
  const pipeline = await open();
  await ask(pipeline, WEEK);
  pipeline.emulator.switches.set({ faults: 'unavailable' });
  pipeline.clock.now += HOUR;
  // 5 settled days and 3 older readings; nothing was read.
  expect((await ask(pipeline, WEEK)).upstream).toMatchObject({ heldDays: 8, readDays: 0 });
});

test('refresh does not lose what was known of the day at the retention edge', async () => {
  const pipeline = await open({ emulator: { rows: () => rowsOf(600, 0, 2) } });
  const early = NOON - 10 * HOUR;
  pipeline.clock.now = early;
  await ask(pipeline, { from: midnight(300) });
  pipeline.clock.now = NOON;
  await ask(pipeline, { from: midnight(300) }, { refresh: true });
  expect(only(await ask(pipeline, { from: midnight(300) })).start).toBe(iso(early - 180 * DAY));
});

test('what was being read when a device was forgotten is not held', async () => {
  let goOn = () => {};
  const gate = new Promise<void>((opens) => {
    goOn = opens;
  });
  const pipeline = await open({ emulator: { sleep: () => gate } });
  await ask(pipeline, { imei: '353000000000033' });
  pipeline.emulator.switches.set({ latency: 1 });
  const settled = { from: midnight(20), to: midnight(10) };
  const first = ask(pipeline, settled);
  await pipeline.emulator.calls.until(({ imei }) => imei === IMEI);
  await fetch(`${pipeline.url}/history/${IMEI}`, { method: 'DELETE' });
  goOn();
  await first;
  expect(await callsOf(pipeline, () => ask(pipeline, settled))).toBe(1);
});
