// What callers and operators may order: reading again, forgetting, and no more calls than the budget. The emulator's call list is the witness.
import { describe, expect, test } from '@jest/globals';
import { NOON, type Pipeline } from '../../support/pipeline.js';
import {
  ask,
  callsOf,
  DAY,
  HOUR,
  IMEI,
  midnight,
  only,
  reports,
  rowsOf,
  send,
  usePipelines,
} from './history.fixture.js';

const open = usePipelines();
const REFRESH = { refresh: true };
const SETTLED = { from: midnight(20), to: midnight(10) };
const [SECOND_IMEI, THIRD_IMEI] = ['353000000000025', '353000000000033'];

describe('refresh: true', () => {
  const straggler = { startTime: midnight(15), endTime: midnight(15) + HOUR, numBytes: 5, knownFrom: NOON + DAY };
  const openWithStraggler = () => open({ emulator: { rows: () => [...rowsOf(180, 0), straggler] } });

  test('reads settled days again, which nothing else does, and holds what it read', async () => {
    const pipeline = await openWithStraggler();
    const counts: unknown[] = [];
    for (const extensions of [undefined, undefined, REFRESH, undefined]) {
      const calls = await callsOf(pipeline, async () =>
        counts.push(only(await ask(pipeline, SETTLED, extensions)).totalCount),
      );
      counts.push(calls);
      pipeline.clock.now += DAY;
    }
    expect(counts).toEqual([10, 1, 10, 0, 11, 1, 11, 0]);
  });

  test('reads again what was asked, and nothing else', async () => {
    const pipeline = await openWithStraggler();
    await ask(pipeline, { from: midnight(20), to: midnight(5) });
    const heard = await ask(pipeline, { from: midnight(8), to: midnight(7) }, REFRESH);
    expect(heard.upstream).toMatchObject({ calls: 1, heldDays: 0, readDays: 1 });
    expect((await ask(pipeline, { from: midnight(20), to: midnight(5) })).upstream).toMatchObject({
      calls: 0,
      heldDays: 15,
    });
  });

  test('reads a day again that was read a moment ago', async () => {
    const pipeline = await openWithStraggler();
    await ask(pipeline, { from: midnight(0) });
    expect(await callsOf(pipeline, () => ask(pipeline, { from: midnight(0) }, REFRESH))).toBe(1);
  });

  test('leaves days alone that the upstream has forgotten', async () => {
    const pipeline = await openWithStraggler();
    await ask(pipeline, SETTLED);
    pipeline.clock.now += 200 * DAY;
    const heard = await ask(pipeline, SETTLED, REFRESH);
    expect([only(heard).totalCount, heard.upstream?.calls]).toEqual([10, 0]);
  });

  test.each([
    ['something else than true', { refresh: 'true' }],
    ['null', { refresh: null }],
  ])('is not what %s says', async (_, extensions) => {
    const pipeline = await openWithStraggler();
    await ask(pipeline, SETTLED);
    expect(await callsOf(pipeline, () => ask(pipeline, SETTLED, extensions))).toBe(0);
  });

  test('is refused as BAD_USER_INPUT, without any call, where REFRESH is off', async () => {
    const pipeline = await open({ environment: { REFRESH: 'off' } });
    const heard = await ask(pipeline, SETTLED, REFRESH);
    expect(heard).toMatchObject({ sessions: [], errors: [{ code: 'BAD_USER_INPUT' }] });
    expect(heard.errors[0]).toMatchObject({ category: 'CALLER', requestId: expect.any(String) });
    expect(reports(pipeline)).toEqual([]);
    expect(only(await ask(pipeline, SETTLED)).totalCount).toBeGreaterThan(0);
  });
});

const forget = ({ url }: Pipeline, imei = IMEI, headers: Readonly<Record<string, string>> = {}, search = '') =>
  fetch(`${url}/history/${imei}${search}`, { method: 'DELETE', headers });

