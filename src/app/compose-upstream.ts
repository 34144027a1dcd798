// Composes the upstream pipeline: retry, concurrency limit, circuit breaker, client, tokens and transport.
import type { Settings } from '../config/settings.js';
import { Cancelled, Failure } from '../errors.js';
import type { FetchReport } from '../history/report.js';
import type { TestDevice } from '../http/start-page.js';
import type { Replicas } from '../redis/replicas.js';
import { tracedSend } from '../telemetry/tracing.js';
import { createRetryBudget } from '../thingspace/backoff.js';
import { circuitBreaker } from '../thingspace/circuit-breaker.js';
import { createClient } from '../thingspace/client.js';
import { createClockSkew } from '../thingspace/clock-skew.js';
import { concurrencyLimit } from '../thingspace/concurrency-limit.js';
import type { EmitEvent } from '../thingspace/events.js';
import type { LatchStore } from '../thingspace/latch.js';
import { type Credentials, createLogin } from '../thingspace/login.js';
import { createLoginGuard } from '../thingspace/login-guard.js';
import { withRequestEvents } from '../thingspace/request-events.js';
import { retry } from '../thingspace/retry.js';
import { createTokens, SESSION_LIFE } from '../thingspace/tokens.js';
import { createTransport } from '../thingspace/transport.js';
import { sleep, startTimer } from './timers.js';

export interface Upstream {
  readonly origin: string;
  readonly credentials: Credentials;
  /** What the emulator has to show; undefined where it is none. */
  readonly testDevices?: readonly TestDevice[];
}

export interface UpstreamRuntime {
  readonly now: () => number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly random: () => number;
  readonly emit: EmitEvent;
  /** Where refused logins are remembered. */
  readonly latch: LatchStore;
}

export interface Thingspace {
  readonly fetch: FetchReport;
  /** Why a report would not be asked for just now. */
  readonly refusal: () => Promise<Failure | undefined>;
  /** Why nothing can be fetched at all. */
  readonly trouble: () => Promise<string | undefined>;
  /** What should be looked at although everything is answered. */
  readonly warning: () => string | undefined;
  close(): Promise<void>;
}

/**
 * A retry waits for its turn again, so that waiting for it holds no place; calls that wait for a place are turned away as
 * soon as the breaker opens.
 */
export function openThingspace(
  settings: Settings,
  { origin, credentials }: Upstream,
  { now, elapsed, random, emit, latch }: UpstreamRuntime,
  replicas: Replicas | undefined,
): Thingspace {
  const { upstreamConcurrency: concurrency, upstreamQueue: queue, attemptTimeout } = settings;
  const closing = new AbortController();
  const transport = createTransport({ origin, connections: concurrency, attemptTimeout, startTimer });
  const send = withRequestEvents(tracedSend(transport.send), emit, elapsed);
  const secret = JSON.stringify([origin, ...Object.values(credentials)]);
  const { signal } = closing;
  const store = replicas?.latch(latch) ?? latch;
  const guard = createLoginGuard({ store, secret, attempts: settings.loginAttempts, now, emit });
  const login = createLogin({ send, credentials, guard, now, signal });
  const shared = replicas?.tokens(login, { sessionLife: SESSION_LIFE, signal });
  const tokens = createTokens(shared ?? login, elapsed, shared?.used);

  const skew = createClockSkew(emit);
  const client = createClient({ send, tokens, now, elapsed, skew, maxSessionHours: settings.maxSessionHours, emit });
  const broken = circuitBreaker({ elapsed, emit: (state) => emit({ kind: 'breaker', state }) }, client);
  const bounded = concurrencyLimit({ concurrency, queue, emit }, broken);
  const retryTimeouts = { timeout: settings.operationTimeout, attemptTimeout, budget: createRetryBudget() };
  return {
    fetch: retry({ ...retryTimeouts, elapsed, random, sleep }, bounded),
    async refusal() {
      const trouble = await guard.trouble();
      if (trouble !== undefined) return new Failure('UPSTREAM_ACCESS_DENIED', trouble);
      return bounded.refusal() ?? broken.refusal();
    },
    trouble: guard.trouble,
    warning: skew.describe,
    async close() {
      closing.abort(new Cancelled('The server is stopping.'));
      await transport.close();
    },
  };
}
