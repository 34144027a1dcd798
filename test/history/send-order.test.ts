// Which of several reads of a device may be kept, by the order in which they were sent.
import { expect, test } from '@jest/globals';
import { createSendOrder } from '../../src/history/send-order.js';
import { device } from './cached-days.js';

const ONE = device('1');

test('a day is kept from the read that was sent last, whichever lands first', () => {
  const begin = createSendOrder();
  const [older, newer] = [begin(ONE), begin(ONE)];
  expect(newer.complete([10, 11])).toEqual([10, 11]);
  expect(older.complete([9, 10])).toEqual([9]);
  expect(older.number()).toBeLessThan(newer.number());
});

test('what counts is when a read was sent, not when it was begun, and of several attempts the last', () => {
  const begin = createSendOrder();
  const [first, second] = [begin(ONE), begin(ONE)];
  second.sent();
  first.sent();
  expect(first.complete([10])).toEqual([10]);
  expect(second.complete([10])).toEqual([]);
});

test('a failure that lands after a later read says nothing of the device any more', () => {
  const begin = createSendOrder();
  const [older, newer] = [begin(ONE), begin(ONE)];
  expect([newer.isLatest(), older.isLatest()]).toEqual([true, false]);
});

test('devices do not know of each other, and nothing is remembered once nothing is under way', () => {
  const begin = createSendOrder();
  const [older, other, newer] = [begin(ONE), begin(device('2')), begin(ONE)];
  newer.complete([10]);
  expect(other.complete([10])).toEqual([10]);
  older.end();
  newer.end();
  expect(begin(ONE).complete([10])).toEqual([10]);
});
