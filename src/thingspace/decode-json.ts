// The plain way to decode a report: JSON.parse, then every row checked, then columns.
import { Failure } from '../errors.js';
import type { Range } from '../sessions/range.js';
import type { Series } from '../sessions/series.js';
import { readInstant } from './instants.js';

export interface DecodedReport {
  readonly series: Series;
  readonly deviceId: string | null;
  readonly transactionId: string | null;
  /** Rows without numBytes, which were counted as 0 bytes. */
  readonly rowsWithoutBytes: number;
}

interface Row {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
  /** Whether the upstream gave its bytes. */
  readonly isCounted: boolean;
}

/**
 * Keeps the sessions that start within `range`; the others came with the margins of the request. Throws UPSTREAM_MALFORMED,
 * naming the row: a wrong total is worse than an error. Fields that are not known are passed over.
 */
export function decodeJson(text: string, range: Range): DecodedReport {
  const report = readJson(text);
  if (!isObject(report)) throw malformed(`the report is ${kindOf(report)}, not an object`);
  if (report['sessions'] === undefined && isFailure(report)) throw malformed('it has the form of a failure');
  const rows = rowsOf(report['sessions']).map(decodeRow);
  const decoded = rows.filter(({ start }) => start >= range.from && start < range.to);
  return {
    series: toSeries(isSorted(decoded) ? decoded : decoded.toSorted(byStart)),
    deviceId: textOrNull(report['id'], 'id'),
    transactionId: textOrNull(report['txid'], 'txid'),
    rowsWithoutBytes: decoded.filter(({ isCounted }) => !isCounted).length,
  };
}

/** The words of the parser are dropped: they quote the body. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (isCutShort(text)) throw new Failure('UPSTREAM_MALFORMED', CUT_SHORT, {}, { transient: true });
    throw malformed(`${text.length} characters that are not JSON`);
  }
}

/** A failure sent with status 200 would otherwise pass for a device without sessions. */
const isFailure = (body: Record<string, unknown>): boolean =>
  ['errorCode', 'responseCode', 'fault', 'error'].some((name) => body[name] != null);

const CUT_SHORT = "The upstream's answer is not a session report: it ends in the middle.";

/** An object that begins and does not end was lost on the way, and may arrive when it is asked for again. */
const isCutShort = (text: string): boolean => text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');

function rowsOf(sessions: unknown): readonly unknown[] {
  if (sessions === undefined || sessions === null) return [];
  if (Array.isArray(sessions)) return sessions;
  throw malformed(`sessions is ${kindOf(sessions)}, not an array`);
}

function decodeRow(row: unknown, index: number): Row {
  if (!isObject(row)) throw malformed(`sessions[${index}] is ${kindOf(row)}, not an object`);
  const start = decodeTime(row['startTime'], `sessions[${index}].startTime`);
  // An end that is absent or null means that the session is open.
  const end = row['endTime'] == null ? Number.NaN : decodeTime(row['endTime'], `sessions[${index}].endTime`);
  if (end < start) throw malformed(`sessions[${index}] ends before it starts`);
  const bytes = decodeBytes(row['numBytes'], `sessions[${index}].numBytes`);
  return { start, end, bytes, isCounted: row['numBytes'] != null };
}

function decodeTime(value: unknown, path: string): number {
  if (typeof value !== 'string') throw malformed(`${path} is ${kindOf(value)}, not a text`);
  const instant = readInstant(value);
  if (Number.isNaN(instant)) throw malformed(`${path} is not a time that can be read`);
  return instant;
}

function decodeBytes(value: unknown, path: string): number {
  if (value === undefined || value === null) return 0;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw malformed(`${path} is not a whole number of bytes from 0 to 2^53-1`);
}

function textOrNull(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw malformed(`${path} is ${kindOf(value)}, not a text`);
}

const byStart = (a: Row, b: Row): number => a.start - b.start || byEnd(a, b) || a.bytes - b.bytes;

const byEnd = (a: Row, b: Row): number =>
  Number.isNaN(a.end) || Number.isNaN(b.end)
    ? Number(Number.isNaN(a.end)) - Number(Number.isNaN(b.end))
    : a.end - b.end;

const isSorted = (rows: readonly Row[]): boolean =>
  rows.every((row, index) => index === 0 || byStart(rows[index - 1] as Row, row) <= 0);

function toSeries(rows: readonly Row[]): Series {
  return {
    start: Float64Array.from(rows, ({ start }) => start),
    end: Float64Array.from(rows, ({ end }) => end),
    bytes: Float64Array.from(rows, ({ bytes }) => bytes),
  };
}

const malformed = (what: string): Failure =>
  new Failure('UPSTREAM_MALFORMED', `The upstream's answer is not a session report: ${what}.`);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
