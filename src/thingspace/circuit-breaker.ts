// Pipeline step that stops calls while the upstream does not answer, and probes it from time to time.
import { Failure } from '../errors.js';
import type { FetchReport, Gate } from '../history/report.js';

type State =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number }
  /** One call is let through to see; the others are turned away as before. */
  | { readonly kind: 'trying'; readonly until: number };

export interface CircuitBreakerOptions {
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  /** Called when the breaker opens or closes. */
  readonly emit: (state: 'open' | 'closed') => void;
}

const FAILURES_TO_OPEN = 12;
const OPEN_FOR = 5_000;

/**
 * Counts transient failures in a row, which only transport failures and undocumented server errors are. Whatever else is
 * answered shows that the upstream is there. A caller who leaves shows nothing.
 */
export function circuitBreaker({ elapsed, emit }: CircuitBreakerOptions, next: FetchReport): Gate {
  let state: State = { kind: 'closed', failures: 0 };
  const close = () => {
    if (state.kind !== 'closed') emit('closed');
    state = { kind: 'closed', failures: 0 };
  };
  const open = () => {
    if (state.kind === 'closed') emit('open');
    state = { kind: 'open', until: elapsed() + OPEN_FOR };
  };
  const fail = () => {
    if (state.kind === 'trying') return open();
    if (state.kind === 'closed' && state.failures + 1 >= FAILURES_TO_OPEN) return open();
    if (state.kind === 'closed') state = { kind: 'closed', failures: state.failures + 1 };
  };
  const refusal = () =>
    state.kind !== 'closed' && elapsed() < state.until ? unavailable(Math.ceil(state.until - elapsed())) : undefined;
  const admit = () => {
    if (state.kind === 'closed') return;
    const refused = refusal();
    if (refused) throw refused;
    // Should the trial never end, the next one is let through after the same time.
    state = { kind: 'trying', until: elapsed() + OPEN_FOR };
  };
  const fetch: FetchReport = async (request, { signal, onCall }) => {
    admit();
    let isAsked = false;
    const notice = (): void => {
      isAsked = true;
      onCall();
    };
    try {
      const report = await next(request, { signal, onCall: notice });
      // A question that needed no call shows nothing of the upstream.
      if (isAsked) close();
      return report;
    } catch (error) {
      const sign = signal.aborted ? 'none' : signOf(error, isAsked);
      if (sign === 'dead') fail();
      if (sign === 'alive') close();
      throw error;
    }
  };
  return Object.assign(fetch, { refusal });
}

/** A failure for which no call was made, such as a refused login, shows nothing. */
function signOf(error: unknown, isAsked: boolean): 'alive' | 'dead' | 'none' {
  if (!(error instanceof Failure)) return 'none';
  if (error.transient) return 'dead';
  return isAsked ? 'alive' : 'none';
}

const unavailable = (retryAfterMs: number): Failure =>
  new Failure(
    'UPSTREAM_UNAVAILABLE',
    'The upstream has not answered for a while and is not asked just now.',
    { retryAfterMs },
    { transient: false },
  );
