// Two whole replicas on one real Redis: what they do for each other. The emulator's call list is the witness.
import { describe, expect, test } from '@jest/globals';
import { LEASE } from '../../src/redis/lease.js';
import { readAccountNumber, readImei } from '../../src/sessions/device.js';
import { type Replica, type Stage, useStages, WEEK } from './replicas.fixture.js';

const open = useStages();

const IMEI = '990000000000001';
const LONG = '(start: "2026-06-01", end: "2026-11-20")';

const reports = ({ emulator }: Stage): number => emulator.calls.count('report');
const logins = ({ emulator }: Stage): number => emulator.calls.count('login');

async function pair(stage: Stage): Promise<[Replica, Replica]> {
  return [await stage.replica(), await stage.replica()];
}

function readKey({ keys }: Stage): string {
  const [imei, accountNumber] = [readImei(IMEI), readAccountNumber('0000123456-00001')];
  if (!imei || !accountNumber) throw new Error('not a device');
  return keys.read({ imei, accountNumber });
}

describe('of two replicas', () => {
  test('one reads a cold device that both are asked for at once, after one login', async () => {
    const stage = await open({ latency: 300 });
    const [one, two] = await pair(stage);
    const answers = await Promise.all([one.ask(IMEI), two.ask(IMEI), one.ask(IMEI), two.ask(IMEI)]);
    expect(new Set(answers.map(({ totalBytes }) => totalBytes)).size).toBe(1);
    expect(answers[0]?.totalBytes).not.toBeNull();
    expect(answers.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThanOrEqual(1);
    expect([reports(stage), logins(stage)]).toEqual([1, 1]);
  });

  test('the second answers what the first has read, and so does one that was started since, without a login', async () => {
    const stage = await open();
    const [one, two] = await pair(stage);
    const first = await one.ask(IMEI, LONG);
    const others = [await two.ask(IMEI, LONG), await (await stage.replica()).ask(IMEI, LONG)];
    expect(others).toEqual([1, 2].map(() => ({ ...first, calls: 0 })));
    expect([reports(stage), logins(stage)]).toEqual([1, 1]);
  });

  test('the second reads again what the first has just read, if the asker wants it read again', async () => {
    const stage = await open();
    const [one, two] = await pair(stage);
    await one.ask(IMEI);
    expect(await two.ask(IMEI, WEEK, true)).toMatchObject({ calls: 1 });
  });

  test('the second waits for a read of other days, and then makes its own', async () => {
    const stage = await open({ latency: 200 });
    const [one, two] = await pair(stage);
    const [week, long] = await Promise.all([one.ask(IMEI, WEEK), two.ask(IMEI, LONG)]);
    expect(long.totalBytes).toBeGreaterThan(Number(week.totalBytes));
    expect(reports(stage)).toBeLessThanOrEqual(2);
  });

  test('both tell a documented failure of a device that one was told', async () => {
    const stage = await open({ latency: 300 });
    const [one, two] = await pair(stage);
    const answers = await Promise.all([one.ask('990000000000404'), two.ask('990000000000404')]);
    expect(answers.map(({ code }) => code)).toEqual(['DEVICE_INACTIVE', 'DEVICE_INACTIVE']);
    expect(reports(stage)).toBe(1);
  });

  test('neither logs the other out where the upstream allows one session a user', async () => {
    const stage = await open({ oneSessionPerUser: true });
    const [one, two] = await pair(stage);
    for (let n = 10; n < 30; n++) {
      const answers = await Promise.all([one.ask(`9900000000000${n}`), two.ask(`9900000000001${n}`)]);
      expect(answers.map(({ code }) => code)).toEqual([undefined, undefined]);
    }
    expect(logins(stage)).toBe(1);
  });

  test('both take one new session when the upstream has ended theirs', async () => {
    const stage = await open({ oneSessionPerUser: true });
    const [one, two] = await pair(stage);
    await Promise.all([one.ask(IMEI), two.ask('990000000000002')]);
    stage.emulator.switches.set({ sessionIdleSeconds: 60 });
    stage.clock.now += 120_000;
    const answers = await Promise.all([one.ask('990000000000003'), two.ask('990000000000004')]);
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined]);
    expect(logins(stage)).toBe(2);
  });

  test('the second is held back by a login that the first was refused', async () => {
    const stage = await open();
    const wrong = { password: 'wrong-password' };
    const [one, two] = [await stage.replica(wrong), await stage.replica(wrong)];
    const answers = await Promise.all([one.ask(IMEI), two.ask(IMEI), two.ask('990000000000002')]);
    expect(answers.map(({ code }) => code)).toEqual(Array(3).fill('UPSTREAM_ACCESS_DENIED'));
    expect(logins(stage)).toBe(1);
  });
});

describe('a turn', () => {
  test('of a replica that died in it is over with its lease, and the next one reads once', async () => {
    const stage = await open();
    const [one, two] = await pair(stage);
    await stage.command('SET', readKey(stage), '?of-the-dead', 'PX', String(LEASE / 5));
    const started = performance.now();
    const answers = await Promise.all([one.ask(IMEI), two.ask(IMEI)]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(LEASE / 5 - 200);
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined]);
    expect(reports(stage)).toBe(1);
  });

  test.each([
    ['would never end', ['SET', '?for-ever']],
    ['was not written by us', ['SET', 'rubbish']],
    ['is of another type', ['SADD', 'rubbish']],
    ['tells something unreadable', ['SETEX', '100', '!told rubbish']],
  ])('that %s holds nobody up', async (_, [name = '', ...value]) => {
    const stage = await open();
    const [one, two] = await pair(stage);
    await stage.command(name, readKey(stage), ...value);
    expect(await one.ask(IMEI)).toMatchObject({ code: undefined, calls: 1 });
    expect(await two.ask(IMEI)).toMatchObject({ code: undefined, calls: 0 });
  });

  test('goes on as long as its read, however long that takes', async () => {
    const stage = await open({ latency: LEASE + 1_000 });
    const [one, two] = await pair(stage);
    await Promise.all([one.ask(IMEI), two.ask(IMEI)]);
    expect(reports(stage)).toBe(1);
  }, 30_000);
});
