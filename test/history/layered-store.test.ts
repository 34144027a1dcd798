// Memory before disk keeps the promises of every store, and asks the disk only for what memory does not hold.
import { describe, expect, test } from '@jest/globals';
import { layered } from '../../src/history/layered-store.js';
import { createMemoryStore } from '../../src/history/memory-store.js';
import type { Store } from '../../src/history/store.js';
import { device, heldDays } from './cached-days.js';
import { describeStore } from './store.contract.js';

const memory = () => createMemoryStore(64 * 1024 * 1024);

describeStore('memory before memory', async () => layered(memory(), memory()));

const ONE = device('1');

/** A store that notes what it is asked for, and answers when it is told to. */
function watched(store: Store) {
  const asked: (readonly number[])[] = [];
  let release = Promise.resolve();
  let open = (): void => {};
  const hold = (): void => {
    release = new Promise((resolve) => {
      open = resolve;
    });
  };
  const get: Store['get'] = async (of, days) => {
    asked.push(days);
    const found = await store.get(of, days);
    await release;
    return found;
  };
  return { store: { ...store, get }, asked, hold, open: () => open() };
}

describe('memory before disk', () => {
  test('does not touch the disk where memory holds all days', async () => {
    const far = watched(memory());
    const store = layered(memory(), far.store);
    await store.put(ONE, heldDays([10, 11]));
    await store.get(ONE, [10, 11]);
    expect(far.asked).toEqual([]);
  });

  test('asks the disk once for what memory does not hold, and gives the days in their order', async () => {
    const far = watched(memory());
    await far.store.put(ONE, heldDays([10, 12]));
    const near = memory();
    await near.put(ONE, heldDays([11]));
    const store = layered(near, far.store);
    expect([...(await store.get(ONE, [10, 11, 12])).keys()]).toEqual([10, 11, 12]);
    await store.get(ONE, [10, 11, 12]);
    expect(far.asked).toEqual([[10, 12]]);
  });

  test('does not hold an older day that the disk gave while a newer one was put', async () => {
    const far = watched(memory());
    await far.store.put(ONE, heldDays([10], { transactionId: 'older' }));
    const store = layered(memory(), far.store);
    far.hold();
    const asking = store.get(ONE, [10]);
    await store.put(ONE, heldDays([10], { transactionId: 'newer' }));
    far.open();
    await asking;
    expect((await store.get(ONE, [10])).get(10)?.transactionId).toBe('newer');
  });

  test('does not hold a day that the disk gave while the device was forgotten', async () => {
    const far = watched(memory());
    await far.store.put(ONE, heldDays([10]));
    const store = layered(memory(), far.store);
    far.hold();
    const asking = store.get(ONE, [10]);
    await store.forget(ONE);
    far.open();
    await asking;
    expect((await store.get(ONE, [10])).size).toBe(0);
  });
});
