// Knows how much the store in memory holds, and what it gives up first.
import { describe, expect, test } from '@jest/globals';
import { type Day, listOf } from '../../src/sessions/day.js';
import { createMemoryStore } from '../../src/sessions/memory-store.js';
import type { Store } from '../../src/sessions/store.js';
import type { Tuple } from '../support/series.js';
import { device, heldDays, on } from './held.js';
import { describeStore } from './store-promises.js';

describeStore('in memory', async () => createMemoryStore(64 * 1024 * 1024));

const ONE = device('1');
const KB = 1024;
/** Columns of 24,000 bytes. */
const ROWS = Array.from({ length: 1_000 }, (_, row): Tuple => [on(0) + row, on(0) + row, row]);
const BYTES = 24_000;

const put = (store: Store, days: readonly Day[], of = ONE) => store.put(of, heldDays(days, { rows: ROWS }));
const kept = async (store: Store, days: readonly Day[], of = ONE): Promise<Day[]> => [
  ...(await store.get(of, days)).keys(),
];
const upTo = (last: Day): Day[] => listOf({ first: 1, last });

describe('the store in memory', () => {
  test.each([[100 * KB], [256 * KB], [KB * KB]])(
    'holds as much as fits into its %d bytes, and no more',
    async (most) => {
      const store = createMemoryStore(most);
      await put(store, upTo(100));
      const { length } = await kept(store, upTo(100));
      expect(length * BYTES).toBeLessThanOrEqual(most);
      expect((length + 1) * (BYTES + KB)).toBeGreaterThan(most);
    },
  );

  test('counts the days without sessions too', async () => {
    const store = createMemoryStore(100 * KB);
    await store.put(ONE, heldDays(upTo(10_000), { rows: [] }));
    expect((await kept(store, upTo(10_000))).length).toBeLessThan(1_000);
  });

  test('gives up first what was put first', async () => {
    const store = createMemoryStore(100 * KB);
    for (const day of upTo(10)) await put(store, [day]);
    expect(await kept(store, upTo(10))).toEqual([7, 8, 9, 10]);
  });

  test('gives up first what was asked for least recently, whoever put it when', async () => {
    const store = createMemoryStore(100 * KB);
    await put(store, [1, 2]);
    await put(store, [1, 2], device('2'));
    await kept(store, [1]);
    await kept(store, [2], device('2'));
    await put(store, [3, 4]);
    expect([await kept(store, upTo(4)), await kept(store, upTo(4), device('2'))]).toEqual([[1, 3, 4], [2]]);
  });

  test('does not hold a day that is larger than itself, and gives up no other for it', async () => {
    const store = createMemoryStore(100 * KB);
    await put(store, [1, 2]);
    await store.put(ONE, heldDays([3], { rows: [...ROWS, ...ROWS, ...ROWS, ...ROWS, ...ROWS] }));
    expect(await kept(store, upTo(3))).toEqual([1, 2]);
  });

  test('does not go on giving an older reading of a day whose new one is too large', async () => {
    const store = createMemoryStore(100 * KB);
    await put(store, [1]);
    await store.put(ONE, heldDays([1], { rows: [...ROWS, ...ROWS, ...ROWS, ...ROWS, ...ROWS] }));
    expect(await kept(store, [1])).toEqual([]);
  });

  test('has room again when a device is forgotten', async () => {
    const store = createMemoryStore(100 * KB);
    await put(store, [1, 2]);
    await put(store, [1, 2], device('2'));
    await store.forget(ONE);
    await put(store, [3, 4], device('2'));
    expect(await kept(store, upTo(4), device('2'))).toEqual([1, 2, 3, 4]);
  });
});
