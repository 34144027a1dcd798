// The fast way to decode a report: from the bytes of the body to columns in one pass, without an object or a text for each row.
import type { Range } from '../sessions/range.js';
import { Columns } from './columns.js';
import type { DecodedReport } from './decode-json.js';
import {
  byteAt,
  bytesOf,
  closingQuote,
  matches,
  NOT_SIMPLE,
  skipScalar,
  skipSpace,
  trimmedLength,
} from './json-bytes.js';
import { RowReader } from './row-bytes.js';

/** The same bytes. */
const toBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);

const [QUOTE, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d];
const [SESSIONS, ID, TXID, NULL] = [bytesOf('sessions"'), bytesOf('id"'), bytesOf('txid"'), bytesOf('null')];

/** A row of theirs is hardly shorter; columns grow where it is. */
const EXPECTED_ROW_LENGTH = 80;

/** Undefined where the body is not a report, or one that needs a whole parser or an error. */
export function decodeBytes(body: Uint8Array, range: Range): DecodedReport | undefined {
  const length = trimmedLength(body);
  // A closing brace at the end stops every walk before the end.
  if (byteAt(body, length - 1) !== CLOSE) return undefined;
  return new ReportReader(body.subarray(0, length), range).read();
}

class ReportReader {
  private readonly rows: RowReader;
  private readonly columns: Columns;
  private sessionsRead = false;
  private rowsWithoutBytes = 0;
  /** Undefined until the field is met. */
  private deviceId: string | null | undefined;
  private transactionId: string | null | undefined;

  constructor(
    private readonly body: Uint8Array,
    private readonly range: Range,
  ) {
    this.rows = new RowReader(body);
    this.columns = new Columns(Math.ceil(body.length / EXPECTED_ROW_LENGTH));
  }

  read(): DecodedReport | undefined {
    if (this.fields() !== this.body.length || !this.sessionsRead) return undefined;
    return {
      series: this.columns.toSeries(),
      deviceId: this.deviceId ?? null,
      transactionId: this.transactionId ?? null,
      rowsWithoutBytes: this.rowsWithoutBytes,
    };
  }

  /** Behind the object that the body is. */
  private fields(): number {
    const { body } = this;
    let at = skipSpace(body, 0);
    if (byteAt(body, at) !== OPEN) return NOT_SIMPLE;
    do {
      at = this.field(skipSpace(body, at + 1));
      if (at === NOT_SIMPLE) return NOT_SIMPLE;
      at = skipSpace(body, at);
    } while (byteAt(body, at) === COMMA);
    return byteAt(body, at) === CLOSE ? at + 1 : NOT_SIMPLE;
  }

  private field(at: number): number {
    const { body } = this;
    if (byteAt(body, at) !== QUOTE) return NOT_SIMPLE;
    const quote = closingQuote(body, at + 1);
    const colon = skipSpace(body, quote + 1);
    if (quote === NOT_SIMPLE || byteAt(body, colon) !== COLON) return NOT_SIMPLE;
    return this.value(at + 1, skipSpace(body, colon + 1));
  }

  /** A field that is there twice is left to the parser, as is a text that is none. */
  private value(name: number, at: number): number {
    const { body } = this;
    if (matches(body, name, SESSIONS)) return this.sessions(at);
    if (matches(body, name, ID)) {
      if (this.deviceId !== undefined) return NOT_SIMPLE;
      this.deviceId = this.textOrNull(at);
      return this.deviceId === undefined ? NOT_SIMPLE : skipScalar(body, at);
    }
    if (matches(body, name, TXID)) {
      if (this.transactionId !== undefined) return NOT_SIMPLE;
      this.transactionId = this.textOrNull(at);
      return this.transactionId === undefined ? NOT_SIMPLE : skipScalar(body, at);
    }
    return skipScalar(body, at);
  }

  private textOrNull(at: number): string | null | undefined {
    if (matches(this.body, at, NULL)) return null;
    const quote = byteAt(this.body, at) === QUOTE ? closingQuote(this.body, at + 1) : NOT_SIMPLE;
    return quote === NOT_SIMPLE ? undefined : toBuffer(this.body.subarray(at + 1, quote)).toString('latin1');
  }

  private sessions(at: number): number {
    const { body } = this;
    if (byteAt(body, at) !== OPEN_LIST || this.sessionsRead) return NOT_SIMPLE;
    this.sessionsRead = true;
    const first = skipSpace(body, at + 1);
    return byteAt(body, first) === CLOSE_LIST ? first + 1 : this.list(first);
  }

  /** Behind the rows and the bracket that closes them. */
  private list(first: number): number {
    const { body } = this;
    for (let at = first; ; at = skipSpace(body, at + 1)) {
      if (byteAt(body, at) !== OPEN) return NOT_SIMPLE;
      at = this.rows.read(at + 1);
      if (at === NOT_SIMPLE) return NOT_SIMPLE;
      this.keep();
      at = skipSpace(body, at);
      if (byteAt(body, at) !== COMMA) return byteAt(body, at) === CLOSE_LIST ? at + 1 : NOT_SIMPLE;
    }
  }

  /** The row, if it starts within the range. */
  private keep(): void {
    const { start, end, bytes, isCounted } = this.rows;
    if (start < this.range.from || start >= this.range.to) return;
    this.columns.add(start, end, bytes);
    if (!isCounted) this.rowsWithoutBytes++;
  }
}
