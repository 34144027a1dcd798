// How often a device that fails is asked about, and when it is asked about again. The emulator's call list is the witness.
import { describe, expect, test } from '@jest/globals';
import { ask, callsOf, HOUR, midnight, only, reports, SECOND, send, useRoads } from './history.fixture.js';
import { NOON, type Road } from '../../support/pipeline.js';

const open = useRoads();
const card = (lastThree: string): string => `990000000000${lastThree}`;
const logins = ({ emulator }: Road): number => emulator.calls.count('login');

async function askAHundredTimes(road: Road, imei: string): Promise<unknown[]> {
  const heard: unknown[] = [];
  for (let n = 0; n < 50; n++) {
    const window = { imei, from: midnight(50 - n) };
    const pair = await Promise.all([ask(road, window), ask(road, window)]);
    heard.push(...pair.flatMap(({ errors }) => errors.map(({ code }) => code)));
    road.clock.now += SECOND;
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
    const road = await open();
    expect(await askAHundredTimes(road, card(lastThree))).toEqual(Array(100).fill(code));
    expect(reports(road)).toHaveLength(1);
  });

  test('costs one call and one login where access is denied from the first', async () => {
    const road = await open();
    expect(await askAHundredTimes(road, card('401'))).toEqual(Array(100).fill('UPSTREAM_ACCESS_DENIED'));
    expect([reports(road).length, logins(road)]).toEqual([1, 1]);
  });

  test('costs two calls and one login more where access is denied to a session that has worked', async () => {
    const road = await open();
    await ask(road);
    expect(await callsOf(road, () => askAHundredTimes(road, card('401')))).toBe(2);
    expect(logins(road)).toBe(2);
  });
});

describe('a device that has failed', () => {
  test('is asked about again after NEGATIVE_TTL_SECONDS, and not before', async () => {
    const road = await open({ environment: { NEGATIVE_TTL_SECONDS: '30' } });
    const costs = () => callsOf(road, () => ask(road, { imei: card('404') }));
    const found = [await costs()];
    for (const seconds of [29.999, 0.001, 29.999, 0.001]) {
      road.clock.now += seconds * SECOND;
      found.push(await costs());
    }
    expect(found).toEqual([1, 0, 1, 0, 1]);
  });

  test('is asked about each time where NEGATIVE_TTL_SECONDS is 0', async () => {
    const road = await open({ environment: { NEGATIVE_TTL_SECONDS: '0' } });
    for (let n = 1; n <= 3; n++) {
      await ask(road, { imei: card('404') });
      expect(reports(road)).toHaveLength(n);
    }
  });

  test('is asked about at once on refresh', async () => {
    const road = await open();
    await ask(road, { imei: card('404') });
    expect(await callsOf(road, () => ask(road, { imei: card('404') }, { refresh: true }))).toBe(1);
  });

  test('still answers what is held of it, without a call', async () => {
    let isActive = true;
    const rows = () => (isActive ? [{ startTime: midnight(9) + 1, endTime: midnight(9) + 2, numBytes: 1 }] : undefined);
    const road = await open({ emulator: { rows } });
    const held = { imei: '353000000000017', from: midnight(10), to: midnight(8) };
    const missing = { ...held, to: NOON };
    await ask(road, held);
    isActive = false;
    expect(await callsOf(road, () => ask(road, missing))).toBe(1);
    const heard = await ask(road, [held, missing]);
    expect(heard.sessions.map((sessions) => sessions?.totalCount)).toEqual([1, undefined]);
    expect(heard.errors).toMatchObject([{ code: 'DEVICE_NOT_FOUND' }]);
    expect(heard.upstream?.calls).toBe(0);
    isActive = true;
    road.clock.now += 60 * SECOND;
    expect(only(await ask(road, missing)).totalCount).toBe(1);
  });
});

describe('a failure that passes by itself', () => {
  test('is not remembered: the next question asks again', async () => {
    const road = await open();
    road.emulator.switches.set({ faults: 'notJson' });
    const failed = await ask(road, { from: NOON - HOUR });
    expect(failed.errors).toMatchObject([{ code: 'UPSTREAM_MALFORMED' }]);
    road.emulator.switches.set({ faults: [] });
    expect(await callsOf(road, async () => only(await ask(road, { from: NOON - HOUR })))).toBe(1);
  });
});

test('a question that names no sessions costs no call, whatever the device would answer', async () => {
  const road = await open();
  await send(road, { query: `{ device(imei: "${card('404')}") { imei } }` });
  expect(reports(road)).toEqual([]);
});
