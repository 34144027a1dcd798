// What answers say they cost, held against the number of calls that the emulator has counted.
import { describe, expect, test } from '@jest/globals';
import { NOON } from '../../support/pipeline.js';
import {
  ask,
  DAY,
  HOUR,
  IMEI,
  midnight,
  reports,
  SECOND,
  send,
  type Upstream,
  usePipelines,
} from './history.fixture.js';

const open = usePipelines();
const OTHER = '353000000000025';
const WEEK = { from: midnight(7) };
const cost = (more: Partial<Upstream> = {}): Upstream => ({
  calls: 0,
  shared: 0,
  heldDays: 0,
  readDays: 0,
  retries: 0,
  budgetLeft: 500 - (more.calls ?? 0),
  ...more,
});

describe('extensions.upstream', () => {
  test('tells the call of a first reading, and the days of it', async () => {
    expect((await ask(await open(), WEEK)).upstream).toEqual(cost({ calls: 1, readDays: 8 }));
  });

  test('tells the held days of a second', async () => {
    const pipeline = await open();
    await ask(pipeline, WEEK);
    expect((await ask(pipeline, WEEK)).upstream).toEqual(cost({ heldDays: 8 }));
  });

  test('tells both where some days are held', async () => {
    const pipeline = await open();
    await ask(pipeline, { from: midnight(9), to: midnight(5) });
    expect((await ask(pipeline, WEEK)).upstream).toEqual(cost({ calls: 1, heldDays: 2, readDays: 6 }));
  });

  test('adds up the devices of an operation, and counts a day of several windows once', async () => {
    const heard = await ask(await open(), [WEEK, { imei: OTHER, from: midnight(1) }, { from: midnight(3) }]);
    expect(heard.upstream).toEqual(cost({ calls: 2, readDays: 10 }));
  });

  test('tells of a read that somebody else has started, and not its calls', async () => {
    let goOn = () => {};
    const gate = new Promise<void>((open) => {
      goOn = open;
    });
    const pipeline = await open({ emulator: { sleep: () => gate } });
    await ask(pipeline, { imei: '353000000000033' });
    pipeline.emulator.switches.set({ latency: 1 });
    const first = ask(pipeline, WEEK);
    await pipeline.emulator.calls.until(({ imei }) => imei === IMEI);
    const second = ask(pipeline, [WEEK, { imei: OTHER, from: midnight(1) }]);
    // When the other device is asked about, the operation waits for the first one too.
    await pipeline.emulator.calls.until(({ imei }) => imei === OTHER);
    goOn();
    expect((await first).upstream).toEqual(cost({ calls: 1, readDays: 8 }));
    expect((await second).upstream).toEqual(cost({ calls: 1, shared: 1, readDays: 10 }));
    expect(reports(pipeline)).toHaveLength(3);
  });

  test.each([
    ['a retry', 'unavailable:1:1'],
    ['a call that is sent again with a new session', 'expireSession:1:1'],
    ['a call that is sent again with a new bearer', 'expireBearer:1:1'],
  ])('counts %s, and no login', async (_, faults) => {
    const pipeline = await open({ emulator: { faults } });
    expect((await ask(pipeline, WEEK)).upstream).toEqual(cost({ calls: 2, retries: 1, readDays: 8 }));
    expect(reports(pipeline)).toHaveLength(2);
  });

  test('counts the calls of a device that failed', async () => {
    const pipeline = await open();
    const heard = await ask(pipeline, [WEEK, { imei: '990000000000404' }, { imei: '990000000000401' }]);
    expect(heard.errors).toHaveLength(2);
    expect(heard.upstream).toMatchObject({ calls: reports(pipeline).length });
  });

  test.each([
    ['the only attempt', '30000'],
    ['each of two attempts', '200'],
  ])('counts the calls of an operation whose time was over during %s', async (_, attemptTimeout) => {
    const environment = { OPERATION_TIMEOUT_MS: '500', ATTEMPT_TIMEOUT_MS: attemptTimeout };
    const pipeline = await open({ environment, emulator: { faults: 'hangBeforeHeaders' } });
    const heard = await ask(pipeline, WEEK);
    expect(heard.errors).toMatchObject([{ code: 'UPSTREAM_TIMEOUT' }]);
    expect(heard.upstream?.calls).toBe(reports(pipeline).length);
  });

  test('is there for a query that asks nothing of the upstream, and absent where nothing was executed', async () => {
    const pipeline = await open();
    expect((await send(pipeline, { query: `{ device(imei: "${IMEI}") { imei } }` })).upstream).toEqual(cost());
    expect((await send(pipeline, { query: '{ nonsense }' })).upstream).toBeUndefined();
    expect((await send(pipeline, { query: '{' })).upstream).toBeUndefined();
  });

  test('counts down from CALL_BUDGET, and never below 0', async () => {
    const pipeline = await open({ environment: { CALL_BUDGET: '2' } });
    expect((await ask(pipeline, WEEK)).upstream?.budgetLeft).toBe(1);
    pipeline.emulator.switches.set({ faults: 'unavailable:1:2' });
    expect((await ask(pipeline, { imei: OTHER })).upstream).toMatchObject({ calls: 3, budgetLeft: 0 });
  });

  test('is absent where COST_EXTENSION is off', async () => {
    const pipeline = await open({ environment: { COST_EXTENSION: 'off' } });
    const heard = await ask(pipeline, WEEK);
    expect([heard.errors, heard.upstream]).toEqual([[], undefined]);
  });
});

const OPERATIONS = Number(process.env['COST_OPERATIONS'] ?? 60);
/** A deep run takes minutes; a run that hangs still ends. */
const TIMEOUT_MS = 30_000 + OPERATIONS * 500;
const FAULTS = [
  'unavailable:0.04',
  'serverError:0.04',
  'badGateway:0.03',
  'rateLimitedBare:0.01',
  'rateLimited:0.02',
  'expireSession:0.05',
  'expireBearer:0.03',
  'cutInBody:0.03',
  'reset:0.03',
  'notJson:0.03',
  'startMissing:0.02',
  'accessDenied:0.02',
].join();

test(
  'what all answers say together is what the emulator has counted, whatever fails on the way',
  async () => {
    const pipeline = await open({ emulator: { faults: FAULTS, seed: 7 } });
    let told = 0;
    let retries = 0;
    let failed = 0;
    for (let n = 0; n < OPERATIONS; n++) {
      // The breaker, should it be open, tries again; every third time the session has died of idleness.
      pipeline.clock.now += n % 3 === 0 ? HOUR : 10 * SECOND;
      const fresh = { imei: String(353_000_000_100_000 + n), from: NOON - ((n % 20) + 1) * DAY };
      const held = { imei: String(353_000_000_100_000 + (n >> 1)), from: NOON - 30 * DAY, to: NOON - 5 * DAY };
      const operations = [[fresh, held], ...(n % 4 === 0 ? [[fresh], [held, fresh]] : [])];
      for (const { upstream, errors } of await Promise.all(operations.map((each) => ask(pipeline, each)))) {
        told += upstream?.calls ?? Number.NaN;
        retries += upstream?.retries ?? Number.NaN;
        failed += errors.length;
      }
      expect([n, told]).toEqual([n, reports(pipeline).length]);
    }
    expect(told).toBeGreaterThan(OPERATIONS);
    expect(Math.min(retries, failed)).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
