// How much the store in memory holds, and what it gives up first.
import { describe, expect, test } from '@jest/globals';
import { type Day, listOf } from '../../src/history/day.js';
import { createMemoryStore } from '../../src/history/memory-store.js';
import type { Store } from '../../src/history/store.js';
import type { Tuple } from '../support/series.js';
import { device, heldDays, on } from './cached-days.js';
import { describeStore } from './store.contract.js';

describeStore('in memory', async () => createMemoryStore(64 * 1024 * 1024));

const ONE = device('1');
const KB = 1024;
/** What a week takes besides its columns, at most. */
const OVERHEAD = 2 * KB;
/** Columns of 24,000 bytes. */
const ROWS = Array.from({ length: 1_000 }, (_, row): Tuple => [on(0) + row, on(0) + row, row]);
const BYTES = 24_000;

const put = (store: Store, days: readonly Day[], of = ONE) => store.put(of, heldDays(days, { rows: ROWS }));
const kept = async (store: Store, days: readonly Day[], of = ONE): Promise<Day[]> => [
  ...(await store.get(of, days)).keys(),
];
/** One day in each of so many weeks. */
const upTo = (weeks: number): Day[] => listOf({ first: 1, last: weeks }).map(inWeek);
const inWeek = (number: number): Day => 7 * number;

describe('the store in memory', () => {
  test.each([[100 * KB], [256 * KB], [KB * KB]])(
    'holds as much as fits into its %d bytes, and no more',
    async (most) => {
      const store = createMemoryStore(most);
      await put(store, upTo(100));
      const { length } = await kept(store, upTo(100));
      expect(length * BYTES).toBeLessThanOrEqual(most);
      expect((length + 1) * (BYTES + OVERHEAD)).toBeGreaterThan(most);
    },
  );

  test('counts the days without sessions too', async () => {
    const store = createMemoryStore(100 * KB);
    await store.put(ONE, heldDays(listOf({ first: 1, last: 10_000 }), { rows: [] }));
    expect((await kept(store, listOf({ first: 1, last: 10_000 }))).length).toBeLessThan(1_000);
  });

  test('gives up first what was put first', async () => {
    const store = createMemoryStore(100 * KB);
    for (const day of upTo(10)) await put(store, [day]);
    expect(await kept(store, upTo(10))).toEqual([8, 9, 10].map(inWeek));
  });

  test('gives up first the weeks that were asked for least recently, whoever put them when', async () => {
    const store = createMemoryStore(110 * KB);
    const [first, second, third, fourth] = upTo(4) as [Day, Day, Day, Day];
    await put(store, [first, second]);
    await put(store, [first, second], device('2'));
    await kept(store, [first]);
    await kept(store, [second], device('2'));
    await put(store, [third, fourth]);
    expect(await kept(store, upTo(4))).toEqual([first, third, fourth]);
    expect(await kept(store, upTo(4), device('2'))).toEqual([second]);
  });

  test('gives up the days of a week together, each of them whole', async () => {
    const store = createMemoryStore(100 * KB);
    const week = listOf({ first: inWeek(1), last: inWeek(1) + 2 });
    await put(store, week);
    expect(await kept(store, week)).toEqual(week);
    await put(store, [inWeek(2)]);
    await put(store, [inWeek(3)]);
    expect(await kept(store, [...week, inWeek(2), inWeek(3)])).toEqual([inWeek(2), inWeek(3)]);
  });

  test('does not hold a week that is larger than itself, and gives up no other for it', async () => {
    const store = createMemoryStore(100 * KB);
    await put(store, upTo(2));
    await store.put(ONE, heldDays([inWeek(3)], { rows: [...ROWS, ...ROWS, ...ROWS, ...ROWS, ...ROWS] }));
    expect(await kept(store, upTo(3))).toEqual(upTo(2));
  });

  test('does not go on giving an older reading of a day whose new one is too large', async () => {
    const store = createMemoryStore(100 * KB);
    await put(store, upTo(1));
    await store.put(ONE, heldDays(upTo(1), { rows: [...ROWS, ...ROWS, ...ROWS, ...ROWS, ...ROWS] }));
    expect(await kept(store, upTo(1))).toEqual([]);
  });

  test('has room again when a device is forgotten', async () => {
    const store = createMemoryStore(110 * KB);
    await put(store, upTo(2));
    await put(store, upTo(2), device('2'));
    await store.forget(ONE);
    await put(store, upTo(4).slice(2), device('2'));
    expect(await kept(store, upTo(4), device('2'))).toEqual(upTo(4));
  });
});
