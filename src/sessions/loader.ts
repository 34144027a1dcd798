// One loader an operation: equal questions are one, and all windows of one device are one call, sliced again. It does not know what a call costs.
import DataLoader from 'dataloader';
import { Failure } from '../errors.js';
import { type DeviceKey, deviceId } from './device.js';
import { hull, intersection, isEmpty, type Range } from './range.js';
import type { FetchReport, Report } from './report.js';
import { startingWithin } from './series.js';

/** Which sessions of which device: those that start within the range. */
export interface SessionQuery {
  readonly device: DeviceKey;
  readonly range: Range;
}

export type LoadReport = (query: SessionQuery) => Promise<Report>;

export function createLoader(fetch: FetchReport, signal: AbortSignal): LoadReport {
  const loader = new DataLoader<SessionQuery, Report, string>((queries) => loadBatch(fetch, queries, signal), {
    cacheKeyFn: ({ device, range }) => `${deviceId(device)} ${range.from} ${range.to}`,
  });
  return (query) => loader.load(query);
}

/** Answers in the order of the queries. One device that fails spoils only its own. */
async function loadBatch(
  fetch: FetchReport,
  queries: readonly SessionQuery[],
  signal: AbortSignal,
): Promise<(Report | Error)[]> {
  const reports = new Map<string, Promise<Report>>();
  for (const [id, { device, range }] of joinedByDevice(queries)) reports.set(id, fetch(device, range, signal));
  return Promise.all(
    queries.map(async ({ device, range }) => {
      try {
        // Every query's device was asked for in the loop above.
        return slice(await (reports.get(deviceId(device)) as Promise<Report>), range);
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    }),
  );
}

function joinedByDevice(queries: readonly SessionQuery[]): Map<string, SessionQuery> {
  const joined = new Map<string, SessionQuery>();
  for (const { device, range } of queries) {
    const id = deviceId(device);
    const sofar = joined.get(id);
    joined.set(id, { device, range: sofar ? hull(sofar.range, range) : range });
  }
  return joined;
}

function slice(report: Report, range: Range): Report {
  const known = intersection(report.known, range);
  if (isEmpty(known) && !isEmpty(range)) throw notRetained(report.known, range);
  return { ...report, known, series: startingWithin(report.series, known) };
}

function notRetained(known: Range, range: Range): Failure {
  const wanted = `${new Date(range.from).toISOString()} to ${new Date(range.to).toISOString()}`;
  const held = isEmpty(known) ? 'nothing is' : `sessions are known from ${new Date(known.from).toISOString()} on`;
  return new Failure('RANGE_NOT_RETAINED', `Nothing is known of ${wanted}: ${held}.`);
}