describe('forgetting a device', () => {
  test('makes the next question about it a call, and about no other', async () => {
    const pipeline = await open();
    const both = [SETTLED, { ...SETTLED, imei: SECOND_IMEI }];
    await ask(pipeline, both);
    expect((await forget(pipeline)).status).toBe(204);
    await callsOf(pipeline, () => ask(pipeline, both));
    expect(
      reports(pipeline)
        .slice(2)
        .map(({ imei }) => imei),
    ).toEqual([IMEI]);
  });

  test('drops its failure too', async () => {
    const pipeline = await open();
    const imei = '990000000000404';
    await ask(pipeline, { imei });
    await forget(pipeline, imei);
    expect(await callsOf(pipeline, () => ask(pipeline, { imei }))).toBe(1);
  });

  test('drops what is known of the day that the upstream is forgetting', async () => {
    const pipeline = await open();
    await ask(pipeline);
    await forget(pipeline);
    const old = { from: NOON - 181 * DAY, to: NOON - 180 * DAY + 1 };
    expect(await callsOf(pipeline, () => ask(pipeline, old))).toBe(1);
  });

  test('is of one account alone, the configured one unless it is named', async () => {
    const pipeline = await open();
    const both = [SETTLED, { ...SETTLED, account: 'B' }];
    const forgotten = async (search: string) => {
      await ask(pipeline, both);
      const before = reports(pipeline).length;
      await forget(pipeline, IMEI, {}, search);
      await ask(pipeline, both);
      return reports(pipeline)
        .slice(before)
        .map(({ accountNumber }) => accountNumber);
    };
    expect([await forgotten('?accountNumber=B'), await forgotten('')]).toEqual([['B'], ['0000123456-00001']]);
  });

  test.each([['x-forwarded-for'], ['forwarded']])('is forbidden to who comes through a proxy: %s', async (header) => {
    const pipeline = await open();
    await ask(pipeline, SETTLED);
    const response = await forget(pipeline, IMEI, { [header]: header === 'forwarded' ? 'for=127.0.0.1' : '127.0.0.1' });
    expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
    expect(await callsOf(pipeline, () => ask(pipeline, SETTLED))).toBe(0);
  });

  test('that is no device is BAD_USER_INPUT', async () => {
    const response = await forget(await open(), '12');
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    ]);
  });
});

describe('an operation that needs more calls than CALL_BUDGET', () => {
  const three = [IMEI, SECOND_IMEI, THIRD_IMEI].map((imei) => ({ imei, ...SETTLED }));
  const exceeded = (imei?: string) => ({
    code: 'CALL_BUDGET_EXCEEDED',
    category: 'LIMIT',
    needed: 3,
    allowed: 2,
    ...(imei && { imei }),
  });

  test('makes none at all, and each device that needs one says how many are needed and allowed', async () => {
    const pipeline = await open({ environment: { CALL_BUDGET: '2' } });
    const heard = await ask(pipeline, three);
    expect(heard.sessions).toEqual([null, null, null]);
    expect(heard.errors).toMatchObject([exceeded(), exceeded(), exceeded()]);
    expect(heard.upstream).toMatchObject({ calls: 0, budgetLeft: 2 });
    expect(reports(pipeline)).toEqual([]);
  });

  test('still answers a device that is held, and the windows that are held of the others', async () => {
    const pipeline = await open({ environment: { CALL_BUDGET: '2' } });
    const held = { imei: '353000000000041', ...SETTLED };
    const part = { imei: IMEI, from: midnight(30), to: midnight(29) };
    await ask(pipeline, [held, part]);
    const heard = await ask(pipeline, [held, ...three, part]);
    expect(heard.sessions.map((sessions) => sessions !== null)).toEqual([true, false, false, false, true]);
    expect(heard.errors).toMatchObject([exceeded(), exceeded(), exceeded()]);
    expect(reports(pipeline)).toHaveLength(2);
  });

  test('is none where what it needs is held, or where it needs as many as it may make', async () => {
    const pipeline = await open({ environment: { CALL_BUDGET: '2' } });
    for (const some of [three.slice(0, 2), three, three]) expect((await ask(pipeline, some)).errors).toEqual([]);
    expect(reports(pipeline)).toHaveLength(3);
  });

  test('may have any number of windows and aliases', async () => {
    const pipeline = await open({ environment: { CALL_BUDGET: '1' } });
    const aliases = Array.from(
      { length: 30 },
      (_, n) => `d${n}: device(imei: "${IMEI}") { a${n}: sessions { totalCount } }`,
    );
    expect((await send(pipeline, { query: `{ ${aliases.join(' ')} }` })).errors).toEqual([]);
  });
});
