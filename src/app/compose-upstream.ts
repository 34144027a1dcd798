// THE ROAD behind the seam: every step from a wanted report to ThingSpace and back, in order. It knows what follows what, and nothing of how.
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../errors.js';
import type { Replicas } from '../redis/replicas.js';
import type { FetchReport } from '../history/report.js';
import type { Settings } from '../config/settings.js';
import { tracedSend } from '../telemetry/tracing.js';
import { breaking } from '../thingspace/circuit-breaker.js';
import { createClient } from '../thingspace/client.js';
import { createClockSkew } from '../thingspace/clock-skew.js';
import type { Tell } from '../thingspace/events.js';
import type { LatchStore } from '../thingspace/latch.js';
import { limited } from '../thingspace/concurrency-limit.js';
import { type Credentials, createLogin } from '../thingspace/login.js';
import { createLoginGuard } from '../thingspace/login-guard.js';
import { tellingRequests } from '../thingspace/request-events.js';
import { createRetryBudget } from '../thingspace/backoff.js';
import { retrying } from '../thingspace/retry.js';
import { createTokens, SESSION_LIFE } from '../thingspace/tokens.js';
import { createTransport } from '../thingspace/transport.js';

export interface Upstream {
  readonly origin: string;
  readonly credentials: Credentials;
}

export interface UpstreamDoor {
  readonly now: () => number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly random: () => number;
  readonly tell: Tell;
  /** Where refused logins are remembered. */
  readonly latch: LatchStore;
}

export interface Thingspace {
  readonly fetch: FetchReport;
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
  { now, elapsed, random, tell, latch }: UpstreamDoor,
  replicas: Replicas | undefined,
): Thingspace {
  const { upstreamConcurrency: concurrency, upstreamQueue: queue, attemptTimeout } = settings;
  const closing = new AbortController();
  const transport = createTransport({ origin, connections: concurrency, attemptTimeout });
  const send = tellingRequests(tracedSend(transport.send), tell, elapsed);
  const secret = JSON.stringify([origin, ...Object.values(credentials)]);
  const { signal } = closing;
  const store = replicas?.latch(latch) ?? latch;
  const guard = createLoginGuard({ store, secret, attempts: settings.loginAttempts, now, tell });
  const login = createLogin({ send, credentials, guard, now, signal });
  const shared = replicas?.tokens(login, { sessionLife: SESSION_LIFE, signal });
  const tokens = createTokens(shared ?? login, elapsed, shared?.used);

  const skew = createClockSkew(tell);
  const client = createClient({ send, tokens, now, elapsed, skew, maxSessionHours: settings.maxSessionHours, tell });
  const broken = breaking({ elapsed, tell: (state) => tell({ kind: 'breaker', state }) }, client);
  const bounded = limited({ concurrency, queue, tell }, broken);
  const patience = { timeout: settings.operationTimeout, attemptTimeout, budget: createRetryBudget() };
  return {
    fetch: retrying({ ...patience, elapsed, random, wait }, bounded),
    trouble: guard.trouble,
    warning: skew.describe,
    async close() {
      closing.abort(new Failure('INTERNAL_SERVER_ERROR', 'The server is stopping.'));
      await transport.close();
    },
  };
}

export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
