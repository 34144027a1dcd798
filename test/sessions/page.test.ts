// Knows the rules of Relay connections on five sessions, of which two start at once.
import { describe, expect, test } from '@jest/globals';
import { writeCursor } from '../../src/sessions/cursor.js';
import { type Order, placeOf } from '../../src/sessions/order.js';
import { type PageQuery, pageOf } from '../../src/sessions/page.js';
import { select } from '../../src/sessions/selection.js';
import { startingWithin } from '../../src/sessions/series.js';
import { seriesOf } from '../support/series.js';

// Bytes name the sessions: 1 to 5 by start; by duration 4, 2, 5, 1 and the open 3.
const series = seriesOf([
  [10, 50, 1],
  [20, 30, 2],
  [20, null, 3],
  [30, 35, 4],
  [40, 60, 5],
]);
const BY_START: Order = { field: 'START_TIME', direction: 'ASC' };
const LATEST: Order = { field: 'START_TIME', direction: 'DESC' };
const LONGEST: Order = { field: 'DURATION', direction: 'DESC' };

const cursorOf = (name: number, order: Order = BY_START) => writeCursor(order, placeOf(series, name - 1, order.field));
const front = (size: number, more: Partial<PageQuery> = {}): PageQuery => ({
  order: BY_START,
  size,
  fromEnd: false,
  ...more,
});
const back = (size: number, more: Partial<PageQuery> = {}) => front(size, { fromEnd: true, ...more });
const behind = (name: number) => ({ after: cursorOf(name) });
const ahead = (name: number) => ({ before: cursorOf(name) });

function ask(query: PageQuery, from = select(series)): [names: number[], hasPrevious: boolean, hasNext: boolean] {
  const { rows, hasPreviousPage, hasNextPage } = pageOf(from, query);
  return [Array.from(rows, (row) => from.series.bytes[row] ?? Number.NaN), hasPreviousPage, hasNextPage];
}

describe('a page', () => {
  test.each<[string, PageQuery, ReturnType<typeof ask>]>([
    ['first 2', front(2), [[1, 2], false, true]],
    ['first 5 of 5', front(5), [[1, 2, 3, 4, 5], false, false]],
    ['first 0', front(0), [[], false, true]],
    ['first 0 after the third', front(0, behind(3)), [[], true, true]],
    ['first 2 after the first of two equal starts', front(2, behind(2)), [[3, 4], true, true]],
    ['first 2 after the last', front(2, behind(5)), [[], true, false]],
    ['first 2 before the fourth', front(2, ahead(4)), [[1, 2], false, true]],
    ['last 2', back(2), [[4, 5], true, false]],
    ['last 0', back(0), [[], true, false]],
    ['last 99', back(99), [[1, 2, 3, 4, 5], false, false]],
    ['last 2 before the second of two equal starts', back(2, ahead(3)), [[1, 2], false, true]],
    ['last 1 before the third', back(1, ahead(3)), [[2], true, true]],
    ['last 1 after the second', back(1, behind(2)), [[5], true, false]],
    ['first 9 between two cursors', front(9, { ...behind(1), ...ahead(5) }), [[2, 3, 4], true, true]],
    ['first 2 between two cursors', front(2, { ...behind(1), ...ahead(5) }), [[2, 3], true, true]],
    ['last 2 between two cursors', back(2, { ...behind(1), ...ahead(5) }), [[3, 4], true, true]],
    ['between neighbours', front(9, { ...behind(2), ...ahead(3) }), [[], true, true]],
    ['after a cursor that is behind before', front(9, { ...behind(4), ...ahead(2) }), [[], true, true]],
    ['cursors that are null', front(9, { after: null, before: null }), [[1, 2, 3, 4, 5], false, false]],
  ])('is cut by the cursors and then by the size: %s', (_, query, page) => {
    expect(ask(query)).toEqual(page);
  });

  test.each([
    [LATEST, [5, 4, 3, 2, 1]],
    [LONGEST, [1, 5, 2, 4, 3]],
    [{ field: 'NUM_BYTES', direction: 'DESC' } as Order, [5, 4, 3, 2, 1]],
  ])('leads to the next in the order %j until all were seen once, and back again', (order, names) => {
    const forth: number[] = [];
    for (let query = front(2, { order }), more = true; more; ) {
      const [seen, , hasNext] = ask(query);
      forth.push(...seen);
      more = hasNext;
      query = { ...query, after: cursorOf(seen.at(-1) ?? 0, order) };
    }
    const backwards: number[] = [];
    for (let query = back(2, { order }), more = true; more; ) {
      const [seen, hasPrevious] = ask(query);
      backwards.unshift(...seen);
      more = hasPrevious;
      query = { ...query, before: cursorOf(seen[0] ?? 0, order) };
    }
    expect([forth, backwards]).toEqual([names, names]);
  });

  test('goes on where it was when the session of the cursor is no longer selected', () => {
    const closed = select(series, {});
    expect(ask(front(9, behind(3)), closed)).toEqual([[4, 5], true, false]);
    expect(ask(back(9, ahead(3)), closed)).toEqual([[1, 2], false, true]);
    const later = select(startingWithin(series, { from: 30, to: 99 }));
    expect(ask(front(1, behind(1)), later)).toEqual([[4], false, true]);
  });

  test('of nothing is empty, with or without cursors', () => {
    const none = select(series, { min: 99 });
    for (const query of [front(9), back(9), front(9, { ...behind(1), ...ahead(5) })]) {
      expect(ask(query, none)).toEqual([[], false, false]);
    }
  });
});

describe('a cursor that cannot be used', () => {
  test.each([
    ['after', { after: cursorOf(1, LATEST) }, 'comes from another order than START_TIME ASC'],
    ['before', { before: cursorOf(1, LONGEST) }, 'comes from another order than START_TIME ASC'],
    ['after', { after: 'garbage' }, '"garbage" is not a cursor that this API has given out'],
    ['before', { before: '' }, '"" is not a cursor that this API has given out'],
  ])('is BAD_USER_INPUT on %s: %j', (path, cursors, reason) => {
    expect(() => ask(front(1, cursors))).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        details: { fields: [{ path, reason: expect.stringContaining(reason) }] },
      }),
    );
  });
});
