// When the guard lets a login be tried, with a store and a clock of its own.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { UpstreamEvent } from '../../src/thingspace/events.js';
import type { LatchStore } from '../../src/thingspace/latch.js';
import { fileLatch, memoryLatch } from '../../src/thingspace/latch-file.js';
import { createLoginGuard, type LoginGuard } from '../../src/thingspace/login-guard.js';
import { SECRETS } from '../support/pipeline.js';

const NOON = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const SECRET = JSON.stringify(Object.values(SECRETS));
const clock = { now: NOON };

function stage(given: { store?: LatchStore; secret?: string; attempts?: number } = {}) {
  clock.now = NOON;
  const told: UpstreamEvent[] = [];
  const store = given.store ?? memoryLatch();
  const emit = (event: UpstreamEvent) => told.push(event);
  const guard = createLoginGuard({ secret: SECRET, attempts: 2, now: () => clock.now, ...given, store, emit });
  return { guard, store, told };
}

/** "yes", or the kind of no. */
const admits = async (guard: LoginGuard): Promise<string> => {
  const words = (await guard.trouble()) ?? 'yes';
  const said = await guard.admit().then(
    () => 'yes',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
  expect(said).toBe(words);
  return /npm run unlatch/.test(said) ? 'latched' : /next login is tried after/.test(said) ? 'waiting' : said;
};
const refusedTwice = async (given: Parameters<typeof stage>[0] = {}) => {
  const stand = stage(given);
  await stand.guard.refused();
  await stand.guard.refused();
  return stand;
};
/** A store of which nothing is left that was written. */
const unwritable = (store = memoryLatch()): LatchStore => ({ read: store.read, write: async () => false });

describe('the login guard', () => {
  test('after a refusal waits five minutes, lets one more through, and then latches for good', async () => {
    const { guard, told } = stage();
    expect(await admits(guard)).toBe('yes');
    await guard.refused();
    expect(await admits(guard)).toBe('waiting');
    clock.now += 5 * MINUTE - 1;
    expect(await admits(guard)).toBe('waiting');
    clock.now += 1;
    expect(await admits(guard)).toBe('yes');
    await guard.refused();
    clock.now += 1_000_000 * MINUTE;
    expect(await admits(guard)).toBe('latched');
    expect(told).toEqual([1, 2].map((refusals) => ({ kind: 'login refused', refusals })));
  });

  test('latches after the first refusal where LOGIN_ATTEMPTS is 1', async () => {
    const { guard } = stage({ attempts: 1 });
    await guard.refused();
    clock.now += 60 * MINUTE;
    expect(await admits(guard)).toBe('latched');
  });

  test('turns a login away as UPSTREAM_ACCESS_DENIED', async () => {
    const { guard } = await refusedTwice();
    await expect(guard.admit()).rejects.toMatchObject({ code: 'UPSTREAM_ACCESS_DENIED', transient: false });
  });

  test('forgets refusals once a login succeeds, so that only those in a row count', async () => {
    const { guard, store } = stage();
    await guard.refused();
    await guard.accepted();
    expect([await store.read(), await admits(guard)]).toEqual([undefined, 'yes']);
    await guard.refused();
    expect(await admits(guard)).toBe('waiting');
  });

  test('remembers across a restart', async () => {
    const { store } = await refusedTwice();
    expect(await admits(stage({ store }).guard)).toBe('latched');
  });

  test('does not hold other credentials back, and counts theirs from one', async () => {
    const { store } = await refusedTwice();
    const { guard, told } = stage({ store, secret: `${SECRET}, changed` });
    expect(await admits(guard)).toBe('yes');
    await guard.refused();
    expect(await admits(guard)).toBe('waiting');
    expect(told).toEqual([{ kind: 'login refused', refusals: 1 }]);
  });

  test('lets a login through at once when the stored state is removed, without a restart', async () => {
    const { guard, store } = await refusedTwice();
    expect(await admits(guard)).toBe('latched');
    await store.write(undefined);
    expect(await admits(guard)).toBe('yes');
  });

  test('counts the refusals that another process stored meanwhile', async () => {
    const store = memoryLatch();
    const [here, there] = [stage({ store }).guard, stage({ store }).guard];
    await here.refused();
    await there.refused();
    expect([await admits(here), await admits(there)]).toEqual(['latched', 'latched']);
  });

  test('stores nothing from which a credential could be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guard-'));
    await refusedTwice({ store: fileLatch(folder) });
    const text = await readFile(join(folder, 'login-latch.json'), 'utf8');
    await rm(folder, { recursive: true });
    expect(JSON.parse(text)).toEqual({ credentials: expect.any(String), refusals: 2, lastRefusal: NOON });
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  });
});

describe('a store that cannot be written', () => {
  test('is told of each time, and the guard latches all the same', async () => {
    const { guard, told } = stage({ store: unwritable() });
    await guard.refused();
    expect(await admits(guard)).toBe('waiting');
    await guard.refused();
    expect(await admits(guard)).toBe('latched');
    expect(told.map(({ kind }) => kind)).toEqual([
      'latch not stored',
      'login refused',
      'latch not stored',
      'login refused',
    ]);
  });

  test('adds to what was stored before', async () => {
    const store = memoryLatch();
    await stage({ store }).guard.refused();
    const { guard } = stage({ store: unwritable(store) });
    await guard.refused();
    expect(await admits(guard)).toBe('latched');
  });

  test('and is empty forgets refusals when a login succeeds', async () => {
    const { guard } = stage({ store: unwritable() });
    await guard.refused();
    await guard.accepted();
    expect(await admits(guard)).toBe('yes');
  });
});
