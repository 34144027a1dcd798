// Pagination by the rules of Relay connections.

import { badInput } from '../errors.js';
import { readCursor } from './cursor.js';
import { type ComparePlaces, comparePlaces, inOrder, type Order, type Place, placeOf } from './order.js';
import type { Selection } from './selection.js';
import { at, type Series } from './series.js';

export interface PageQuery {
  readonly order: Order;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
  /** How many at most, counted from the front, or from the back with `fromEnd`. */
  readonly size: number;
  readonly fromEnd: boolean;
}

export interface Page {
  readonly rows: Uint32Array;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Cuts first by the cursors and then by the size. A cursor holds its place also when its session is no longer in the selection. */
export function pageOf(selection: Selection, query: PageQuery): Page {
  const rows = inOrder(selection, query.order);
  const low = query.after == null ? 0 : cut(selection.series, rows, query.order, 'after', query.after);
  const high = Math.max(
    low,
    query.before == null ? rows.length : cut(selection.series, rows, query.order, 'before', query.before),
  );
  const size = Math.min(query.size, high - low);
  const from = query.fromEnd ? high - size : low;
  return { rows: rows.subarray(from, from + size), hasNextPage: from + size < rows.length, hasPreviousPage: from > 0 };
}

/** The first index behind the cursor for `after`, the index of its place for `before`. */
function cut(series: Series, rows: Uint32Array, order: Order, side: 'after' | 'before', cursor: string): number {
  const place = readCursor(order, cursor);
  if (typeof place === 'string') throw badInput({ path: side, reason: `${JSON.stringify(cursor)} ${place}` });
  const compare = comparePlaces(order);
  return firstIndex(rows.length, (index) =>
    passes(compare, placeOf(series, at(rows, index), order.field), place, side),
  );
}

const passes = (compare: ComparePlaces, place: Place, cursor: Place, side: 'after' | 'before'): boolean =>
  side === 'after' ? compare(place, cursor) > 0 : compare(place, cursor) >= 0;

/** The first index for which a condition holds that, once it holds, holds for all that follow; `length` if there is none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
