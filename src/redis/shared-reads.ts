// The step of the road that makes one cold device one call, however many replicas ask. It knows how a read is told, not how it is done.
import { FAILURES, Failure } from '../errors.js';
import { dayOf, endOf } from '../history/day.js';
import type { Range } from '../sessions/range.js';
import type { FetchReport, Report } from '../history/report.js';
import type { Complain } from './failure-reporter.js';
import type { Keys } from './keys.js';
import { type Outcome, packOutcome, unpackOutcome } from './packed-records.js';
import { type Done, inTurn, type Told, type TurnOptions } from './lease.js';

export interface SharingOptions extends TurnOptions {
  readonly complain: Complain;
  readonly keys: Keys;
  /** How many milliseconds ago a read may have landed that we did not wait for: who looked into the store just before missed its days. */
  readonly believe: number;
  /** Whether a read that others have begun is of no use, since it is asked what the upstream says now: it is neither joined nor waited for. */
  readonly takesOver: boolean;
  readonly now: () => number;
}

/** How long an outcome lies there for those who waited. */
const TOLD = 5_000;

export function sharing(options: SharingOptions, next: FetchReport): FetchReport {
  const { keys, believe, complain, takesOver, now } = options;
  return async (device, asked, signal, onCall) => {
    const key = keys.read(device);
    const turn = {
      key,
      takesOver,
      accept({ payload, awaited, left }: Told): Outcome | undefined {
        const outcome = unpackOutcome(key, payload);
        if (!outcome) return void complain('unreadable report');
        const isFresh = awaited || (TOLD - left < believe && isRecent(outcome, now() - believe));
        return isFresh && !isLater(outcome, now()) && covers(outcome.asked, asked) ? outcome : undefined;
      },
      async work(): Promise<Done<Outcome>> {
        const value = await outcomeOf(next(device, asked, signal, onCall), asked);
        const payload = isForAll(value) && !signal.aborted ? packOutcome(key, value) : undefined;
        return { value, payload, life: TOLD };
      },
    };
    return reportOf(await inTurn(turn, options, signal));
  };
}

async function outcomeOf(reading: Promise<Report>, asked: Range): Promise<Outcome> {
  try {
    return { kind: 'landed', asked, report: await reading };
  } catch (failure) {
    if (failure instanceof Failure) return { kind: 'failed', asked, failure };
    throw failure;
  }
}

function reportOf(outcome: Outcome): Report {
  if (outcome.kind === 'landed') return outcome.report;
  throw outcome.failure;
}

/** What the upstream said is said to all; what keeps one replica from asking, such as its own full queue, is not. */
const isForAll = (outcome: Outcome): boolean =>
  outcome.kind === 'landed' ||
  FAILURES[outcome.failure.code].category === 'DEVICE' ||
  (outcome.failure.details.upstream?.attempts ?? 0) > 0;

/** Clocks of replicas differ by less. */
const TOLERANCE = 1_000;

/** What was read later than now was read by a clock that is wrong, and is not what is so now. */
const isLater = (outcome: Outcome, now: number): boolean =>
  outcome.kind === 'landed' && outcome.report.asOf > now + TOLERANCE;

/** Both by the time that it has lain there and by the time at which it says that it was read. */
const isRecent = (outcome: Outcome, since: number): boolean => outcome.kind === 'landed' && outcome.report.asOf > since;

/** Every window that is asked ends with a day or now, and now is a little later each time. */
const covers = (told: Range, asked: Range): boolean => told.from <= asked.from && asked.to <= endOf(dayOf(told.to - 1));
