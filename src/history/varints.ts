// Variable-length encoding of whole numbers and texts.

/** What was written before is not what is being read. */
export class Unreadable extends Error {}

/** Appends to a buffer that the caller made large enough. */
export interface Pen {
  readonly bytes: Buffer;
  at: number;
}

export const penFor = (capacity: number): Pen => ({ bytes: Buffer.allocUnsafe(capacity), at: 0 });

export const written = ({ bytes, at }: Pen): Buffer => bytes.subarray(0, at);

/** A whole number from 0 to 2^53-1 in 1 to 8 bytes, seven bits each. */
export function writeWhole(pen: Pen, value: number): void {
  let rest = value;
  while (rest >= 128) {
    pen.bytes[pen.at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  pen.bytes[pen.at++] = rest;
}

export function readWhole(pen: Pen): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
    const byte = pen.bytes[pen.at++];
    if (byte === undefined) break;
    value += (byte & 127) * scale;
    if (byte >= 128) continue;
    if (value > Number.MAX_SAFE_INTEGER) break;
    return value;
  }
  throw new Unreadable('not a whole number');
}

export function writeDouble(pen: Pen, value: number): void {
  pen.at = pen.bytes.writeDoubleLE(value, pen.at);
}

export function readDouble(pen: Pen): number {
  if (pen.at + 8 > pen.bytes.length) throw new Unreadable('not a number');
  pen.at += 8;
  return pen.bytes.readDoubleLE(pen.at - 8);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGITS = /^[1-9]\d{0,14}$/;
const [NOTHING, UUID_FORM, DIGITS_FORM, ANY_FORM] = [0, 1, 2, 3] as const;

/** Room that a text needs at most. */
export const maxTextBytes = (text: string | null): number => 17 + 3 * (text?.length ?? 0);

/** UUIDs and numbers, which is what upstream ids are, take half of their letters. */
export function writeText(pen: Pen, text: string | null): void {
  if (text === null) writeWhole(pen, NOTHING);
  else if (UUID.test(text)) {
    writeWhole(pen, UUID_FORM);
    pen.at += pen.bytes.write(text.replaceAll('-', ''), pen.at, 'hex');
  } else if (DIGITS.test(text)) {
    writeWhole(pen, DIGITS_FORM);
    writeWhole(pen, Number(text));
  } else {
    writeWhole(pen, ANY_FORM + Buffer.byteLength(text));
    pen.at += pen.bytes.write(text, pen.at);
  }
}

export function readText(pen: Pen): string | null {
  const form = readWhole(pen);
  if (form === NOTHING) return null;
  if (form === DIGITS_FORM) return String(readWhole(pen));
  if (form === UUID_FORM)
    return readBytes(pen, 16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return readBytes(pen, form - ANY_FORM).toString();
}

function readBytes(pen: Pen, length: number): Buffer {
  if (length > pen.bytes.length - pen.at) throw new Unreadable('too short');
  pen.at += length;
  return pen.bytes.subarray(pen.at - length, pen.at);
}
