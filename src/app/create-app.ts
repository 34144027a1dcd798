// Composes the application: the whole request pipeline from an HTTP request to ThingSpace and back.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { identifyByKey } from '../auth/api-keys.js';
import { ANYONE, type Identify } from '../auth/caller.js';
import { createRateLimiter } from '../auth/rate-limit.js';
import type { AuthSettings, Settings } from '../config/settings.js';
import { exportSessions } from '../export/export-sessions.js';
import type { OperationEvent } from '../graphql/plugins/operation-events.js';
import { buildSchemas } from '../graphql/schema.js';
import { createGraphqlServer } from '../graphql/server.js';
import { toDevice } from '../graphql/types/device.js';
import { createMetricsServer } from '../http/metrics.js';
import { originAt } from '../http/origin.js';
import { createHttpServer } from '../http/server.js';
import type { Replicas } from '../redis/replicas.js';
import { readAccountNumber } from '../sessions/device.js';
import { logOperation } from '../telemetry/log.js';
import { createMetrics, type Metrics } from '../telemetry/metrics.js';
import { describeOperation, inOperation } from '../telemetry/tracing.js';
import { type EmitEvent, isTrouble } from '../thingspace/events.js';
import { openHistory, openRedis, openStore } from './compose-history.js';
import { cacheControlOf, openPersisted } from './compose-persisted.js';
import { openThingspace, type Thingspace, type Upstream, type UpstreamRuntime } from './compose-upstream.js';
import { openOperations } from './open-operations.js';

/** The clock, randomness, ids and log handed in, so that no module has its own. */
export interface Runtime extends Omit<UpstreamRuntime, 'emit'> {
  /** Never twice the same, in whatever process. */
  readonly newId: () => string;
  readonly log: FastifyBaseLogger;
}

export interface App {
  /** Resolves with the origin under which the API is reached. */
  listen(): Promise<string>;
  /** From now on not ready, and every answer is the last of its connection; requests are still taken. */
  drain(): void;
  /** No new connection; ends when every request under way is answered. */
  close(): Promise<void>;
}

/** The request pipeline of docs/architecture.md, from an HTTP request to ThingSpace and back. */
export async function createApp(settings: Settings, upstream: Upstream, runtime: Runtime): Promise<App> {
  const { now, elapsed, newId, log } = runtime;
  const schemas = buildSchemas();
  const persisted = openPersisted(settings, schemas.executable);
  const replicas = await openRedis(settings, upstream, runtime);
  const { store, size, isDurable, close: closeStore } = await openStore(settings, upstream, runtime, replicas);
  const metrics = createMetrics(size);
  const emit: EmitEvent = (event) => {
    metrics.upstream(event);
    if (isTrouble(event)) log.warn({ event }, `upstream: ${event.kind}`);
  };
  const thingspace = openThingspace(settings, upstream, { ...runtime, emit }, replicas);
  const history = openHistory(settings, { store, isDurable, fetch: thingspace.fetch, now, elapsed, replicas });
  const observe = (seen: OperationEvent): void => observeOperation(seen, log, metrics);
  const server = createGraphqlServer({
    ...settings,
    schema: schemas.executable,
    report: (error, requestId) => log.error({ fault: describeFault(error), requestId }, 'internal error'),
    observe,
    elapsed,
    cacheControl: cacheControlOf(settings),
  });
  await server.start();
  const phase: Phase = { now: 'starting' };
  const rateLimiter = settings.rateLimit === undefined ? undefined : createRateLimiter(settings.rateLimit, elapsed);
  const accountNumber = readAccountNumber(settings.accountNumber ?? '');
  const openOperation = openOperations(settings, {
    history,
    now,
    upstreamRefusal: thingspace.refusal,
    accountNumber,
    allowanceOf: rateLimiter?.allowance,
  });
  const httpServer = createHttpServer({
    ...settings,
    server,
    now,
    testDevices: upstream.testDevices ?? [],
    sdl: settings.introspection && !persisted.only ? schemas.publicSdl : undefined,
    persisted,
    identify: await createIdentify(settings.auth, runtime),
    quotaOf: rateLimiter?.headers ?? (() => ({})),
    openOperation,
    exportSessions,
    observe,
    elapsed,
    inOperation,
    forget: async (reference) => history.forget(toDevice(reference, { caller: ANYONE, accountNumber }).key),
    unready: async () => phase.now ?? thingspace.trouble(),
    warning: thingspace.warning,
    draining: () => phase.now === STOPPING,
    metrics: settings.metricsPort === undefined ? metrics : undefined,
    refused: metrics.refusal,
    bodyLimit: settings.limits.body,
    newId,
    log,
  });
  const metricsServer = settings.metricsPort === undefined ? undefined : createMetricsServer(metrics);
  return lifeOf({ httpServer, metricsServer, server, thingspace, replicas, closeStore, phase, log }, settings);
}

/** Why requests cannot be taken yet, or not any more; undefined in between. */
interface Phase {
  now: string | undefined;
}

interface Parts {
  readonly httpServer: FastifyInstance;
  readonly metricsServer: FastifyInstance | undefined;
  readonly server: { stop(): Promise<void> };
  readonly thingspace: Thingspace;
  readonly replicas: Replicas | undefined;
  readonly closeStore: () => Promise<void>;
  readonly phase: Phase;
  readonly log: Runtime['log'];
}

/** What begins last ends first. */
const lifeOf = (
  { httpServer, metricsServer, server, thingspace, replicas, closeStore, phase, log }: Parts,
  { host, port, metricsPort }: Settings,
): App => ({
  async listen() {
    await replicas?.ready();
    await metricsServer?.listen({ host, port: metricsPort ?? 0 });
    if (metricsServer) log.info(`Metrics at ${originOf(metricsServer, host)}/metrics`);
    await httpServer.listen({ host, port });
    phase.now = undefined;
    return originOf(httpServer, host);
  },
  drain() {
    phase.now = STOPPING;
  },
  async close() {
    phase.now = STOPPING;
    await httpServer.close();
    await metricsServer?.close();
    await server.stop();
    await thingspace.close();
    await closeStore();
    await replicas?.close();
  },
});

const STOPPING = 'stopping';

function observeOperation(seen: OperationEvent, log: FastifyBaseLogger, metrics: Metrics): void {
  metrics.operation(seen);
  describeOperation(seen);
  logOperation(log, seen);
}

/** What reads tokens is loaded only where there are tokens. */
async function createIdentify(auth: AuthSettings, { now, log }: Runtime): Promise<Identify> {
  switch (auth.kind) {
    case 'none':
      return async () => ({ kind: 'known', caller: ANYONE });
    case 'keys':
      return identifyByKey(auth.keys);
    case 'jwt':
      return (await import('../auth/jwt.js')).identifyByJwt({
        ...auth,
        now,
        emit: (reason) => log.warn({ reason }, 'the keys of the issuer could not be had'),
      });
    default:
      return auth satisfies never;
  }
}

/** For the log: where it happened, and no digits that could be a device. */
function describeFault(error: unknown): string {
  const cause = error instanceof Error && 'originalError' in error ? (error.originalError ?? error) : error;
  return (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)).replace(/\d{14,16}/g, '…');
}

function originOf({ server }: FastifyInstance, host: string): string {
  const address = server.address();
  return originAt(host, typeof address === 'object' && address !== null ? address.port : 0);
}
