// Sort orders of sessions, and the position of a session in an order.
import type { Selection } from './selection.js';
import { at, duration, isOpen, ordinal, type Series } from './series.js';

export type OrderField = 'START_TIME' | 'DURATION' | 'NUM_BYTES';
export type OrderDirection = 'ASC' | 'DESC';

export interface Order {
  readonly field: OrderField;
  readonly direction: OrderDirection;
}

/** What a session is sorted by. It names the session in its order also after others have arrived before it. */
export interface Place {
  /** Milliseconds for DURATION, bytes for NUM_BYTES, the start for START_TIME; null for the duration of an open session. */
  readonly value: number | null;
  readonly start: number;
  readonly ordinal: number;
}

export type ComparePlaces = (a: Place, b: Place) => number;

/**
 * Equal values go by start and then by ordinal, ascending in either direction; START_TIME DESC is START_TIME ASC read backwards.
 * Open sessions, which have no duration, stand last in either direction of DURATION.
 */
export function comparePlaces({ field, direction }: Order): ComparePlaces {
  const sign = direction === 'ASC' ? 1 : -1;
  if (field === 'START_TIME') return (a, b) => sign * byStart(a, b);
  return (a, b) => {
    if (a.value === null || b.value === null)
      return Number(a.value === null) - Number(b.value === null) || byStart(a, b);
    return sign * (a.value - b.value) || byStart(a, b);
  };
}

const byStart: ComparePlaces = (a, b) => a.start - b.start || a.ordinal - b.ordinal;

export function placeOf(series: Series, row: number, field: OrderField): Place {
  return { value: valueAt(series, row, field), start: at(series.start, row), ordinal: ordinal(series, row) };
}

/** Null for the duration of an open session. */
export function valueAt(series: Series, row: number, field: OrderField): number | null {
  switch (field) {
    case 'START_TIME':
      return at(series.start, row);
    case 'DURATION':
      return isOpen(series, row) ? null : duration(series, row);
    case 'NUM_BYTES':
      return at(series.bytes, row);
  }
}

/** The selected rows in the order asked. */
export function inOrder({ series, rows }: Selection, { field, direction }: Order): Uint32Array {
  if (field === 'START_TIME') return direction === 'ASC' ? rows : rows.toReversed();
  const sign = direction === 'ASC' ? 1 : -1;
  // Rows are in the order of starts and ordinals already, so comparing row numbers settles equal values.
  return rows.toSorted((a, b) => {
    const x = valueAt(series, a, field);
    const y = valueAt(series, b, field);
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a - b;
    return sign * (x - y) || a - b;
  });
}
