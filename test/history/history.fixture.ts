// A history with a clock and a fetch of the test's own, over a year of days with one session each.
import type { Failure } from '../../src/errors.js';
import { noCost, type ReadContext, UNLIMITED } from '../../src/history/cost.js';
import { createHistory } from '../../src/history/history.js';
import { createMemoryStore } from '../../src/history/memory-store.js';
import type { Answer, FetchReport, Report } from '../../src/history/report.js';
import type { DeviceKey } from '../../src/sessions/device.js';
import { DAY, HOUR, type Range } from '../../src/sessions/range.js';
import { never, reportCalls, settled } from '../support/fetch.js';
import { tuplesOf } from '../support/series.js';
import { device, on, range, reportOf, sessionOn } from './cached-days.js';

export const ONE = device('1');
export const TODAY = 1_000;
export const NOON = on(TODAY, 12);
export const past = (first: number, last: number): Range => range(on(TODAY - first), on(TODAY - last));

/** Answers every day with one session, unless it is told to do something else first; calls are told as days before today. */
export function stage() {
  const clock = { now: NOON };
  const calls: [first: number, last: number][] = [];
  const instead: FetchReport[] = [];
  const fetch: FetchReport = async (request, context) => {
    const { from, to } = request.range;
    const { onCall } = context;
    const [first, last] = [Math.floor(from / DAY), Math.ceil(to / DAY)];
    calls.push([TODAY - first, TODAY - last]);
    const other = instead.shift();
    if (other) return other(request, context);
    onCall();
    const days = Array.from({ length: last - first }, (_, index) => sessionOn(first + index));
    const known = range(from, Math.min(to, clock.now));
    return reportOf(known, days, { asOf: clock.now, transactionIds: [`t${calls.length}`] });
  };
  const rules = { settle: 48 * HOUR, maxSession: 24 * HOUR, retention: 180 * DAY, historyDays: 400, openTtl: 60_000 };
  const limits = { maxStale: DAY / 4, negativeTtl: 60_000, timeout: 5_000, startTimer: () => () => {} };
  const options = {
    ...rules,
    ...limits,
    now: () => clock.now,
    elapsed: () => clock.now,
    store: createMemoryStore(1e8),
  };
  const history = createHistory(options, fetch);
  const prepare = async (window: Range, { who = readContext(), of = ONE }: Question = {}) => {
    // In the turn of the loop in which a flight lands it is still found.
    await settled();
    return history.prepare(of, window, who);
  };
  const ask = async (window: Range, question: Question = {}) =>
    (await (await prepare(window, question)).read(question.signal ?? never()))(window);
  return { clock, calls, instead, history, prepare, ask };
}

interface Question {
  readonly who?: ReadContext;
  readonly of?: DeviceKey;
  readonly signal?: AbortSignal;
}
export const readContext = (refresh = false): ReadContext => ({ cost: noCost(), refresh, allowance: UNLIMITED });
export const answering =
  (report: Promise<Report>): FetchReport =>
  (_request, { onCall }) => {
    onCall();
    return report;
  };
export const failing =
  (failure: Failure): FetchReport =>
  (_request, { onCall }) => {
    reportCalls(failure, onCall);
    return Promise.reject(failure);
  };
/** The days before today on which the sessions of an answer start. */
export const sessions = ({ series }: Answer): number[] => tuplesOf(series).map(([, , bytes]) => TODAY - bytes);
