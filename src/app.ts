// THE ROAD: every step from a caller to ThingSpace and back, in order, written once. It knows what follows what, and nothing of how.
import { setTimeout } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Settings } from './config.js';
import { Failure } from './errors.js';
import { toDevice } from './graphql/device.js';
import { buildSchemas } from './graphql/schema.js';
import { createGraphqlServer } from './graphql/server.js';
import { createFront } from './http/front.js';
import type { RedisTrouble } from './redis/complaints.js';
import type { Replicas } from './redis/replicas.js';
import { noCost } from './sessions/cost.js';
import { readAccountNumber } from './sessions/device.js';
import { createHistory, type History } from './sessions/history.js';
import { createLoader } from './sessions/loader.js';
import { createMemoryStore } from './sessions/memory-store.js';
import { HOUR } from './sessions/range.js';
import type { FetchReport } from './sessions/report.js';
import { breaking } from './thingspace/breaking.js';
import { createClient } from './thingspace/client.js';
import type { Tell } from './thingspace/events.js';
import type { LatchStore } from './thingspace/latch.js';
import { limited } from './thingspace/limited.js';
import { type Credentials, createLogin } from './thingspace/login.js';
import { createLoginGuard } from './thingspace/login-guard.js';
import { createRetryBudget } from './thingspace/retry.js';
import { retrying } from './thingspace/retrying.js';
import { createTokens, SESSION_LIFE } from './thingspace/tokens.js';
import { createTransport } from './thingspace/transport.js';
import { RETENTION } from './thingspace/window.js';

export interface Upstream {
  readonly origin: string;
  readonly credentials: Credentials;
}

/** What comes in by the door, so that the rooms need neither clock nor chance of their own. */
export interface Door {
  readonly now: () => number;
  readonly random: () => number;
  /** Never twice the same, in whatever process. */
  readonly newId: () => string;
  readonly log: FastifyBaseLogger;
  /** Where refused logins are remembered. */
  readonly latch: LatchStore;
}

export interface App {
  /** Resolves with the origin under which the API is reached. */
  listen(): Promise<string>;
  /** From now on not ready, and every answer is the last of its connection; requests are still taken. */
  drain(): void;
  /** No new connection; ends when every request under way is answered. */
  close(): Promise<void>;
}

/*
 *  caller ─HTTP─▶ front ▶ GraphQL server ▶ resolver ▶ loader ▶ history ▶ (sharing) ▶ retrying ▶ limited ▶ breaking ▶ client ─HTTP─▶ ThingSpace, or the emulator
 *                  │                                    │         │         │                                        └ tokens, transport, decoding into columns
 *                  └ deadline, request id               │         │         └ with Redis only: of all replicas one reads
 *                                                       │         └ store: memory, or Redis
 *                                                       └ one an operation: windows of a device joined into one call
 */
export async function createApp(settings: Settings, upstream: Upstream, door: Door): Promise<App> {
  const { now, newId, log } = door;
  const { callBudget, maxPageSize, fleetMax } = settings;
  const accountNumber = readAccountNumber(settings.accountNumber ?? '');
  const schemas = buildSchemas();
  const replicas = await openRedis(settings, upstream, door);
  const thingspace = openThingspace(settings, upstream, door, replicas);
  const history = openHistory(settings, thingspace.fetch, now, replicas);
  const server = createGraphqlServer({
    schema: schemas.executable,
    report: (error, requestId) => log.error({ fault: describeFault(error), requestId }, 'internal error'),
    showCost: settings.showCost,
    limits: settings.limits,
    introspection: settings.introspection,
    csrfPrevention: settings.csrfPrevention,
  });
  await server.start();
  let phase: string | undefined = 'starting';
  const front = createFront({
    server,
    sdl: settings.introspection ? schemas.publicSdl : undefined,
    openOperation: (requestId, signal, asksRefresh) => {
      const cost = noCost();
      const asker = { cost, refresh: asksRefresh };
      const load = createLoader({ history, asker, callBudget, signal });
      return { now: now(), requestId, load, cost, callBudget, accountNumber, maxPageSize, fleetMax };
    },
    allowRefresh: settings.allowRefresh,
    forget: async (reference) => history.forget(toDevice(reference, { accountNumber }).key),
    unready: async () => phase ?? thingspace.trouble(),
    draining: () => phase === STOPPING,
    operationTimeout: settings.operationTimeout,
    bodyLimit: settings.limits.body,
    corsOrigins: settings.corsOrigins,
    newId,
    log,
  });
  return {
    async listen() {
      await replicas?.ready();
      await front.listen({ host: settings.host, port: settings.port });
      phase = undefined;
      return originOf(front, settings.host);
    },
    drain() {
      phase = STOPPING;
    },
    async close() {
      phase = STOPPING;
      await front.close();
      await server.stop();
      await thingspace.close();
      await replicas?.close();
    },
  };
}

