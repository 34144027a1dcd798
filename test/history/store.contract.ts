// What every store of held days promises, whatever it is made of, as one suite.
import { describe, expect, test } from '@jest/globals';
import type { CachedDay } from '../../src/history/cached-day.js';
import type { Day } from '../../src/history/day.js';
import type { Store } from '../../src/history/store.js';
import type { DeviceKey } from '../../src/sessions/device.js';
import { ordinal } from '../../src/sessions/series.js';
import { type Tuple, tuplesOf } from '../support/series.js';
import { device, held, heldDays, on, sessionOn } from './cached-days.js';

const ONE = device('1');

/** All of a day, comparable: the columns as tuples. */
const plain = ({ series, readAt, settled, deviceId, transactionId }: CachedDay) => ({
  readAt,
  settled,
  deviceId,
  transactionId,
  rows: tuplesOf(series),
});

const numbersOf = (day: CachedDay | undefined): number[] =>
  day ? Array.from(day.series.start, (_, row) => ordinal(day.series, row)) : [];

async function daysHeld(store: Store, of: DeviceKey, days: readonly Day[]): Promise<Day[]> {
  return [...(await store.get(of, days)).keys()].toSorted((a, b) => a - b);
}

export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`a store, ${name},`, () => {
    test('gives back what was put, to the last bit', async () => {
      const store = await open();
      const rows: Tuple[] = [sessionOn(10, 0), [on(10, 5), on(10, 5), 2 ** 53 - 1], [on(10, 23) + 0.5, null, 7]];
      const whole = held(10, { rows, readAt: on(13) + 1, settled: false, deviceId: '0017', transactionId: 't-1' });
      await store.put(ONE, new Map([[10, whole]]));
      expect([...(await store.get(ONE, [10]))].map(([day, found]) => [day, plain(found)])).toEqual([
        [10, plain(whole)],
      ]);
    });

    test('gives back the numbers of sessions with one start, where they are not plain', async () => {
      const store = await open();
      const rows: Tuple[] = [[on(10, 1), on(10, 2), 1], [on(10, 1), null, 2], sessionOn(10, 3)];
      const day = held(10, { rows: rows.toSorted(([a], [b]) => a - b) });
      const numbered = { ...day, series: { ...day.series, ordinals: Float64Array.of(0, 4, 7) } };
      await store.put(
        ONE,
        new Map([
          [10, numbered],
          [11, held(11)],
        ]),
      );
      const found = await store.get(ONE, [10, 11]);
      const numbers = [10, 11].map((each) => numbersOf(found.get(each)));
      expect(numbers).toEqual([[0, 4, 7], [0]]);
    });

    test('holds a day without sessions, which is not a day that is not held', async () => {
      const store = await open();
      await store.put(ONE, heldDays([10], { rows: [] }));
      const found = await store.get(ONE, [10, 11]);
      expect([...found].map(([day, { series }]) => [day, tuplesOf(series)])).toEqual([[10, []]]);
    });

    test('gives the days that are asked for and held, and no others', async () => {
      const store = await open();
      await store.put(ONE, heldDays([-1, 0, 10, 11, 20_000]));
      expect(await daysHeld(store, ONE, [-1, 10, 12, 20_000])).toEqual([-1, 10, 20_000]);
      expect(await daysHeld(store, ONE, [])).toEqual([]);
      expect(await daysHeld(store, device('2'), [10])).toEqual([]);
    });

    test('holds the last that was put of a day, whole, and leaves the other days alone', async () => {
      const store = await open();
      await store.put(ONE, heldDays([10, 11]));
      await store.put(ONE, heldDays([11], { rows: [], transactionId: 'later' }));
      const found = await store.get(ONE, [10, 11]);
      expect([...found.values()].map(plain)).toEqual([
        plain(held(10)),
        plain(held(11, { rows: [], transactionId: 'later' })),
      ]);
    });

    test('holds a day of very many sessions whole', async () => {
      const store = await open();
      const rows = Array.from({ length: 20_000 }, (_, row): Tuple => [on(10) + row, on(11) + row, row]);
      await store.put(ONE, heldDays([10], { rows }));
      const found = (await store.get(ONE, [10])).get(10);
      expect(found && tuplesOf(found.series)).toEqual(rows);
    });

    test('keeps copies, so that what is done to the columns afterwards does not show', async () => {
      const store = await open();
      const day = held(10);
      await store.put(ONE, new Map([[10, day]]));
      for (const column of Object.values(day.series)) column.fill(-1);
      const found = (await store.get(ONE, [10])).get(10);
      expect(found && plain(found)).toEqual(plain(held(10)));
    });

    test('puts nothing where there is nothing to put', async () => {
      const store = await open();
      await store.put(ONE, new Map());
      expect(await daysHeld(store, ONE, [0, 1])).toEqual([]);
    });

    const NEIGHBOURS = [device('2'), device('1', '2'), device('1', '11'), device('1', '1.'), device('11', '1')];

    test('never gives a day of one device for another, whatever account or number they share', async () => {
      const store = await open();
      const all = [ONE, ...NEIGHBOURS];
      for (const [index, each] of all.entries())
        await store.put(each, heldDays([10], { rows: [sessionOn(10, index)] }));
      const found = await Promise.all(all.map(async (each) => (await store.get(each, [10])).get(10)));
      expect(found.map((day) => day && tuplesOf(day.series))).toEqual(all.map((_, index) => [sessionOn(10, index)]));
    });

    test('forgets every day of a device, and of no other', async () => {
      const store = await open();
      for (const each of [ONE, ...NEIGHBOURS]) await store.put(each, heldDays([-1, 10, 11]));
      await store.forget(ONE);
      expect(await daysHeld(store, ONE, [-1, 10, 11])).toEqual([]);
      for (const each of NEIGHBOURS) expect(await daysHeld(store, each, [-1, 10, 11])).toEqual([-1, 10, 11]);
    });

    test('takes new days of a device that it forgot, and forgets one that it never held', async () => {
      const store = await open();
      await store.forget(ONE);
      await store.put(ONE, heldDays([10, 11]));
      await store.forget(ONE);
      await store.put(ONE, heldDays([11]));
      expect(await daysHeld(store, ONE, [10, 11])).toEqual([11]);
    });
  });
}
