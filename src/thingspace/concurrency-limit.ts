// The step that keeps the number of calls under way, and of those waiting for their turn, within bounds. It does not know what a call is.
import { Failure } from '../errors.js';
import type { FetchReport } from '../history/report.js';
import type { Tell } from './events.js';

export interface LimitedOptions {
  readonly concurrency: number;
  readonly queue: number;
  readonly tell: Tell;
}

/** Beyond the queue: OVERLOADED. First come, first served; whoever leaves while waiting gives up the place at once. */
export function limited({ concurrency, queue, tell }: LimitedOptions, next: FetchReport): FetchReport {
  const waiting = new Set<() => void>();
  let running = 0;
  const tellLoad = (): void => tell({ kind: 'queue', running, waiting: waiting.size });
  // The place passes straight to the next in line, so that nobody who comes meanwhile can take it.
  const leave = (): void => {
    const [first] = waiting;
    if (first) first();
    else running -= 1;
    tellLoad();
  };
  return async (device, range, signal, onCall) => {
    signal.throwIfAborted();
    if (running < concurrency) running += 1;
    else if (waiting.size < queue) await turn(waiting, signal, tellLoad);
    else throw overloaded(queue);
    tellLoad();
    try {
      return await next(device, range, signal, onCall);
    } finally {
      leave();
    }
  };
}

function turn(waiting: Set<() => void>, signal: AbortSignal, tellLoad: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      waiting.delete(go);
      signal.removeEventListener('abort', give);
      resolve();
    };
    const give = () => {
      waiting.delete(go);
      tellLoad();
      reject(signal.reason);
    };
    waiting.add(go);
    tellLoad();
    signal.addEventListener('abort', give, { once: true });
  });
}

const overloaded = (queue: number): Failure =>
  new Failure('OVERLOADED', `${queue} upstream calls are waiting already (UPSTREAM_QUEUE).`, { retryAfterMs: 1_000 });
