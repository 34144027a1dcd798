// Days that are kept joined are the days of the store behind them, at once after each write, and share one set of columns.
import { describe, expect, test } from '@jest/globals';
import { type CachedDay, joined } from '../../src/history/cached-day.js';
import { withJoinedDays } from '../../src/history/joined-days.js';
import { createMemoryStore } from '../../src/history/memory-store.js';
import { tuplesOf } from '../support/series.js';
import { device, heldDays, sessionOn } from './cached-days.js';
import { describeStore } from './store.contract.js';

const MB = 1024 * 1024;
const open = () => withJoinedDays(createMemoryStore(64 * MB), MB);
const ONE = device('1');

describeStore('in memory, joined', async () => open());

describe('days that are kept joined', () => {
  test('are one view of shared columns, however they were put', async () => {
    const store = open();
    await store.put(ONE, heldDays([12, 10]));
    await store.put(ONE, heldDays([11]));
    const days = [...(await store.get(ONE, [10, 11, 12])).values()];
    expect(tuplesOf(joined(days))).toEqual([10, 11, 12].map((day) => sessionOn(day)));
    expect(joined(days).start.buffer).toBe((days[1] as CachedDay).series.start.buffer);
  });

  test('are not those from before a write that came in between', async () => {
    const store = open();
    await store.put(ONE, heldDays([10]));
    const asked = store.get(ONE, [10, 11]);
    await store.put(ONE, heldDays([10, 11], { rows: [] }));
    await asked;
    const days = await store.get(ONE, [10, 11]);
    expect([...days.values()].map(({ series }) => tuplesOf(series))).toEqual([[], []]);
  });

  test('of a longer stretch are asked of the store again', async () => {
    const store = open();
    await store.put(ONE, heldDays([10, 11, 12]));
    expect((await store.get(ONE, [11])).size).toBe(1);
    expect([...(await store.get(ONE, [10, 11, 12])).keys()]).toEqual([10, 11, 12]);
    expect([...(await store.get(ONE, [11, 12])).keys()]).toEqual([11, 12]);
  });
});
