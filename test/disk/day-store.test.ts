// The store on disk keeps the promises of every store, also after a restart and beside another process; and it keeps its bounds.
import { readdir, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { listOf } from '../../src/history/day.js';
import { layered } from '../../src/history/layered-store.js';
import { createMemoryStore } from '../../src/history/memory-store.js';
import { DAY } from '../../src/sessions/range.js';
import { device, held, heldDays, on } from '../history/cached-days.js';
import { describeStore } from '../history/store.contract.js';
import type { Tuple } from '../support/series.js';
import { kept, ONE, useFolders } from './disk.fixture.js';

const open = useFolders();

describeStore('on disk', async () => (await open()).open());
describeStore('in memory before disk', async () => layered(createMemoryStore(2 ** 26), (await open()).open()));
describeStore('in a memory that holds nothing before disk', async () =>
  layered(createMemoryStore(1), (await open()).open()),
);

/** A hundred sessions, which take some 900 bytes. */
const ROWS = (day: number) =>
  Array.from({ length: 100 }, (_, row): Tuple => [on(day) + 9_000 * row, null, 1_000 * row]);

describe('the store on disk', () => {
  test('gives after a restart what was put before, to the last bit', async () => {
    const stage = await open();
    await stage.open().put(ONE, heldDays([10, 11], { deviceId: '0017', transactionId: 't-1' }));
    const found = await stage.open().get(ONE, [10, 11, 12]);
    expect([...found]).toEqual([...heldDays([10, 11], { deviceId: '0017', transactionId: 't-1' })]);
  });

  test('gives what another process on the same folder has put', async () => {
    const stage = await open();
    const [one, two] = [stage.open(), stage.open()];
    await Promise.all([one.put(ONE, heldDays([9])), two.put(ONE, heldDays([10])), one.put(ONE, heldDays([11]))]);
    expect((await kept(two, 9, 11)).toSorted((a, b) => a - b)).toEqual([9, 10, 11]);
  });

  test('brings what was put to the medium when half of HISTORY_SYNC_MS is over, and at the end at once', async () => {
    const stage = await open();
    const synced: string[] = [];
    const sync = async (path: string) => void synced.push(path);
    const waits: number[] = [];
    const startTimer = (ms: number, onTime: () => void) => {
      waits.push(ms);
      stage.timers.add(onTime);
      return () => stage.timers.delete(onTime);
    };
    const store = stage.open({ files: { ...stage.files, sync }, startTimer });
    await store.put(ONE, heldDays([10]));
    expect([waits, synced]).toEqual([[2_000, 500], []]);
    await store.flush();
    expect(synced.filter((path) => path.endsWith('.days'))).toHaveLength(1);
    expect(stage.timers.size).toBe(0);
  });

  test('keeps no day that has left the history, and removes what held nothing else', async () => {
    const stage = await open();
    const store = stage.open();
    await store.put(ONE, heldDays([10]));
    stage.clock.now = on(10 + 402);
    await store.put(ONE, heldDays([11, 412]));
    await store.compact();
    expect(await kept(store, 0, 500)).toEqual([412]);
    await utimes(stage.pathOf(), 0, 0);
    await store.survey();
    expect(await kept(store, 0, 500)).toEqual([]);
    expect(store.bytes()).toBe(0);
  });

  test('takes no more than HISTORY_MAX_MB, and gives up the oldest days of all devices first', async () => {
    const stage = await open();
    const maxBytes = 100_000;
    const store = stage.open({ maxBytes });
    for (let day = 0; day < 100; day++)
      for (const each of ['1', '2', '3'])
        await store.put(device(each), new Map([[day, held(day, { rows: ROWS(day) })]]));
    await store.flush();
    const sizes = await Promise.all(['1', '2', '3'].map(async (each) => (await stat(stage.pathOf(each))).size));
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(maxBytes);
    expect(sizes.reduce((a, b) => a + b, 0)).toBeGreaterThan(maxBytes / 2);
    for (const each of ['1', '2', '3']) {
      const days = await kept(store, 0, 99, device(each));
      expect(days).toEqual(listOf({ first: days[0] ?? 0, last: 99 }));
    }
  });

  test('does not grow with readings that are replaced again and again', async () => {
    const stage = await open();
    const store = stage.open();
    for (let n = 0; n < 300; n++)
      await store.put(ONE, new Map([[10, held(10, { rows: ROWS(10), readAt: on(12) + n })]]));
    expect((await stat(stage.pathOf())).size).toBeLessThan(40_000);
    expect((await store.get(ONE, [10])).get(10)?.readAt).toBe(on(12) + 299);
  });

  test('counts after a restart what is there, and clears away what a compaction left that was killed', async () => {
    const stage = await open();
    await stage.open().put(ONE, heldDays([10]));
    await writeFile(`${stage.pathOf()}.new`, 'half a file');
    await utimes(`${stage.pathOf()}.new`, 0, 0);
    const store = stage.open();
    stage.clock.now = DAY;
    await store.survey();
    expect(store.bytes()).toBe((await stat(stage.pathOf())).size);
    expect(await readdir(stage.pathOf().replace(/[^/]+$/, ''))).toHaveLength(1);
  });

  test('keeps what another process appends while it rewrites a file', async () => {
    const stage = await open();
    const [one, two] = [stage.open(), stage.open()];
    await one.put(ONE, heldDays([10]));
    await one.put(ONE, heldDays([10]));
    const read: typeof stage.files.read = async (path) => {
      const bytes = await stage.files.read(path);
      await two.put(ONE, heldDays([11]));
      return bytes;
    };
    await stage.open({ files: { ...stage.files, read } }).compact();
    expect(await kept(stage.open(), 10, 11)).toEqual([10, 11]);
  });

  test('takes up after a write that was cut off in its middle', async () => {
    const stage = await open();
    const store = stage.open();
    await store.put(ONE, heldDays([9]));
    await store.put(ONE, heldDays([10]));
    await truncate(stage.pathOf(), (await stat(stage.pathOf())).size - 3);
    await store.put(ONE, heldDays([11]));
    expect(await kept(stage.open(), 9, 11)).toEqual([9, 11]);
  });
});
