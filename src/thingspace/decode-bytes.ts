// The fast way to decode a report: from the bytes of the body to columns in one pass, without an object for each row.
import type { Range } from '../sessions/range.js';
import type { Series } from '../sessions/series.js';
import type { DecodedReport } from './decode-json.js';
import {
  accept,
  acceptNull,
  bytesOf,
  CLOSE,
  CLOSE_LIST,
  COLON,
  COMMA,
  createReader,
  expect,
  next,
  OPEN,
  OPEN_LIST,
  QUOTE,
  type Reader,
  readCount,
  readInstantText,
  readText,
  Unexpected,
  unexpected,
} from './report-reader.js';

/** Undefined where the body is not of the form that reports nearly always have; then the plain way says what it is. */
export function decodeBytes(body: Uint8Array, range: Range): DecodedReport | undefined {
  try {
    return readReport(createReader(body), range);
  } catch (error) {
    if (error instanceof Unexpected) return undefined;
    throw error;
  }
}

function readReport(reader: Reader, range: Range): DecodedReport {
  const found: { sessions?: Columns; id?: string | null; txid?: string | null } = {};
  expect(reader, OPEN);
  do {
    const key = readText(reader);
    expect(reader, COLON);
    // Of two fields with one name JSON.parse takes the second.
    if (Object.hasOwn(found, key)) unexpected();
    if (key === 'sessions') found.sessions = readRows(reader, range);
    else if (key === 'id' || key === 'txid') found[key] = acceptNull(reader) ? null : readText(reader);
    else unexpected();
  } while (isMore(reader, CLOSE));
  if (next(reader) !== 0 || reader.at < reader.bytes.length || !found.sessions) return unexpected();
  const { sessions, id = null, txid = null } = found;
  return { series: toSeries(sessions), deviceId: id, transactionId: txid, rowsWithoutBytes: sessions.withoutBytes };
}

/** Whether a comma follows, and not the end. */
function isMore(reader: Reader, end: number): boolean {
  const byte = next(reader);
  if (byte !== COMMA && byte !== end) unexpected();
  reader.at++;
  return byte === COMMA;
}

/** Columns that grow. */
interface Columns {
  start: Float64Array;
  end: Float64Array;
  bytes: Float64Array;
  count: number;
  isSorted: boolean;
  withoutBytes: number;
}

/** A row takes about as many bytes as this in its usual spelling. */
const USUAL_ROW = 88;

function readRows(reader: Reader, range: Range): Columns {
  const columns = columnsFor(Math.ceil(reader.bytes.length / USUAL_ROW) + 1);
  expect(reader, OPEN_LIST);
  if (next(reader) === CLOSE_LIST) {
    reader.at++;
    return columns;
  }
  const fields: Fields = { start: Number.NaN, end: Number.NaN, bytes: Number.NaN, seen: 0 };
  do {
    readRow(reader, fields, columns, range);
  } while (isMore(reader, CLOSE_LIST));
  return columns;
}

const [START, END, BYTES] = ['startTime"', 'endTime"', 'numBytes"'].map(bytesOf) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** The fields of the row that is being read; NaN for what it does not have. */
interface Fields {
  start: number;
  end: number;
  bytes: number;
  /** Which fields it has had. */
  seen: number;
}

/** Every row is checked, also one that lies outside the range and is not kept. */
function readRow(reader: Reader, fields: Fields, columns: Columns, range: Range): void {
  fields.start = Number.NaN;
  fields.end = Number.NaN;
  fields.bytes = Number.NaN;
  fields.seen = 0;
  expect(reader, OPEN);
  do {
    readField(reader, fields);
  } while (isMore(reader, CLOSE));
  if (Number.isNaN(fields.start) || fields.end < fields.start) unexpected();
  if (fields.start >= range.from && fields.start < range.to) append(columns, fields);
}

function readField(reader: Reader, fields: Fields): void {
  expect(reader, QUOTE);
  const field = accept(reader, START) ? 1 : accept(reader, END) ? 2 : accept(reader, BYTES) ? 4 : unexpected();
  // Of two fields with one name JSON.parse takes the second.
  if ((fields.seen & field) !== 0) unexpected();
  fields.seen |= field;
  expect(reader, COLON);
  if (field === 1) fields.start = readInstantText(reader);
  else if (acceptNull(reader)) return;
  else if (field === 2) fields.end = readInstantText(reader);
  else fields.bytes = readCount(reader);
}

function append(columns: Columns, { start, end, bytes }: Fields): void {
  if (columns.count === columns.start.length) grow(columns);
  const row = columns.count++;
  columns.start[row] = start;
  columns.end[row] = end;
  columns.bytes[row] = Number.isNaN(bytes) ? 0 : bytes;
  if (Number.isNaN(bytes)) columns.withoutBytes++;
  if (row > 0 && columns.isSorted) columns.isSorted = compareRows(columns, row - 1, row) <= 0;
}

function columnsFor(capacity: number): Columns {
  const column = () => new Float64Array(capacity);
  return { start: column(), end: column(), bytes: column(), count: 0, isSorted: true, withoutBytes: 0 };
}

function grow(columns: Columns): void {
  for (const name of ['start', 'end', 'bytes'] as const) {
    const larger = new Float64Array(2 * columns[name].length);
    larger.set(columns[name]);
    columns[name] = larger;
  }
}

/** By start, then by end with open sessions last, then by bytes. */
function compareRows({ start, end, bytes }: Pick<Columns, 'start' | 'end' | 'bytes'>, a: number, b: number): number {
  const byStart = (start[a] ?? 0) - (start[b] ?? 0);
  if (byStart !== 0) return byStart;
  const [endA = 0, endB = 0] = [end[a], end[b]];
  const [isOpenA, isOpenB] = [Number.isNaN(endA), Number.isNaN(endB)];
  const byEnd = isOpenA || isOpenB ? Number(isOpenA) - Number(isOpenB) : endA - endB;
  return byEnd || (bytes[a] ?? 0) - (bytes[b] ?? 0);
}

/** As short as what is in it, since it may be kept for long. */
function toSeries(columns: Columns): Series {
  const { start, end, bytes, count, isSorted } = columns;
  if (isSorted) return { start: start.slice(0, count), end: end.slice(0, count), bytes: bytes.slice(0, count) };
  const rows = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => compareRows(columns, a, b));
  const sorted = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] ?? 0);
  return { start: sorted(start), end: sorted(end), bytes: sorted(bytes) };
}
