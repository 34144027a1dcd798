// Binary encoding of how a read ended, a report or a failure, with a version and a checksum.
import { Failure, type FailureDetails, isFailureCode } from '../errors.js';
import { maxSeriesBytes, readSeries, writeSeries } from '../history/packed-series.js';
import type { Report } from '../history/report.js';
import { opened, sealed } from '../history/sealed-bytes.js';
import {
  maxTextBytes,
  readDouble,
  readText,
  readWhole,
  Unreadable,
  writeDouble,
  writeText,
  writeWhole,
} from '../history/varints.js';
import type { Range } from '../sessions/range.js';

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
