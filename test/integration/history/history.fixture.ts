// Questions about devices through the whole pipeline, and what was heard: answers, failures, cost and the calls that were made.
import { afterEach } from '@jest/globals';
import type { Call } from '../../../src/emulator/calls.js';
import type { Row } from '../../../src/emulator/rows.js';
import { openPipeline, type Pipeline, type PipelineOptions } from '../../support/pipeline.js';

export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;
export const IMEI = '990000000000200';

export const iso = (instant: number): string => new Date(instant).toISOString();

/** Midnight, so many days before that of 22 November 2026, which is today on a new pipeline. */
export const midnight = (daysAgo: number): number => Date.UTC(2026, 10, 22) - daysAgo * DAY;

/** Opens pipelines that are closed when the test is over. */
export function usePipelines(): (options?: PipelineOptions) => Promise<Pipeline> {
  const opened: Pipeline[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((pipeline) => pipeline.close()));
  });
  return async (options) => {
    const pipeline = await openPipeline(options);
    opened.push(pipeline);
    return pipeline;
  };
}

export interface Question {
  readonly imei?: string;
  readonly account?: string;
  readonly from?: number;
  readonly to?: number;
}

export interface Sessions {
  readonly totalCount: number;
  readonly totalBytes: number;
  readonly start: string;
  readonly end: string;
  readonly freshness: { readonly asOf: string; readonly stale: boolean };
  readonly transactionIds: readonly string[];
}

export interface Upstream {
  readonly calls: number;
  readonly shared: number;
  readonly heldDays: number;
  readonly readDays: number;
  readonly retries: number;
  readonly budgetLeft: number;
}

export interface Heard {
  /** In the order of the questions; null where one failed. */
  readonly sessions: readonly (Sessions | null)[];
  /** The extensions of each error. */
  readonly errors: readonly Readonly<Record<string, unknown>>[];
  readonly upstream: Upstream | undefined;
}

const FIELDS = 'totalCount totalBytes start end freshness { asOf stale } transactionIds';

function fieldOf({ imei = IMEI, account, from, to }: Question, index: number): string {
  const device = `imei: "${imei}"${account === undefined ? '' : `, accountNumber: "${account}"`}`;
  const ends = Object.entries({ start: from, end: to }).flatMap(([name, at]) =>
    at === undefined ? [] : [`${name}: "${iso(at)}"`],
  );
  return `d${index}: device(${device}) { sessions(${[...ends, 'first: 0'].join(', ')}) { ${FIELDS} } }`;
}

/** One operation. */
export async function ask(
  pipeline: Pipeline,
  questions: Question | readonly Question[] = {},
  extensions?: object,
): Promise<Heard> {
  const list = Array.isArray(questions) ? questions : [questions];
  return send(pipeline, { query: `{ ${list.map(fieldOf).join(' ')} }`, extensions });
}

interface Body {
  readonly data?: Readonly<Record<string, { readonly sessions: Sessions | null }>>;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly extensions?: { readonly upstream?: Upstream };
}

export async function send({ url }: Pipeline, body: object): Promise<Heard> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { data, errors = [], extensions } = (await response.json()) as Body;
  return {
    sessions: Object.values(data ?? {}).map(({ sessions }) => sessions),
    errors: errors.map((error) => error.extensions),
    upstream: extensions?.upstream,
  };
}

/** The only sessions of an answer; throws where they failed. */
export function only({ sessions: [first], errors }: Heard): Sessions {
  if (!first) throw new Error(`no sessions: ${JSON.stringify(errors)}`);
  return first;
}

export const reports = ({ emulator }: Pipeline): readonly Call[] => emulator.calls.list('report');

/** What each call of the report asked for, as [startDate, endDate]. */
export const windows = (pipeline: Pipeline): (readonly [string | undefined, string | undefined])[] =>
  reports(pipeline).map(({ startDate, endDate }) => [startDate, endDate]);

/** How many report calls were made meanwhile. */
export async function callsOf(pipeline: Pipeline, work: () => Promise<unknown>): Promise<number> {
  const before = reports(pipeline).length;
  await work();
  return reports(pipeline).length - before;
}

/** Closed sessions of a minute each, so many a day, from one midnight to another. */
export const rowsOf = (first: number, last: number, perDay = 1, numBytes = 1): Row[] =>
  Array.from({ length: (first - last) * perDay }, (_, index) => {
    const startTime = midnight(first - Math.floor(index / perDay)) + ((index % perDay) + 1) * HOUR;
    return { startTime, endTime: startTime + 60 * SECOND, numBytes };
  });