const STOPPING = 'stopping';

/** The client is loaded only where there is a Redis, since loading it takes a tenth of the start. */
async function openRedis(
  settings: Settings,
  { origin, credentials }: Upstream,
  { now, newId, log }: Door,
): Promise<Replicas | undefined> {
  const { redisUrl: url } = settings;
  if (url === undefined) return undefined;
  const { openReplicas } = await import('./redis/replicas.js');
  const tell = (trouble: RedisTrouble): void => log.warn({ redis: trouble }, `redis: ${trouble.reason}`);
  return openReplicas({ url, upstream: origin, ...credentials, now, tell, wait, newToken: newId });
}

function openHistory(settings: Settings, fetch: FetchReport, now: () => number, replicas?: Replicas): History {
  const { history, maxSessionHours, operationTimeout: timeout } = settings;
  const store = replicas?.store(history) ?? createMemoryStore(history.cacheBytes);
  const first = replicas?.fetch(fetch, history.openTtl) ?? fetch;
  return createHistory(
    {
      ...history,
      store,
      again: replicas?.fetch(fetch, 0) ?? fetch,
      now,
      timeout,
      maxSession: maxSessionHours * HOUR,
      retention: RETENTION,
      deadlineIn: AbortSignal.timeout,
    },
    first,
  );
}

interface Thingspace {
  readonly fetch: FetchReport;
  /** Why nothing can be fetched at all. */
  readonly trouble: () => Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * The part of the road behind the seam. A retry waits for its turn again, so that waiting for it holds no place; calls
 * that wait for a place are turned away as soon as the breaker opens.
 */
function openThingspace(
  settings: Settings,
  { origin, credentials }: Upstream,
  { now, random, log, latch }: Door,
  replicas: Replicas | undefined,
): Thingspace {
  const {
    upstreamConcurrency: concurrency,
    upstreamQueue: queue,
    operationTimeout: timeout,
    attemptTimeout,
  } = settings;
  const tell: Tell = (event) => log.warn({ event }, `upstream: ${event.kind}`);
  const closing = new AbortController();
  const { send, close } = createTransport({ origin, connections: concurrency, attemptTimeout });
  const secret = JSON.stringify([origin, ...Object.values(credentials)]);
  const { signal } = closing;
  const store = replicas?.latch(latch) ?? latch;
  const guard = createLoginGuard({ store, secret, attempts: settings.loginAttempts, now, tell });
  const login = createLogin({ send, credentials, guard, now, signal });
  const shared = replicas?.tokens(login, { sessionLife: SESSION_LIFE, signal });
  const tokens = createTokens(shared ?? login, now, shared?.used);

  const client = createClient({ send, tokens, now, maxSessionHours: settings.maxSessionHours, tell });
  const broken = breaking({ now, tell: (state) => tell({ kind: 'breaker', state }) }, client);
  const bounded = limited({ concurrency, queue }, broken);
  const fetch = retrying({ timeout, attemptTimeout, budget: createRetryBudget(), now, random, wait }, bounded);
  return {
    fetch,
    trouble: guard.trouble,
    async close() {
      closing.abort(new Failure('INTERNAL_SERVER_ERROR', 'The server is stopping.'));
      await close();
    },
  };
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });

/** For the log: where it happened, and no digits that could be a device. */
function describeFault(error: unknown): string {
  const cause = error instanceof Error && 'originalError' in error ? (error.originalError ?? error) : error;
  return (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)).replace(/\d{14,16}/g, '…');
}

/** Every interface includes loopback, which is where somebody at this machine finds it. */
function originOf({ server }: FastifyInstance, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
