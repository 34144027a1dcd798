// Opaque cursors: encodes and decodes the position of a session in an order.
import type { Order, OrderDirection, OrderField, Place } from './order.js';

const FIELDS: Record<OrderField, string> = { START_TIME: 's', DURATION: 'd', NUM_BYTES: 'b' };
const DIRECTIONS: Record<OrderDirection, string> = { ASC: 'a', DESC: 'z' };
const FORMAT = '1';

export const cursorPrefix = ({ field, direction }: Order): string =>
  `${FORMAT}${FIELDS[field]}${DIRECTIONS[direction]}`;

export function writeCursor(order: Order, place: Place): string {
  const text = [cursorPrefix(order), place.value ?? '', place.start, place.ordinal].join(':');
  return Buffer.from(text).toString('base64url');
}

/** Says in words what is wrong with the cursor, where something is. */
export function readCursor(order: Order, cursor: string): Place | string {
  const [head, value, start, ordinal, ...rest] = Buffer.from(cursor, 'base64url').toString('latin1').split(':');
  const place = { value: value === '' ? null : whole(value), start: whole(start), ordinal: whole(ordinal) };
  const readable = head?.startsWith(FORMAT) && head.length === 3 && rest.length === 0;
  if (!readable || Object.values(place).some(Number.isNaN)) return 'is not a cursor that this API has given out';
  if (head !== cursorPrefix(order)) return `comes from another order than ${order.field} ${order.direction}`;
  return place;
}

const whole = (text: string | undefined): number => (/^-?\d{1,16}$/.test(text ?? '') ? Number(text) : Number.NaN);
