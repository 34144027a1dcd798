// THE ROAD: every step from a caller to ThingSpace and back, in order, written once. It knows what follows what, and nothing of how.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Credentials, Settings } from './config.js';
import { buildSchemas } from './graphql/schema.js';
import { createGraphqlServer } from './graphql/server.js';
import { createFront } from './http/front.js';
import { readAccountNumber } from './sessions/device.js';
import { createLoader } from './sessions/loader.js';
import type { FetchReport } from './sessions/report.js';
import { createClient } from './thingspace/client.js';
import { createTokens } from './thingspace/tokens.js';
import { createTransport } from './thingspace/transport.js';

export interface Upstream {
  readonly origin: string;
  readonly credentials: Credentials;
}

/** What comes in by the door, so that the rooms need neither clock nor chance of their own. */
export interface Door {
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: FastifyBaseLogger;
}

export interface App {
  /** Resolves with the origin under which the API is reached. */
  listen(): Promise<string>;
  /** From now on not ready; ends when every request under way is answered. */
  close(): Promise<void>;
}

/*
 *  caller ─HTTP─▶ front ▶ GraphQL server ▶ resolver ▶ loader ▶ client ─HTTP─▶ ThingSpace, or the emulator
 *                  │                                    │         └ tokens, transport, decoding into columns
 *                  └ deadline, request id               └ one an operation: windows of a device joined into one call
 */
export async function createApp(settings: Settings, upstream: Upstream, { now, newId, log }: Door): Promise<App> {
  const schemas = buildSchemas();
  const thingspace = openThingspace(settings, upstream, now);
  const server = createGraphqlServer(schemas.executable, (err, requestId) =>
    log.error({ err, requestId }, 'internal error'),
  );
  await server.start();
  let unready: string | undefined = 'starting';
  const front = createFront({
    server,
    sdl: schemas.publicSdl,
    openOperation: (requestId, signal) => ({
      now: now(),
      requestId,
      load: createLoader(thingspace.fetch, signal),
      accountNumber: readAccountNumber(settings.accountNumber ?? ''),
      maxPageSize: settings.maxPageSize,
    }),
    unready: () => unready,
    operationTimeout: settings.operationTimeout,
    newId,
    log,
  });
  return {
    async listen() {
      await front.listen({ host: settings.host, port: settings.port });
      unready = undefined;
      return originOf(front, settings.host);
    },
    async close() {
      unready = 'stopping';
      await front.close();
      await server.stop();
      await thingspace.close();
    },
  };
}

/** The part of the road behind the seam, from its last step up. */
function openThingspace(
  settings: Settings,
  { origin, credentials }: Upstream,
  now: () => number,
): { fetch: FetchReport; close(): Promise<void> } {
  const { upstreamConcurrency: connections, attemptTimeout, maxSessionHours } = settings;
  const closing = new AbortController();
  const { send, close } = createTransport({ origin, connections, attemptTimeout });
  const tokens = createTokens(send, credentials, now, closing.signal);
  return {
    fetch: createClient({ send, tokens, now, maxSessionHours }),
    async close() {
      closing.abort();
      await close();
    },
  };
}

/** Every interface includes loopback, which is where somebody at this machine finds it. */
function originOf({ server }: FastifyInstance, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
