// Reads JSON tokens of a report body byte by byte: white space, keys, instants and counts. Anything unexpected throws Unexpected.

/** The body is not of the form that is read from bytes; JSON.parse decides what it is. */
export class Unexpected extends Error {}

const UNEXPECTED = new Unexpected('not of the expected form');

export interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  /** The date that was read last as one number, YYYYMMDD, and when that day begins: rows of one report mostly share it. */
  date: number;
  day: number;
}

export const createReader = (bytes: Uint8Array): Reader => ({ bytes, at: 0, date: 0, day: 0 });

export const unexpected = (): never => {
  throw UNEXPECTED;
};

export const [QUOTE, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d];
const [ZERO, NINE, PLUS, MINUS, DOT, SPACE, T, Z] = [0x30, 0x39, 0x2b, 0x2d, 0x2e, 0x20, 0x54, 0x5a];
const [TAB, LINE_FEED, CARRIAGE_RETURN, BACKSLASH, DELETE] = [0x09, 0x0a, 0x0d, 0x5c, 0x7f];

/** The byte at the reader; 0, which no token has, behind the end. */
export const peek = ({ bytes, at }: Reader): number => bytes[at] ?? 0;

/** The first byte that is no white space, and to it. */
export function next(reader: Reader): number {
  const { bytes } = reader;
  let at = reader.at;
  let byte = bytes[at] ?? 0;
  while (byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB) byte = bytes[++at] ?? 0;
  reader.at = at;
  return byte;
}

export function expect(reader: Reader, byte: number): void {
  if (next(reader) !== byte) unexpected();
  reader.at++;
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Passes over the bytes of a word if they stand at the reader. */
export function accept(reader: Reader, word: Uint8Array): boolean {
  const { bytes, at } = reader;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  reader.at = at + word.length;
  return true;
}

const NULL = bytesOf('null');

export const acceptNull = (reader: Reader): boolean => next(reader) === 0x6e && accept(reader, NULL);

/** A string of plain ASCII without escapes, and behind it. */
export function readText(reader: Reader): string {
  expect(reader, QUOTE);
  const from = reader.at;
  const { bytes } = reader;
  let at = from;
  for (let byte = bytes[at] ?? 0; byte !== QUOTE; byte = bytes[++at] ?? 0)
    if (byte < SPACE || byte >= DELETE || byte === BACKSLASH) unexpected();
  reader.at = at + 1;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, at - from).toString('latin1');
}

/** A whole number without sign, fraction and exponent, 0 to 2^53-1. */
export function readCount(reader: Reader): number {
  const { bytes } = reader;
  const from = reader.at;
  let at = from;
  let value = 0;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0)
    value = value * 10 + byte - ZERO;
  const isPadded = at - from > 1 && bytes[from] === ZERO;
  if (at === from || at - from > 16 || isPadded || value > Number.MAX_SAFE_INTEGER) unexpected();
  reader.at = at;
  return value;
}

/** An instant in any of the spellings that instants.ts has, between quotes; UTC milliseconds. */
export function readInstantText(reader: Reader): number {
  expect(reader, QUOTE);
  const day = readDate(reader);
  const separator = peek(reader);
  if (separator !== T && separator !== SPACE) unexpected();
  reader.at++;
  const time = readTime(reader, separator === SPACE);
  const offset = separator === T ? readZone(reader) : readGoZone(reader);
  if (peek(reader) !== QUOTE) unexpected();
  reader.at++;
  return day + time - offset;
}

/** Two digits, at most `most`. */
function two(reader: Reader, most: number): number {
  const { bytes, at } = reader;
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  const value = tens * 10 + ones;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9 || value > most) unexpected();
  reader.at = at + 2;
  return value;
}

function skip(reader: Reader, byte: number): void {
  if (peek(reader) !== byte) unexpected();
  reader.at++;
}

function readDate(reader: Reader): number {
  const year = two(reader, 99) * 100 + two(reader, 99);
  skip(reader, MINUS);
  const month = two(reader, 12);
  skip(reader, MINUS);
  const day = two(reader, 31);
  const date = (year * 100 + month) * 100 + day;
  if (date === reader.date) return reader.day;
  const start = Date.UTC(year, month - 1, day);
  // Date carries over a day that no month has, and takes years below 100 for those of the last century.
  if (year < 100 || month === 0 || day === 0 || new Date(start).getUTCDate() !== day) unexpected();
  reader.date = date;
  reader.day = start;
  return start;
}

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** Milliseconds since midnight; digits below the millisecond are cut off. */
function readTime(reader: Reader, needsSeconds: boolean): number {
  const hour = two(reader, 23);
  skip(reader, COLON);
  const minutes = hour * HOUR + two(reader, 59) * MINUTE;
  if (peek(reader) !== COLON) return needsSeconds ? unexpected() : minutes;
  reader.at++;
  const seconds = minutes + two(reader, 59) * SECOND;
  return peek(reader) === DOT ? seconds + readFraction(reader) : seconds;
}

function readFraction(reader: Reader): number {
  const { bytes } = reader;
  const from = reader.at + 1;
  let at = from;
  let ms = 0;
  let scale = 100;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0) {
    if (at - from < 3) ms += (byte - ZERO) * scale;
    scale /= 10;
  }
  if (at === from || at - from > 9) unexpected();
  reader.at = at;
  return ms;
}

/** Z, an offset with or without its colon, or nothing, which means UTC. */
function readZone(reader: Reader): number {
  const byte = peek(reader);
  if (byte === QUOTE) return 0;
  reader.at++;
  if (byte === Z) return 0;
  return byte === PLUS || byte === MINUS ? readOffset(reader, byte, true) : unexpected();
}

/** As Go prints a time: a space, an offset without a colon, and perhaps a space and a name. */
function readGoZone(reader: Reader): number {
  skip(reader, SPACE);
  const sign = peek(reader);
  if (sign !== PLUS && sign !== MINUS) unexpected();
  reader.at++;
  const offset = readOffset(reader, sign, false);
  if (peek(reader) !== SPACE) return offset;
  const from = ++reader.at;
  while (peek(reader) >= 0x41 && peek(reader) <= 0x5a) reader.at++;
  return reader.at > from && reader.at - from <= 5 ? offset : unexpected();
}

function readOffset(reader: Reader, sign: number, mayHaveColon: boolean): number {
  const hours = two(reader, 23);
  if (mayHaveColon && peek(reader) === COLON) reader.at++;
  // Up to 99 minutes are read elsewhere too, as long as a day is not passed.
  const offset = hours * 60 + two(reader, 99);
  if (offset >= 1_440) unexpected();
  return (sign === MINUS ? -offset : offset) * MINUTE;
}
