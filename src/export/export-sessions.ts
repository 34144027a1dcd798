// Exports the sessions of devices as a stream of lines: what Device.sessions would answer, without pages.
import { Failure } from '../errors.js';
import type { OperationContext } from '../graphql/context.js';
import type { Device } from '../graphql/types/device.js';
import { DeviceSession } from '../graphql/types/session.js';
import { type Selection, select } from '../sessions/selection.js';
import { at } from '../sessions/series.js';
import { type ExportQuery, readExportQuery } from './export-query.js';
import { FORMATS, type Format, type FormatName, type Summary } from './formats.js';

export interface Exported {
  readonly mediaType: string;
  /** Pieces of some 64 KiB, written as they are asked for. */
  readonly pieces: Iterable<Buffer>;
}

type Outcome = { readonly device: Device } & (
  | { readonly selection: Selection; readonly stale: boolean }
  | { readonly failure: Failure }
);

/** Throws the Failure of a query that cannot be used, and that of the first device where no device is answered. */
export async function exportSessions(
  format: FormatName,
  search: Readonly<Record<string, unknown>>,
  context: OperationContext,
): Promise<Exported> {
  const query = readExportQuery(search, context);
  const outcomes = await Promise.all(query.devices.map((device) => outcomeOf(device, query, context)));
  const [first] = outcomes;
  if (first && 'failure' in first && outcomes.every((outcome) => 'failure' in outcome)) throw first.failure;
  return { mediaType: FORMATS[format].mediaType, pieces: joined(linesOf(outcomes, FORMATS[format])) };
}

async function outcomeOf(
  device: Device,
  { range, durations }: ExportQuery,
  { load }: OperationContext,
): Promise<Outcome> {
  try {
    const { series, stale } = await load({ device: device.key, range });
    return { device, selection: select(series, durations), stale };
  } catch (error) {
    if (error instanceof Failure) return { device, failure: error };
    throw error;
  }
}

function* linesOf(outcomes: readonly Outcome[], format: Format): Generator<string> {
  yield format.head;
  let bytes = 0n;
  for (const outcome of outcomes) {
    if ('failure' in outcome) yield format.problem(outcome.device, outcome.failure.code, outcome.failure.message);
    else bytes += yield* sessionLines(outcome.device, outcome.selection, format);
  }
  yield format.summary({ ...countsOf(outcomes), bytes });
}

/** Returns the bytes of the sessions. */
function* sessionLines(device: Device, { series, rows }: Selection, format: Format): Generator<string, bigint> {
  let bytes = 0n;
  for (let i = 0; i < rows.length; i++) {
    const row = at(rows, i);
    yield format.session(device, new DeviceSession(device.key, series, row));
    bytes += BigInt(at(series.bytes, row));
  }
  return bytes;
}

function countsOf(outcomes: readonly Outcome[]): Omit<Summary, 'bytes'> {
  const answered = outcomes.flatMap((outcome) => ('failure' in outcome ? [] : [outcome]));
  return {
    sessions: answered.reduce((sum, { selection }) => sum + selection.rows.length, 0),
    devices: outcomes.length,
    answered: answered.length,
    stale: answered.filter(({ stale }) => stale).length,
  };
}

const PIECE = 64 * 1024;

function* joined(lines: Iterable<string>): Generator<Buffer> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}
