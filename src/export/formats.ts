// The formats of an export: CSV by RFC 4180, and NDJSON.
import type { FailureCode } from '../errors.js';
import { FAILURES } from '../errors.js';
import type { Device } from '../graphql/types/device.js';
import { isoOf } from '../graphql/types/iso-instant.js';
import type { DeviceSession } from '../graphql/types/session.js';

/** The last line: without it the file was cut. */
export interface Summary {
  readonly sessions: number;
  readonly bytes: bigint;
  readonly devices: number;
  /** Of the devices, those whose sessions are in the file. */
  readonly answered: number;
  /** Of the answered, those for which older data was served since the upstream failed. */
  readonly stale: number;
}

export interface Format {
  readonly mediaType: string;
  readonly head: string;
  session(device: Device, session: DeviceSession): string;
  /** A device without an answer. */
  problem(device: Device, code: FailureCode, message: string): string;
  summary(summary: Summary): string;
}

const COLUMNS = [
  'imei',
  'accountNumber',
  'id',
  'startTime',
  'endTime',
  'duration',
  'numBytes',
  'bytesPerSecond',
  'problem',
];

/**
 * No cell needs quotes, and none is a formula to a spreadsheet: they are digits, instants, ids in base64url that begin with a letter,
 * codes, and account numbers, which begin with a letter or digit.
 */
const record = (...cells: readonly (string | number | bigint | null)[]): string =>
  `${COLUMNS.map((_, index) => cells[index] ?? '').join(',')}\r\n`;

const csv: Format = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  head: record(...COLUMNS),
  session: ({ imei, accountNumber }, { id, startTime, endTime, duration, numBytes, bytesPerSecond }) =>
    record(imei, accountNumber, id, isoOf(startTime), instantOf(endTime), duration, numBytes, bytesPerSecond),
  problem: ({ imei, accountNumber }, code) => record(imei, accountNumber, ...Array(6).fill(null), code),
  summary: ({ sessions, bytes, devices, answered, stale }) =>
    record(
      '#summary',
      `${answered} of ${devices} devices`,
      `${sessions} sessions`,
      `${stale} stale`,
      null,
      null,
      bytes,
      null,
      answered === devices ? 'complete' : 'incomplete',
    ),
};

const line = (value: object): string => `${JSON.stringify(value)}\n`;

const ndjson: Format = {
  mediaType: 'application/x-ndjson; charset=utf-8',
  head: '',
  session: ({ imei, accountNumber }, { id, startTime, endTime, duration, numBytes, bytesPerSecond }) =>
    line({
      imei,
      accountNumber,
      id,
      startTime: isoOf(startTime),
      endTime: instantOf(endTime),
      duration,
      numBytes,
      bytesPerSecond,
    }),
  problem: ({ imei, accountNumber }, code, message) =>
    line({ imei, accountNumber, problem: { code, message, retryable: FAILURES[code].retryable } }),
  // The sum of many devices may be beyond 2^53-1, and is a whole number in JSON all the same.
  summary: ({ bytes, sessions, devices, answered, stale }) =>
    `{"summary":${JSON.stringify({ complete: answered === devices, devices, answered, stale, sessions }).slice(0, -1)},"bytes":${bytes}}}\n`,
};

const instantOf = (instant: number | null): string | null => (instant === null ? null : isoOf(instant));

export const FORMATS = { csv, ndjson } as const;
export type FormatName = keyof typeof FORMATS;
