// Pipeline step that retries failed reports, as backoff.ts decides.
import { Failure } from '../errors.js';
import type { FetchReport } from '../history/report.js';
import { nextTry, type RetryBudget } from './backoff.js';

export interface RetryOptions {
  /** Milliseconds for a report, all attempts and waits together. */
  readonly timeout: number;
  readonly attemptTimeout: number;
  readonly budget: RetryBudget;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly random: () => number;
  /** Resolves after so many milliseconds; rejects with the reason of the signal. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A failure says how many calls were made in all. */
export function retry(options: RetryOptions, next: FetchReport): FetchReport {
  const { timeout, attemptTimeout, budget, elapsed, random, sleep } = options;
  return async (request, { signal, onCall }) => {
    const deadline = elapsed() + timeout;
    budget.earn();
    let attempts = 0;
    const count = (): void => {
      attempts += 1;
      onCall();
    };
    for (let number = 1; ; number++) {
      try {
        return await next(request, { signal, onCall: count });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const failure = error.with({ upstream: { ...error.details.upstream, attempts } });
        const delay = nextTry(failure, { number, left: deadline - elapsed(), attemptTimeout, random: random() });
        if (delay === undefined || signal.aborted || !budget.spend()) throw failure;
        await sleep(delay, signal);
      }
    }
  };
}
