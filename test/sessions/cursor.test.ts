// Tests that a cursor comes back as the place it was written for, and in no other order.
import { describe, expect, test } from '@jest/globals';
import { readCursor, writeCursor } from '../../src/sessions/cursor.js';
import type { Order, Place } from '../../src/sessions/order.js';

const ORDERS = (['START_TIME', 'DURATION', 'NUM_BYTES'] as const).flatMap((field) =>
  (['ASC', 'DESC'] as const).map((direction): Order => ({ field, direction })),
);
const BY_START: Order = { field: 'START_TIME', direction: 'ASC' };
const place: Place = { value: 1_767_225_600_000, start: 1_767_225_600_000, ordinal: 0 };
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  test.each<[string, Place]>([
    ['an ordinary place', place],
    ['the duration of an open session', { value: null, start: 5, ordinal: 3 }],
    ['the most bytes', { value: Number.MAX_SAFE_INTEGER, start: 0, ordinal: 0 }],
    ['a start before 1970', { value: 0, start: -1, ordinal: 0 }],
  ])('comes back as it was written, in every order: %s', (_, given) => {
    for (const order of ORDERS) expect(readCursor(order, writeCursor(order, given))).toEqual(given);
  });

  test('is fit for a URL and different in each order', () => {
    const cursors = ORDERS.map((order) => writeCursor(order, place));
    expect(new Set(cursors).size).toBe(ORDERS.length);
    for (const cursor of cursors) expect(cursor).toMatch(/^[\w-]+$/);
  });
});

describe('what is no cursor here', () => {
  test('comes from another order, and the order asked is named', () => {
    for (const written of ORDERS) {
      for (const asked of ORDERS.filter((order) => order !== written)) {
        expect(readCursor(asked, writeCursor(written, place))).toBe(
          `comes from another order than ${asked.field} ${asked.direction}`,
        );
      }
    }
  });

  test.each([
    ['empty', ''],
    ['not encoded', '1sa:1:2:3'],
    ['binary', '\u0000ÿ☃'],
    ['of another format', encoded('2sa:1:2:3')],
    ['too short', encoded('1sa:1:2')],
    ['too long', encoded('1sa:1:2:3:4')],
    ['without a start', encoded('1sa:1::3')],
    ['with words', encoded('1sa:one:2:3')],
    ['with a fraction', encoded('1sa:1:2.5:3')],
    ['with an exponent', encoded('1sa:1e3:2:3')],
  ])('was never given out: %s', (_, cursor) => {
    expect(readCursor(BY_START, cursor)).toBe('is not a cursor that this API has given out');
  });
});
