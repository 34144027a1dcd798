// Pipeline step that makes a read of a cold device one upstream call across all replicas.
import { FAILURES, Failure } from '../errors.js';
import { dayOf, endOf } from '../history/day.js';
import type { FetchReport, Report } from '../history/report.js';
import type { Range } from '../sessions/range.js';
import type { ReportFailure } from './failure-reporter.js';
import type { Keys } from './keys.js';
import { type Done, type LeaseOptions, type LeaseResult, withLease } from './lease.js';
import { packReadOutcome, type ReadOutcome, unpackReadOutcome } from './packed-read-outcome.js';

export interface SharedReadsOptions extends LeaseOptions {
  readonly reportFailure: ReportFailure;
  readonly keys: Keys;
  /** How many milliseconds ago a read may have completed that we did not wait for: who looked into the store just before missed its days. */
  readonly believe: number;
  /** Whether a read that others have begun is of no use, since it is asked what the upstream says now: it is neither joined nor waited for. */
  readonly takesOver: boolean;
  readonly now: () => number;
}

/** How long an outcome lies there for those who waited. */
const RESULT_TTL = 5_000;

export function sharedReads(options: SharedReadsOptions, next: FetchReport): FetchReport {
  const { keys, believe, reportFailure, takesOver, now } = options;
  return async (request, context) => {
    const { device, range: asked } = request;
    const { signal } = context;
    const key = keys.read(device);
    const work = {
      key,
      takesOver,
      accept({ payload, awaited, left }: LeaseResult): ReadOutcome | undefined {
        const outcome = unpackReadOutcome(key, payload);
        if (!outcome) return void reportFailure('unreadable report');
        const isFresh = awaited || (RESULT_TTL - left < believe && isRecent(outcome, now() - believe));
        return isFresh && !isLater(outcome, now()) && covers(outcome.asked, asked) ? outcome : undefined;
      },
      async work(): Promise<Done<ReadOutcome>> {
        const value = await outcomeOf(next(request, context), asked);
        const payload = isForAll(value) && !signal.aborted ? packReadOutcome(key, value) : undefined;
        return { value, payload, life: RESULT_TTL };
      },
    };
    return reportOf(await withLease(work, options, signal));
  };
}

async function outcomeOf(reading: Promise<Report>, asked: Range): Promise<ReadOutcome> {
  try {
    return { kind: 'completed', asked, report: await reading };
  } catch (failure) {
    if (failure instanceof Failure) return { kind: 'failed', asked, failure };
    throw failure;
  }
}

function reportOf(outcome: ReadOutcome): Report {
  if (outcome.kind === 'completed') return outcome.report;
  throw outcome.failure;
}

/** What the upstream said is said to all; what keeps one replica from asking, such as its own full queue, is not. */
const isForAll = (outcome: ReadOutcome): boolean =>
  outcome.kind === 'completed' ||
  FAILURES[outcome.failure.code].category === 'DEVICE' ||
  (outcome.failure.details.upstream?.attempts ?? 0) > 0;

/** Clocks of replicas differ by less. */
const TOLERANCE = 1_000;

/** What was read later than now was read by a clock that is wrong, and is not what is so now. */
const isLater = (outcome: ReadOutcome, now: number): boolean =>
  outcome.kind === 'completed' && outcome.report.asOf > now + TOLERANCE;

/** Both by the time that it has lain there and by the time at which it says that it was read. */
const isRecent = (outcome: ReadOutcome, since: number): boolean =>
  outcome.kind === 'completed' && outcome.report.asOf > since;

/** Every window that is asked ends with a day or now, and now is a little later each time. */
const covers = (result: Range, asked: Range): boolean =>
  result.from <= asked.from && asked.to <= endOf(dayOf(result.to - 1));
