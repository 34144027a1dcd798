// Pipeline step that bounds the number of concurrent calls and the queue of waiting ones.
import { Failure } from '../errors.js';
import type { FetchReport, Gate } from '../history/report.js';
import type { EmitEvent } from './events.js';

export interface ConcurrencyLimitOptions {
  readonly concurrency: number;
  readonly queue: number;
  readonly emit: EmitEvent;
}

/** Beyond the queue: OVERLOADED. First come, first served; whoever leaves while waiting gives up the place at once. */
export function concurrencyLimit({ concurrency, queue, emit }: ConcurrencyLimitOptions, next: FetchReport): Gate {
  const waiting = new Set<() => void>();
  let running = 0;
  const emitLoad = (): void => emit({ kind: 'queue', running, waiting: waiting.size });
  // The place passes straight to the next in line, so that nobody who comes meanwhile can take it.
  const leave = (): void => {
    const [first] = waiting;
    if (first) first();
    else running -= 1;
    emitLoad();
  };
  const refusal = () => (running >= concurrency && waiting.size >= queue ? overloaded(queue) : undefined);
  const fetch: FetchReport = async (request, context) => {
    const { signal } = context;
    signal.throwIfAborted();
    const refused = refusal();
    if (refused) throw refused;
    if (running < concurrency) running += 1;
    else await turn(waiting, signal, emitLoad);
    emitLoad();
    try {
      return await next(request, context);
    } finally {
      leave();
    }
  };
  return Object.assign(fetch, { refusal });
}

function turn(waiting: Set<() => void>, signal: AbortSignal, emitLoad: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      waiting.delete(go);
      signal.removeEventListener('abort', give);
      resolve();
    };
    const give = () => {
      waiting.delete(go);
      emitLoad();
      reject(signal.reason);
    };
    waiting.add(go);
    emitLoad();
    signal.addEventListener('abort', give, { once: true });
  });
}

const overloaded = (queue: number): Failure =>
  new Failure('OVERLOADED', `${queue} upstream calls are waiting already (UPSTREAM_QUEUE).`, { retryAfterMs: 1_000 });
