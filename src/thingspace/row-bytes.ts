// Reads one row of a report from its bytes.
import { InstantReader } from './instant-bytes.js';
import { byteAt, bytesOf, closingQuote, matches, NOT_SIMPLE, skipScalar, skipSpace, Word } from './json-bytes.js';

const [QUOTE, COMMA, ZERO, NINE, COLON, CLOSE] = [0x22, 0x2c, 0x30, 0x39, 0x3a, 0x7d];
const [START_TIME, END_TIME, NUM_BYTES] = [new Word('startTime"'), new Word('endTime"'), new Word('numBytes"')];
const NULL = bytesOf('null');

/** So many digits are always exact. */
const MOST_DIGITS = 15;

/** Which fields a row has had. */
const [HAS_START, HAS_END, HAS_BYTES] = [1, 2, 4];

export class RowReader {
  start = 0;
  /** NaN while the session is open. */
  end = Number.NaN;
  bytes = 0;
  /** Whether the upstream gave its bytes. */
  isCounted = false;
  private readonly instants: InstantReader;
  private readonly view: DataView;
  private fields = 0;

  constructor(private readonly body: Uint8Array) {
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.instants = new InstantReader(body);
  }

  /** Behind the row whose brace was opened before a position. What is no valid session is left to the parser, which names it. */
  read(from: number): number {
    const { body } = this;
    this.end = Number.NaN;
    this.bytes = 0;
    this.isCounted = false;
    this.fields = 0;
    for (let at = skipSpace(body, from); byteAt(body, at) === QUOTE; at = skipSpace(body, at + 1)) {
      at = this.field(at + 1);
      if (at === NOT_SIMPLE) return NOT_SIMPLE;
      at = skipSpace(body, at);
      if (byteAt(body, at) !== COMMA) return byteAt(body, at) === CLOSE && this.isValid() ? at + 1 : NOT_SIMPLE;
    }
    return NOT_SIMPLE;
  }

  private isValid(): boolean {
    return (this.fields & HAS_START) !== 0 && !(this.end < this.start);
  }

  private field(at: number): number {
    const { body } = this;
    if (START_TIME.isAt(this.view, at)) return this.startTime(this.value(at + START_TIME.length, HAS_START));
    if (END_TIME.isAt(this.view, at)) return this.endTime(this.value(at + END_TIME.length, HAS_END));
    if (NUM_BYTES.isAt(this.view, at)) return this.numBytes(this.value(at + NUM_BYTES.length, HAS_BYTES));
    const quote = closingQuote(body, at);
    const value = quote === NOT_SIMPLE ? NOT_SIMPLE : this.value(quote + 1, 0);
    return value === NOT_SIMPLE ? NOT_SIMPLE : skipScalar(body, value);
  }

  /** The beginning of the value behind a name. A field that is there twice is left to the parser, which takes the last. */
  private value(at: number, field: number): number {
    const { body } = this;
    if ((this.fields & field) !== 0) return NOT_SIMPLE;
    this.fields |= field;
    const colon = skipSpace(body, at);
    return byteAt(body, colon) === COLON ? skipSpace(body, colon + 1) : NOT_SIMPLE;
  }

  private startTime(at: number): number {
    this.start = this.instant(at);
    return Number.isNaN(this.start) ? NOT_SIMPLE : this.instants.end + 1;
  }

  private endTime(at: number): number {
    if (matches(this.body, at, NULL)) return at + NULL.length;
    this.end = this.instant(at);
    return Number.isNaN(this.end) ? NOT_SIMPLE : this.instants.end + 1;
  }

  /** NaN unless a string is an instant to its end. */
  private instant(at: number): number {
    if (byteAt(this.body, at) !== QUOTE) return Number.NaN;
    const instant = this.instants.read(at + 1);
    return byteAt(this.body, this.instants.end) === QUOTE ? instant : Number.NaN;
  }

  /** Only whole numbers of plain digits; what follows them is seen by the caller. */
  private numBytes(from: number): number {
    if (matches(this.body, from, NULL)) return from + NULL.length;
    let [value, at] = [0, from];
    for (; byteAt(this.body, at) >= ZERO && byteAt(this.body, at) <= NINE; at++) {
      value = value * 10 + byteAt(this.body, at) - ZERO;
    }
    const digits = at - from;
    const hasLeadingZero = digits > 1 && byteAt(this.body, from) === ZERO;
    if (digits === 0 || digits > MOST_DIGITS || hasLeadingZero) return NOT_SIMPLE;
    this.bytes = value;
    this.isCounted = true;
    return at;
  }
}
