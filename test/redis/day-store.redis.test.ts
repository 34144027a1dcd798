// The store in Redis keeps the promises of every store, against a real one; and what Redis says wrongly is nothing to it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from '@redis/client';
import { openRedis, type Redis } from '../../src/redis/connection.js';
import { createDayStore } from '../../src/redis/day-store.js';
import { createKeys } from '../../src/redis/keys.js';
import { DAY as DAY_MS, HOUR } from '../../src/sessions/range.js';
import { device, held, heldDays, on } from '../history/cached-days.js';
import { describeStore } from '../history/store.contract.js';
import { type RedisServer, startRedis } from '../support/redis.js';

let server: RedisServer;
let redis: Redis;
const issues: string[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis({
    url: server.url,
    timeout: 5_000,
    elapsed: () => performance.now(),
    emit: ({ reason }) => issues.push(reason),
  });
  await redis.ready();
});
afterAll(async () => {
  await redis?.close();
  await server?.stop();
});

/** A store of its own every time: what another upstream said is not seen. */
function open(now = on(13)) {
  const keys = createKeys({ upstream: randomUUID(), clientId: '', username: '' });
  const store = createDayStore({ redis, keys, historyDays: 400, unsettledFor: 6 * HOUR, now: () => now });
  return { keys, store };
}

describeStore('in Redis', async () => open().store);

const ONE = device('1');

async function raw() {
  return createClient({ url: server.url }).connect();
}

describe('the store in Redis', () => {
  test('has settled days forgotten when they leave the history, and others when they are of no use any more', async () => {
    const { keys, store } = open(on(13));
    await store.put(ONE, heldDays([10]));
    await store.put(ONE, heldDays([12], { settled: false, readAt: on(13, -1) }));
    const client = await raw();
    const [settled, unsettled] = [await client.pTTL(keys.day(ONE, 10)), await client.pTTL(keys.day(ONE, 12))];
    client.destroy();
    expect(Math.ceil(settled / DAY_MS)).toBe(11 + 400 - 13);
    expect(Math.ceil(unsettled / HOUR)).toBe(5);
  });

  test('does not keep what is past its use already', async () => {
    const { store } = open(on(13));
    await store.put(ONE, heldDays([12], { settled: false, readAt: on(12) }));
    expect([...(await store.get(ONE, [12]))]).toEqual([]);
  });

  test('asks for 180 days in one command', async () => {
    const { store } = open();
    const days = Array.from({ length: 180 }, (_, day) => day);
    await store.put(ONE, heldDays(days));
    const client = await raw();
    await client.configResetStat();
    const found = await store.get(ONE, days);
    const stats = await client.info('commandstats');
    client.destroy();
    expect(found.size).toBe(180);
    expect(/cmdstat_mget:calls=(\d+)/.exec(stats)?.[1]).toBe('1');
    expect(stats).not.toContain('cmdstat_get:');
  });

  test('takes rubbish, other types, other versions and days of others for days that it does not hold, and says so', async () => {
    const { keys, store } = open();
    await store.put(ONE, heldDays([1, 2, 3, 4, 5]));
    const client = await raw();
    const name = (day: number) => keys.day(ONE, day);
    const bytes = await client.sendCommand<string>(['GETRANGE', name(1), '0', '20']);
    await client.set(name(1), bytes);
    await client.set(name(2), 'rubbish');
    await client.del(name(3));
    await client.hSet(name(3), 'a', 'hash');
    await client.copy(name(5), name(4), { REPLACE: true });
    client.destroy();
    const found = await store.get(ONE, [1, 2, 3, 4, 5]);
    expect([...found.keys()]).toEqual([5]);
    expect(found.get(5)).toEqual(held(5));
    expect(issues).toContain('unreadable day');
  });

  test.each<[string, number, number, boolean]>([
    ['a reading that was sent later', on(12), on(13), true],
    ['a reading that was sent at the same time', on(13), on(13), true],
    ['a reading that was sent earlier, however late it comes', on(13), on(12), false],
    ['a reading after one that claims to be later than now', on(14), on(12), true],
  ])('puts %s in place of what it holds, or leaves it', async (_, first, second, isTaken) => {
    const { store } = open(on(13));
    await store.put(ONE, heldDays([10], { readAt: first, transactionId: 'first' }));
    await store.put(ONE, heldDays([10], { readAt: second, transactionId: 'second' }));
    expect((await store.get(ONE, [10])).get(10)?.transactionId).toBe(isTaken ? 'second' : 'first');
  });

  test('does not keep a reading of a clock that was ahead for longer', async () => {
    const { keys, store } = open(on(13));
    await store.put(ONE, heldDays([12], { settled: false, readAt: on(17) }));
    const client = await raw();
    const life = await client.pTTL(keys.day(ONE, 12));
    client.destroy();
    expect(Math.ceil(life / HOUR)).toBe(6);
  });

  test.each([
    ['a list', ['RPUSH', 'x']],
    ['a hash', ['HSET', 'x', 'y']],
    ['a set', ['SADD', 'x']],
    ['a text', ['SET', 'rubbish']],
    ['half a day', ['SET', '\u0002abc']],
  ])('puts a day where %s lies', async (_, [command = '', ...words]) => {
    const { keys, store } = open();
    const client = await raw();
    await client.sendCommand([command, keys.day(ONE, 10), ...words]);
    client.destroy();
    await store.put(ONE, heldDays([10]));
    expect((await store.get(ONE, [10])).get(10)).toEqual(held(10));
  });

  test('holds nothing of what a replica of another version has put, and puts its own beside it', async () => {
    const { keys, store } = open();
    const [name, other] = [keys.day(ONE, 10), keys.day(ONE, 11)];
    const client = await raw();
    await store.put(ONE, heldDays([10]));
    const bytes = await client.withTypeMapping({ [36]: Buffer }).get(name);
    const old = Buffer.from(bytes as unknown as Buffer);
    old[0] = 1;
    await client.set(other, old);
    client.destroy();
    expect([...(await store.get(ONE, [10, 11])).keys()]).toEqual([10]);
    await store.put(ONE, heldDays([11]));
    expect([...(await store.get(ONE, [10, 11])).keys()]).toEqual([10, 11]);
  });
});
