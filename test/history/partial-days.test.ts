// What stays known of days at the edge of the upstream's retention, by device.
import { describe, expect, test } from '@jest/globals';
import { createPartialDayStore } from '../../src/history/partial-days.js';
import { device, held, on } from './cached-days.js';

const [ONE, OTHER, ELSEWHERE] = [device('1'), device('2'), device('1', '2')];
const noonOf = (day: number) => ({ day, from: on(day, 12), held: held(day) });

describe('the store of partial days', () => {
  test('keeps devices apart, by account too', () => {
    const store = createPartialDayStore();
    store.put(ONE, [noonOf(10)]);
    expect([store.of(ONE).size, store.of(OTHER).size, store.of(ELSEWHERE).size]).toEqual([1, 0, 0]);
  });

  test('keeps what was known of the beginning of a day when less of it comes later', () => {
    const store = createPartialDayStore();
    store.put(ONE, [noonOf(10)]);
    store.put(ONE, [{ ...noonOf(10), from: on(10, 18) }]);
    expect(store.of(ONE).get(10)?.from).toBe(on(10, 12));
  });

  test('adds days to those it holds of a device', () => {
    const store = createPartialDayStore();
    store.put(ONE, [noonOf(10)]);
    store.put(ONE, [noonOf(11)]);
    expect([...store.of(ONE).keys()]).toEqual([10, 11]);
  });

  test('forgets all of a device, and nothing of another', () => {
    const store = createPartialDayStore();
    for (const each of [ONE, ELSEWHERE]) store.put(each, [noonOf(10)]);
    store.forget(ONE);
    expect([store.of(ONE).size, store.of(ELSEWHERE).get(10)?.day]).toEqual([0, 10]);
  });
});
