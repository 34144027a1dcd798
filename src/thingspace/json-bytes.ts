// Scans JSON tokens in bytes: white space, simple strings and scalars.

/** What is returned in place of a position: the bytes are not JSON, or need a whole parser. */
export const NOT_SIMPLE = -1;

const [TAB, NEWLINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, PLUS, MINUS, DOT, ZERO, NINE, BACKSLASH, LAST_ASCII] = [0x22, 0x2b, 0x2d, 0x2e, 0x30, 0x39, 0x5c, 0x7f];
const LOWER_E = 0x65;

/** Undefined behind the end, which is equal to no byte and within no bounds. */
export const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] as number;

export const bytesOf = (ascii: string): Uint8Array => Uint8Array.from(ascii, (character) => character.charCodeAt(0));

const isSpace = (byte: number): boolean => byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (byteAt(bytes, at) <= SPACE && isSpace(byteAt(bytes, at))) at++;
  return at;
}

/** The length without the blanks at the end. */
export function trimmedLength(bytes: Uint8Array): number {
  let length = bytes.length;
  while (length > 0 && isSpace(byteAt(bytes, length - 1))) length--;
  return length;
}

/** Whether the bytes at a position are these. */
export function matches(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index++) {
    if (byteAt(bytes, at + index) !== byteAt(wanted, index)) return false;
  }
  return true;
}

/** Bytes of ASCII, 8 to 12 of them, that are looked for four at a time. */
export class Word {
  readonly length: number;
  private readonly head: number;
  private readonly middle: number;
  private readonly tail: number;

  constructor(ascii: string) {
    const view = new DataView(bytesOf(ascii).buffer);
    this.length = view.byteLength;
    this.head = view.getInt32(0);
    this.middle = view.getInt32(4);
    this.tail = view.getInt32(this.length - 4);
  }

  isAt(view: DataView, at: number): boolean {
    return (
      at + this.length <= view.byteLength &&
      view.getInt32(at) === this.head &&
      view.getInt32(at + 4) === this.middle &&
      view.getInt32(at + this.length - 4) === this.tail
    );
  }
}

/** The closing quote of a string that begins at a position. A string with an escape, or beyond ASCII, is not simple. */
export function closingQuote(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = byteAt(bytes, at);
    if (byte === QUOTE) return at;
    if (byte < SPACE || byte > LAST_ASCII || byte === BACKSLASH) return NOT_SIMPLE;
  }
  return NOT_SIMPLE;
}

const WORDS = ['null', 'true', 'false'].map(bytesOf);

/** Behind a null, a boolean, a string or a number; objects and arrays are not simple. */
export function skipScalar(bytes: Uint8Array, at: number): number {
  if (byteAt(bytes, at) === QUOTE) {
    const quote = closingQuote(bytes, at + 1);
    return quote === NOT_SIMPLE ? NOT_SIMPLE : quote + 1;
  }
  const word = WORDS.find((wanted) => matches(bytes, at, wanted));
  return word ? at + word.length : skipNumber(bytes, at);
}

/** Behind a number: a sign, a whole number without leading zeros, a fraction, an exponent. */
function skipNumber(bytes: Uint8Array, from: number): number {
  const whole = byteAt(bytes, from) === MINUS ? from + 1 : from;
  let at = byteAt(bytes, whole) === ZERO ? whole + 1 : skipDigits(bytes, whole);
  if (byteAt(bytes, at) === DOT) at = skipDigits(bytes, at + 1);
  if (at === NOT_SIMPLE || (byteAt(bytes, at) | 0x20) !== LOWER_E) return at;
  const sign = byteAt(bytes, at + 1);
  return skipDigits(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1);
}

/** Behind one digit or more. */
function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (byteAt(bytes, at) >= ZERO && byteAt(bytes, at) <= NINE) at++;
  return at > from ? at : NOT_SIMPLE;
}
