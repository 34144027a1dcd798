// THE ROAD: every step from a caller to ThingSpace and back, in order, written once. It knows what follows what, and nothing of how.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { originAt } from '../http/origin.js';
import { ANYONE, type Caller, type Identify } from '../auth/caller.js';
import { identifyByKey } from '../auth/api-keys.js';
import { createQuota } from '../auth/rate-limit.js';
import type { OperationContext } from '../graphql/context.js';
import { toDevice } from '../graphql/types/device.js';
import type { OperationSeen } from '../graphql/plugins/operation-events.js';
import { buildSchemas } from '../graphql/schema.js';
import { createGraphqlServer } from '../graphql/server.js';
import { createFront, type OperationRequest } from '../http/server.js';
import { createMetricsFront } from '../http/metrics.js';
import { openHistory, openRedis, openStore } from './compose-history.js';
import type { Replicas } from '../redis/replicas.js';
import { type Allowance, noCost, UNLIMITED } from '../history/cost.js';
import { type AccountNumber, readAccountNumber } from '../sessions/device.js';
import type { History } from '../history/history.js';
import { createLoader } from '../history/loader.js';
import type { AuthSettings, Settings } from '../config/settings.js';
import { logOperation } from '../telemetry/log.js';
import { createMetrics, type Metrics } from '../telemetry/metrics.js';
import { describeOperation, inBatch, inOperation } from '../telemetry/tracing.js';
import { isTrouble, type Tell } from '../thingspace/events.js';
import { openThingspace, type Thingspace, type Upstream, type UpstreamDoor } from './compose-upstream.js';

/** What comes in by the door, so that the rooms need neither clock nor chance of their own. */
export interface Door extends Omit<UpstreamDoor, 'tell'> {
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

/*
 *  caller ─HTTP─▶ front ▶ GraphQL server ▶ resolver ▶ loader ▶ history ▶ (sharing) ▶ retrying ▶ limited ▶ breaking ▶ client ─HTTP─▶ ThingSpace, or the emulator
 *                  │                                    │         │         │         └ upstream.ts: tokens, transport, decoding into columns
 *                  ├ who asks                           │         │         └ with Redis only: of all replicas one reads
 *                  └ deadline, request id               │         └ store: memory, or Redis
 *                                                       └ one an operation: windows of a device joined into one call, within budget and quota
 */
export async function createApp(settings: Settings, upstream: Upstream, door: Door): Promise<App> {
  const { now, elapsed, newId, log } = door;
  const schemas = buildSchemas();
  const replicas = await openRedis(settings, upstream, door);
  const { store, size } = openStore(settings, replicas);
  const metrics = createMetrics(size);
  const tell: Tell = (event) => {
    metrics.upstream(event);
    if (isTrouble(event)) log.warn({ event }, `upstream: ${event.kind}`);
  };
  const thingspace = openThingspace(settings, upstream, { ...door, tell }, replicas);
  const history = openHistory(settings, { store, fetch: thingspace.fetch, now, elapsed, replicas });
  const server = createGraphqlServer({
    ...settings,
    schema: schemas.executable,
    report: (error, requestId) => log.error({ fault: describeFault(error), requestId }, 'internal error'),
    observe: (seen) => observe(seen, log, metrics),
    elapsed,
  });
  await server.start();
  const phase: Phase = { now: 'starting' };
  const quota = settings.rateLimit === undefined ? undefined : createQuota(settings.rateLimit, elapsed);
  const accountNumber = readAccountNumber(settings.accountNumber ?? '');
  const openOperation = openOperations(settings, { history, now, accountNumber, allowanceOf: quota?.allowance });
  const front = createFront({
    ...settings,
    server,
    sdl: settings.introspection ? schemas.publicSdl : undefined,
    identify: await openDoor(settings.auth, door),
    quotaOf: quota?.headers ?? (() => ({})),
    openOperation,
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
  const metricsFront = settings.metricsPort === undefined ? undefined : createMetricsFront(metrics);
  return lifeOf({ front, metricsFront, server, thingspace, replicas, phase, log }, settings);
}

/** Why requests cannot be taken yet, or not any more; undefined in between. */
interface Phase {
  now: string | undefined;
}

interface Parts {
  readonly front: FastifyInstance;
  readonly metricsFront: FastifyInstance | undefined;
  readonly server: { stop(): Promise<void> };
  readonly thingspace: Thingspace;
  readonly replicas: Replicas | undefined;
  readonly phase: Phase;
  readonly log: Door['log'];
}

/** What begins last ends first. */
const lifeOf = (
  { front, metricsFront, server, thingspace, replicas, phase, log }: Parts,
  { host, port, metricsPort }: Settings,
): App => ({
  async listen() {
    await replicas?.ready();
    await metricsFront?.listen({ host, port: metricsPort ?? 0 });
    if (metricsFront) log.info(`Metrics at ${originOf(metricsFront, host)}/metrics`);
    await front.listen({ host, port });
    phase.now = undefined;
    return originOf(front, host);
  },
  drain() {
    phase.now = STOPPING;
  },
  async close() {
    phase.now = STOPPING;
    await front.close();
    await metricsFront?.close();
    await server.stop();
    await thingspace.close();
    await replicas?.close();
  },
});

const STOPPING = 'stopping';

function observe(seen: OperationSeen, log: FastifyBaseLogger, metrics: Metrics): void {
  metrics.operation(seen);
  describeOperation(seen);
  logOperation(log, seen);
}

/** What reads tokens is loaded only where there are tokens. */
async function openDoor(auth: AuthSettings, { now, log }: Door): Promise<Identify> {
  switch (auth.kind) {
    case 'none':
      return async () => ({ kind: 'known', caller: ANYONE });
    case 'keys':
      return identifyByKey(auth.keys);
    case 'jwt':
      return (await import('../auth/jwt.js')).identifyByJwt({
        ...auth,
        now,
        tell: (reason) => log.warn({ reason }, 'the keys of the issuer could not be had'),
      });
    default:
      return auth satisfies never;
  }
}

interface OperationParts {
  readonly history: History;
  readonly now: () => number;
  readonly accountNumber: AccountNumber | undefined;
  readonly allowanceOf: ((caller: Caller) => Allowance) | undefined;
}

function openOperations(settings: Settings, { history, now, accountNumber, allowanceOf }: OperationParts) {
  const { callBudget, maxPageSize, fleetMax } = settings;
  return ({ requestId, caller, refresh, signal, hasLeft }: OperationRequest): OperationContext => {
    const cost = noCost();
    const asker = { cost, refresh, allowance: allowanceOf?.(caller) ?? UNLIMITED };
    const load = createLoader({ history, asker, callBudget, signal, inBatch });
    return { now: now(), requestId, caller, hasLeft, load, cost, callBudget, accountNumber, maxPageSize, fleetMax };
  };
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
