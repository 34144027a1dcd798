// How often a device that fails is asked about, and when it is asked about again. The emulator's call list is the witness.
import { describe, expect, test } from '@jest/globals';
import { NOON, type Pipeline } from '../../support/pipeline.js';
import { ask, callsOf, HOUR, midnight, only, reports, SECOND, send, usePipelines } from './history.fixture.js';

const open = usePipelines();
const card = (lastThree: string): string => `990000000000${lastThree}`;
const logins = ({ emulator }: Pipeline): number => emulator.calls.count('login');

async function askAHundredTimes(pipeline: Pipeline, imei: string): Promise<unknown[]> {
  const heard: unknown[] = [];
  for (let n = 0; n < 50; n++) {
    const window = { imei, from: midnight(50 - n) };
    const pair = await Promise.all([ask(pipeline, window), ask(pipeline, window)]);
    heard.push(...pair.flatMap(({ errors }) => errors.map(({ code }) => code)));
    pipeline.clock.now += SECOND;
  }
  return heard;
}

describe('a device with a documented failure, asked a hundred times within a minute,', () => {
  test.each([
    ['400', 'DEVICE_NOT_FOUND'],
    ['403', 'DEVICE_NOT_CERTIFIED'],
    ['404', 'DEVICE_INACTIVE'],
    ['409', 'SERVICE_NOT_PURCHASED'],
    ['500', 'DEVICE_IN_SEVERAL_ACCOUNTS'],
  ])('costs one call: %s', async (lastThree, code) => {
    const pipeline = await open();
    expect(await askAHundredTimes(pipeline, card(lastThree))).toEqual(Array(100).fill(code));
    expect(reports(pipeline)).toHaveLength(1);
  });

  test('costs one call and one login where access is denied from the first', async () => {
    const pipeline = await open();
    expect(await askAHundredTimes(pipeline, card('401'))).toEqual(Array(100).fill('UPSTREAM_ACCESS_DENIED'));
    expect([reports(pipeline).length, logins(pipeline)]).toEqual([1, 1]);
  });

  test('costs two calls and one login more where access is denied to a session that has worked', async () => {
    const pipeline = await open();
    await ask(pipeline);
    expect(await callsOf(pipeline, () => askAHundredTimes(pipeline, card('401')))).toBe(2);
    expect(logins(pipeline)).toBe(2);
  });
});

describe('a device that has failed', () => {
  test('is asked about again after NEGATIVE_TTL_SECONDS, and not before', async () => {
    const pipeline = await open({ environment: { NEGATIVE_TTL_SECONDS: '30' } });
    const costs = () => callsOf(pipeline, () => ask(pipeline, { imei: card('404') }));
    const found = [await costs()];
    for (const seconds of [29.999, 0.001, 29.999, 0.001]) {
      pipeline.clock.now += seconds * SECOND;
      found.push(await costs());
    }
    expect(found).toEqual([1, 0, 1, 0, 1]);
  });

  test('is asked about each time where NEGATIVE_TTL_SECONDS is 0', async () => {
    const pipeline = await open({ environment: { NEGATIVE_TTL_SECONDS: '0' } });
    for (let n = 1; n <= 3; n++) {
      await ask(pipeline, { imei: card('404') });
      expect(reports(pipeline)).toHaveLength(n);
    }
  });

  test('is asked about at once on refresh', async () => {
    const pipeline = await open();
    await ask(pipeline, { imei: card('404') });
    expect(await callsOf(pipeline, () => ask(pipeline, { imei: card('404') }, { refresh: true }))).toBe(1);
  });

  test('still answers what is held of it, without a call', async () => {
    let isActive = true;
    const rows = () => (isActive ? [{ startTime: midnight(9) + 1, endTime: midnight(9) + 2, numBytes: 1 }] : undefined);
    const pipeline = await open({ emulator: { rows } });
    const held = { imei: '353000000000017', from: midnight(10), to: midnight(8) };
    const missing = { ...held, to: NOON };
    await ask(pipeline, held);
    isActive = false;
    expect(await callsOf(pipeline, () => ask(pipeline, missing))).toBe(1);
    const heard = await ask(pipeline, [held, missing]);
    expect(heard.sessions.map((sessions) => sessions?.totalCount)).toEqual([1, undefined]);
    expect(heard.errors).toMatchObject([{ code: 'DEVICE_NOT_FOUND' }]);
    expect(heard.upstream?.calls).toBe(0);
    isActive = true;
    pipeline.clock.now += 60 * SECOND;
    expect(only(await ask(pipeline, missing)).totalCount).toBe(1);
  });
});

describe('a failure that passes by itself', () => {
  test('is not remembered: the next question asks again', async () => {
    const pipeline = await open();
    pipeline.emulator.switches.set({ faults: 'notJson' });
    const failed = await ask(pipeline, { from: NOON - HOUR });
    expect(failed.errors).toMatchObject([{ code: 'UPSTREAM_MALFORMED' }]);
    pipeline.emulator.switches.set({ faults: [] });
    expect(await callsOf(pipeline, async () => only(await ask(pipeline, { from: NOON - HOUR })))).toBe(1);
  });
});

test('a question that names no sessions costs no call, whatever the device would answer', async () => {
  const pipeline = await open();
  await send(pipeline, { query: `{ device(imei: "${card('404')}") { imei } }` });
  expect(reports(pipeline)).toEqual([]);
});
