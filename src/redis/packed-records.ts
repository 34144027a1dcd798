// Binary encoding of a cached day, a report and a failure, with a version and a checksum.
import { crc32 } from 'node:zlib';
import { Failure, type FailureDetails, isFailureCode } from '../errors.js';
import type { CachedDay } from '../history/cached-day.js';
import { type Day, startOf } from '../history/day.js';
import type { Report } from '../history/report.js';
import type { Range } from '../sessions/range.js';
import { maxSeriesBytes, readSeries, writeSeries } from './packed-series.js';
import {
  maxTextBytes,
  type Pen,
  penFor,
  readDouble,
  readText,
  readWhole,
  Unreadable,
  writeDouble,
  writeText,
  writeWhole,
  written,
} from './varints.js';

/** Of all that is written here; whatever has another one is not read. */
export const VERSION = 2;
const HEAD = 5;
/** Where in the bytes of a day it is written when it was read: behind the head and one byte. */
export const READ_AT = HEAD + 1;

/** `name` is what it is kept under: bytes that come back under another name are as unreadable as rubbish. */
export function packDay(
  name: string,
  day: Day,
  { series, readAt, settled, deviceId, transactionId }: CachedDay,
): Buffer {
  const room = 9 + maxTextBytes(deviceId) + maxTextBytes(transactionId) + maxSeriesBytes(series);
  return sealed(name, room, (pen) => {
    writeWhole(pen, settled ? 1 : 0);
    writeDouble(pen, readAt);
    writeText(pen, deviceId);
    writeText(pen, transactionId);
    writeSeries(pen, series, startOf(day));
  });
}

/** Undefined where these are not the bytes of such a day. */
export function unpackDay(name: string, day: Day, bytes: Buffer): CachedDay | undefined {
  return opened(name, bytes, (pen) => {
    const settled = readWhole(pen) === 1;
    const readAt = readDouble(pen);
    const deviceId = readText(pen);
    const transactionId = readText(pen);
    return { settled, readAt, deviceId, transactionId, series: readSeries(pen, startOf(day)) };
  });
}

/** How a read ended, for those who waited for it elsewhere. */
export type ReadOutcome =
  | { readonly kind: 'completed'; readonly asked: Range; readonly report: Report }
  | { readonly kind: 'failed'; readonly asked: Range; readonly failure: Failure };

export function packReadOutcome(name: string, outcome: ReadOutcome): Buffer {
  const series = outcome.kind === 'completed' ? outcome.report.series : undefined;
  const words = JSON.stringify(
    outcome.kind === 'completed' ? wordsOf(outcome.report) : wordsOfFailure(outcome.failure),
  );
  return sealed(name, 40 + maxTextBytes(words) + (series ? maxSeriesBytes(series) : 0), (pen) => {
    writeDouble(pen, outcome.asked.from);
    writeDouble(pen, outcome.asked.to);
    writeWhole(pen, series ? 1 : 0);
    writeText(pen, words);
    if (series && outcome.kind === 'completed') writeSeries(pen, series, outcome.report.known.from);
  });
}

export function unpackReadOutcome(name: string, bytes: Buffer): ReadOutcome | undefined {
  return opened(name, bytes, (pen) => {
    const asked = { from: readDouble(pen), to: readDouble(pen) };
    const isComplete = readWhole(pen) === 1;
    const words: unknown = JSON.parse(readText(pen) ?? '');
    if (!isComplete) return { kind: 'failed', asked, failure: failureFrom(words as ReturnType<typeof wordsOfFailure>) };
    const known = words as ReturnType<typeof wordsOf>;
    return { kind: 'completed', asked, report: { ...known, series: readSeries(pen, known.known.from) } };
  });
}

function wordsOf({ series: _, ...rest }: Report) {
  return rest;
}

const wordsOfFailure = ({ code, message, details, transient }: Failure) => ({ code, message, details, transient });

function failureFrom({ code, message, details, transient }: ReturnType<typeof wordsOfFailure>): Failure {
  if (!isFailureCode(code)) throw new Unreadable('not a failure');
  const uncalled: FailureDetails = details.upstream
    ? { ...details, upstream: { ...details.upstream, attempts: 0 } }
    : details;
  return new Failure(code, message, uncalled, { transient });
}

function sealed(name: string, room: number, write: (pen: Pen) => void): Buffer {
  const pen = penFor(HEAD + room);
  pen.at = HEAD;
  write(pen);
  const bytes = written(pen);
  bytes[0] = VERSION;
  bytes.writeUInt32LE(checksum(name, bytes), 1);
  return bytes;
}

function opened<T>(name: string, bytes: Buffer, read: (pen: Pen) => T): T | undefined {
  if (bytes.length <= HEAD || bytes[0] !== VERSION) return undefined;
  if (bytes.readUInt32LE(1) !== checksum(name, bytes)) return undefined;
  try {
    const pen = { bytes, at: HEAD };
    const value = read(pen);
    return pen.at === bytes.length ? value : undefined;
  } catch {
    return undefined;
  }
}

const checksum = (name: string, bytes: Buffer): number => crc32(bytes.subarray(HEAD), crc32(name));
