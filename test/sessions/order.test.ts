// Knows the order of sessions in each of the six orders, ties and open sessions included.
import { describe, expect, test } from '@jest/globals';
import { comparePlaces, inOrder, type Order, placeOf } from '../../src/sessions/order.js';
import { select } from '../../src/sessions/selection.js';
import { seriesOf } from '../support/series.js';

// Two equal starts, two equal durations, two equal bytes, two open sessions.
const series = seriesOf([
  [0, 50, 7],
  [10, 30, 9],
  [10, 60, 7],
  [20, null, 1],
  [25, null, 8],
]);
const all = select(series);

const ORDERS: [Order['field'], Order['direction'], number[]][] = [
  ['START_TIME', 'ASC', [0, 1, 2, 3, 4]],
  ['START_TIME', 'DESC', [4, 3, 2, 1, 0]],
  ['DURATION', 'ASC', [1, 0, 2, 3, 4]],
  ['DURATION', 'DESC', [0, 2, 1, 3, 4]],
  ['NUM_BYTES', 'ASC', [3, 0, 2, 4, 1]],
  ['NUM_BYTES', 'DESC', [1, 4, 0, 2, 3]],
];

describe('an order', () => {
  test.each(ORDERS)(
    'by %s %s settles ties by start and has open sessions where they belong',
    (field, direction, rows) => {
      expect([...inOrder(all, { field, direction })]).toEqual(rows);
    },
  );

  test.each(ORDERS)('by %s %s is the same among places as among rows', (field, direction, rows) => {
    const compare = comparePlaces({ field, direction });
    const places = rows.map((row) => placeOf(series, row, field));
    expect(places.toReversed().toSorted(compare)).toEqual(places);
    places.forEach((a, x) => {
      places.forEach((b, y) => {
        expect(Math.sign(compare(a, b)) + 0).toBe(Math.sign(x - y));
      });
    });
  });

  test('lists only the selected rows', () => {
    const selected = select(series, { max: 0.04 });
    expect([...inOrder(selected, { field: 'START_TIME', direction: 'DESC' })]).toEqual([1]);
    expect([...inOrder(select(series, {}), { field: 'DURATION', direction: 'DESC' })]).toEqual([0, 2, 1]);
  });

  test('leaves the selection as it was', () => {
    for (const [field, direction] of ORDERS) inOrder(all, { field, direction });
    expect([...all.rows]).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    ['START_TIME', 2, { value: 10, start: 10, ordinal: 1 }],
    ['DURATION', 2, { value: 50, start: 10, ordinal: 1 }],
    ['DURATION', 3, { value: null, start: 20, ordinal: 0 }],
    ['NUM_BYTES', 3, { value: 1, start: 20, ordinal: 0 }],
  ] as const)('by %s knows the place of row %d', (field, row, place) => {
    expect(placeOf(series, row, field)).toEqual(place);
  });
});
