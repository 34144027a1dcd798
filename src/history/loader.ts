// The DataLoader of one operation: dedupes queries and joins all windows of a device into one read.
import DataLoader from 'dataloader';
import { Failure } from '../errors.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import { hull, isEmpty, type Range } from '../sessions/range.js';
import type { ReadContext } from './cost.js';
import type { AnswerFor, History, Prepared } from './history.js';
import type { Answer } from './report.js';

/** Which sessions of which device: those that start within the range. */
export interface SessionQuery {
  readonly device: DeviceKey;
  readonly range: Range;
}

export type LoadAnswer = (query: SessionQuery) => Promise<Answer>;

export interface LoaderOptions {
  readonly history: History;
  readonly readContext: ReadContext;
  /** CALL_BUDGET: how many calls the operation may make. */
  readonly callBudget: number;
  readonly signal: AbortSignal;
  /** Does the work of one batch; others may watch. */
  readonly inBatch: <T>(counts: BatchCounts, work: () => Promise<T>) => Promise<T>;
}

export interface BatchCounts {
  readonly queries: number;
  readonly devices: number;
}

export function createLoader(options: LoaderOptions): LoadAnswer {
  const loader = new DataLoader<SessionQuery, Answer, string>((queries) => loadBatch(queries, options), {
    cacheKeyFn: ({ device, range }) => `${deviceId(device)} ${range.from} ${range.to}`,
  });
  return (query) => loader.load(query);
}

/** Answers in the order of the queries. One device that fails spoils only its own. */
async function loadBatch(queries: readonly SessionQuery[], options: LoaderOptions): Promise<(Answer | Error)[]> {
  const questions = [...joinedByDevice(queries)];
  const counts = { queries: queries.length, devices: questions.length };
  return options.inBatch(counts, async () => answerAll(queries, await readAll(questions, options)));
}

function answerAll(
  queries: readonly SessionQuery[],
  answers: ReadonlyMap<string, Promise<AnswerFor>>,
): Promise<(Answer | Error)[]> {
  return Promise.all(
    queries.map(async ({ device, range }) => {
      try {
        // Every query's device is among those that were read.
        return (await (answers.get(deviceId(device)) as Promise<AnswerFor>))(range);
      } catch (error) {
        // An error names its own device: some gateways report a wrong path.
        if (error instanceof Failure) return error.with({ ...device });
        return error instanceof Error ? error : new Error(String(error));
      }
    }),
  );
}

/** Budget and allowance are asked before the first call, when all that will be needed is known; what is held is answered all the same. */
async function readAll(
  questions: readonly [string, SessionQuery][],
  options: LoaderOptions,
): Promise<Map<string, Promise<AnswerFor>>> {
  const { history, readContext, signal } = options;
  const prepared = await Promise.all(
    questions.map(([, { device, range }]) => history.prepare(device, range, readContext)),
  );
  const refused = refusalOf(
    prepared.reduce((sum, { calls }) => sum + calls, 0),
    options,
  );
  const answer = async ({ calls, read, without }: Prepared): Promise<AnswerFor> =>
    refused && calls > 0 ? without(refused) : read(signal);
  return new Map(questions.map(([id], index) => [id, answer(prepared[index] as Prepared)]));
}

/** Why so many more calls may not be made for the operation; undefined where they may. */
export function refusalOf(
  calls: number,
  { readContext: { cost, allowance }, callBudget }: Pick<LoaderOptions, 'readContext' | 'callBudget'>,
): Failure | undefined {
  const needed = cost.calls + calls;
  return needed > callBudget ? budgetExceeded(needed, callBudget) : allowance.refusal(calls);
}

/** A window without an instant in it asks for nothing, and must not make another one longer. */
export function joinedByDevice(queries: readonly SessionQuery[]): Map<string, SessionQuery> {
  const joined = new Map<string, SessionQuery>();
  for (const { device, range } of queries) {
    const id = deviceId(device);
    const sofar = joined.get(id);
    const isJoined = sofar && !isEmpty(sofar.range);
    if (!isJoined || !isEmpty(range)) joined.set(id, { device, range: isJoined ? hull(sofar.range, range) : range });
  }
  return joined;
}

const budgetExceeded = (needed: number, allowed: number): Failure =>
  new Failure(
    'CALL_BUDGET_EXCEEDED',
    `The operation needs ${needed} upstream calls, and one may make ${allowed} (CALL_BUDGET).`,
    { needed, allowed },
  );
