// Of what Redis and the replica itself remember of refused logins, the later stands. It needs no Redis.
import { describe, expect, test } from '@jest/globals';
import type { Command } from '../../src/redis/connection.js';
import { createKeys } from '../../src/redis/keys.js';
import { sharedLatch } from '../../src/redis/shared-latch.js';
import type { LatchState } from '../../src/thingspace/latch.js';
import { memoryLatch } from '../../src/thingspace/latch-file.js';

const keys = createKeys({ upstream: 'https://thingspace.verizon.com', clientId: 'a', username: 'b' });
const refusedAt = (lastRefusal: number, refusals = 1): LatchState => ({ credentials: 'f', refusals, lastRefusal });

function stage() {
  const held = new Map<string, string>();
  const clock = { now: 1_000 };
  let isSilent = false;
  const issues: string[] = [];
  const ask = async ([name, key = '', value = '']: Command) => {
    if (isSilent) return undefined;
    if (name === 'SET') held.set(String(key), String(value));
    const found = held.get(String(name === 'EVAL' ? keys.latch : key));
    return found === undefined ? null : Buffer.from(found);
  };
  const redis = { ask, reportFailure: (reason: string) => void issues.push(reason) };
  const replica = (own = memoryLatch()) => sharedLatch({ redis, keys, now: () => clock.now }, own);
  const silence = (silent: boolean) => {
    isSilent = silent;
  };
  return { held, clock, issues, replica, silence };
}

describe('the login latch of replicas', () => {
  test('is seen by all of them, and opened for all by one success', async () => {
    const { clock, replica } = stage();
    const [one, two] = [replica(), replica()];
    await one.write(refusedAt(900));
    expect(await two.read()).toEqual(refusedAt(900));
    await two.write(refusedAt(950, 2));
    expect(await one.read()).toEqual(refusedAt(950, 2));
    clock.now = 960;
    await one.write(undefined);
    expect([await one.read(), await two.read()]).toEqual([undefined, undefined]);
  });

  test('is not opened by a replica whose clock is ahead', async () => {
    const { clock, replica } = stage();
    const one = replica();
    await one.write(refusedAt(900, 2));
    clock.now = 4_000_000;
    await replica().write(undefined);
    clock.now = 2_000;
    expect(await one.read()).toEqual(refusedAt(900, 2));
  });

  test('stays closed for a replica that closed it itself when Redis is emptied, silent, or holds rubbish', async () => {
    const { held, issues, replica, silence } = stage();
    const one = replica();
    await one.write(refusedAt(900));
    held.clear();
    expect(await one.read()).toEqual(refusedAt(900));
    silence(true);
    expect(await one.read()).toEqual(refusedAt(900));
    silence(false);
    held.set(keys.latch, '{"refusals": "none"}');
    expect(await one.read()).toEqual(refusedAt(900));
    expect(issues).toEqual(['unreadable latch']);
  });

  test('closes again after it was opened', async () => {
    const { replica } = stage();
    const [one, two] = [replica(), replica()];
    await one.write(undefined);
    await two.write(refusedAt(1_001));
    expect(await one.read()).toEqual(refusedAt(1_001));
  });

  test('is stored if either place takes it, and says so if none does', async () => {
    const { replica, silence } = stage();
    const broken = { read: async () => undefined, write: async () => false };
    expect(await replica(broken).write(refusedAt(900))).toBe(true);
    silence(true);
    expect(await replica().write(refusedAt(900))).toBe(true);
    expect(await replica(broken).write(refusedAt(900))).toBe(false);
  });

  test('lies under a name that holds no secret and differs between logins', () => {
    const other = createKeys({ upstream: 'https://thingspace.verizon.com', clientId: 'a', username: 'c' });
    expect(keys.latch).toMatch(/^ts1:\{[\w-]{16}\}:latch$/);
    expect(other.latch).not.toBe(keys.latch);
  });
});
