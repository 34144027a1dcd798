// The step that keeps the number of calls under way, and of those waiting for their turn, within bounds. It does not know what a call is.
import { BulkheadRejectedError, bulkhead, TaskCancelledError } from 'cockatiel';
import { Failure } from '../errors.js';
import type { FetchReport } from '../sessions/report.js';

export interface LimitedOptions {
  readonly concurrency: number;
  readonly queue: number;
}

/** Beyond the queue: OVERLOADED. Whoever has left while waiting does not call when the turn comes. */
export function limited({ concurrency, queue }: LimitedOptions, next: FetchReport): FetchReport {
  const policy = bulkhead(concurrency, queue);
  return async (device, range, signal) => {
    try {
      return await policy.execute(() => next(device, range, signal), signal);
    } catch (error) {
      if (error instanceof TaskCancelledError) throw signal.reason;
      if (error instanceof BulkheadRejectedError) throw overloaded(queue);
      throw error;
    }
  };
}

const overloaded = (queue: number): Failure =>
  new Failure('OVERLOADED', `${queue} upstream calls are waiting already (UPSTREAM_QUEUE).`, { retryAfterMs: 1_000 });
