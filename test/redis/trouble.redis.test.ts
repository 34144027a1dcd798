// What replicas do when Redis is gone, silent, full or talks rubbish: they answer, and say so once.
import { describe, expect, test } from '@jest/globals';
import { type Replica, type Stage, useStages } from './replicas.fixture.js';

const open = useStages();

const imei = (n: number): string => `99000000000${String(1_000 + n)}`;

/** What it says of devices that nobody has asked for yet; each is asked twice, as the second answer may come from what is held. */
async function answersOf(replica: Replica, from: number): Promise<unknown[]> {
  const devices = Array.from({ length: 10 }, (_, n) => imei(from + n));
  const first = await Promise.all(devices.map((device) => replica.ask(device)));
  const second = await Promise.all(devices.map((device) => replica.ask(device)));
  return [...first, ...second].map(({ totalBytes, code }) => code ?? totalBytes);
}

/** The same without any Redis, which is what is right. */
async function rightAnswers(from: number): Promise<unknown[]> {
  const stage = await open();
  return answersOf(await stage.replica(), from);
}

async function untilShared({ emulator }: Stage, [one, two]: [Replica, Replica]): Promise<void> {
  for (let n = 500; ; n++) {
    const before = emulator.calls.count('report');
    await one.ask(imei(n));
    await two.ask(imei(n));
    if (emulator.calls.count('report') === before + 1) return;
  }
}

const troubles = ({ logged }: Replica): string[] => logged.filter((line) => line.includes('"redis"'));

describe('a replica answers what is right, and logs its trouble once a minute,', () => {
  test('while Redis is gone, and shares again when it is back', async () => {
    const stage = await open();
    const [one, two] = [await stage.replica(), await stage.replica()];
    await answersOf(one, 0);
    await stage.redis.stop();
    expect(await answersOf(two, 20)).toEqual(await rightAnswers(20));
    expect(troubles(two)).toHaveLength(1);
    stage.clock.now += 61_000;
    await answersOf(two, 40);
    expect(troubles(two)).toHaveLength(2);
    await stage.restartRedis();
    await untilShared(stage, [one, two]);
  }, 30_000);

  test('while Redis takes every command and answers none, and shares again when it wakes up', async () => {
    const stage = await open();
    const [one, two] = [await stage.replica(), await stage.replica()];
    stage.redis.process.kill('SIGSTOP');
    expect(await answersOf(one, 20)).toEqual(await rightAnswers(20));
    expect(troubles(one)).toHaveLength(1);
    stage.redis.process.kill('SIGCONT');
    await untilShared(stage, [one, two]);
  }, 30_000);

  test('while Redis is full', async () => {
    const stage = await open({}, '--maxmemory', '1mb', '--maxmemory-policy', 'noeviction');
    const replica = await stage.replica();
    expect(await answersOf(replica, 20)).toEqual(await rightAnswers(20));
    expect(troubles(replica).join()).toContain('OOM');
    expect(troubles(replica)).toHaveLength(1);
  }, 30_000);

  test('while all that Redis holds is rubbish', async () => {
    const stage = await open();
    const replica = await stage.replica();
    await answersOf(replica, 20);
    for (const key of (await stage.command('KEYS', '*')) as string[]) await stage.command('SETRANGE', key, '8', 'x');
    expect(await answersOf(replica, 20)).toEqual(await rightAnswers(20));
    expect(troubles(replica)).toHaveLength(1);
  }, 30_000);

  test('while Redis refuses its password, which is not in the log', async () => {
    const stage = await open({}, '--requirepass', 'hush-1');
    const replica = await stage.replica();
    expect(await answersOf(replica, 20)).toEqual(await rightAnswers(20));
    expect(troubles(replica)).toHaveLength(1);
  }, 30_000);
});
