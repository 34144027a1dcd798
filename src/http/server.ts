// The HTTP server: GraphQL over HTTP, documents, probes, metrics and admin.
import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type onRequestAsyncHookHandler,
} from 'fastify';
import type { Caller, Identify } from '../auth/caller.js';
import { badInput, type FailureCode } from '../errors.js';
import type { OperationContext } from '../graphql/context.js';
import { addAdmin, type ForgetDevice } from './admin.js';
import { type Authentication, createAuthentication, NOBODY } from './authentication.js';
import { addDocuments, addPages } from './documents.js';
import {
  GRAPHQL_PATH,
  isGraphql,
  refusalOf,
  refuseConnection,
  refuseUrl,
  sendRefusal,
  stampRefusal,
} from './error-responses.js';
import { continueWhenExpected } from './expect-continue.js';
import { sendExplorer } from './explorer.js';
import { addExport, type ExportOptions } from './export.js';
import { trackIdleConnections } from './idle-connections.js';
import { addMetrics, type Scrape } from './metrics.js';
import { operationSignal } from './operation-signal.js';
import { wantsHtml } from './page.js';
import { createPersistedRequests, namesDocument, type PersistedRequestsOptions } from './persisted-requests.js';
import { addProbes, type ProbesOptions } from './probes.js';
import { extensionIssue, isOn } from './request-extensions.js';
import { addSecurity } from './security.js';
import type { TestDevice } from './start-page.js';
import { statusFor } from './status-codes.js';

/** What an operation is opened with. */
export interface OperationRequest {
  readonly requestId: string;
  readonly caller: Caller;
  readonly refresh: boolean;
  /** Whether to say what it would cost instead of answering it. */
  readonly explain: boolean;
  readonly signal: AbortSignal;
  readonly hasLeft: () => boolean;
  /** What is executed instead of a query; undefined where the request brings one. */
  readonly persistedDocument: string | undefined;
}

export interface HttpServerOptions extends ProbesOptions, ExportOptions {
  readonly server: ApolloServer<OperationContext>;
  /** Does the work of one operation; others may watch. */
  readonly inOperation: <T>(headers: IncomingHttpHeaders, work: () => Promise<T>) => Promise<T>;
  /** Called for every request that never became an operation. */
  readonly refused: (code: FailureCode) => void;
  /** What /metrics answers; undefined where it lies elsewhere. */
  readonly metrics: Scrape | undefined;
  readonly identify: Identify;
  /** Whether callers may have what is held read again. */
  readonly allowRefresh: boolean;
  /** Drops what is known of a device. Throws BAD_USER_INPUT. */
  readonly forget: ForgetDevice;
  /** ADMIN_TOKEN: who brings it may do that from anywhere; without one only this machine may. */
  readonly adminToken: string | undefined;
  /** Whether browsers are met by the start page and the explorer. */
  readonly explorer: boolean;
  /** Devices of the emulator that are worth a look; empty before a real upstream. */
  readonly testDevices: readonly TestDevice[];
  readonly now: () => number;
  /** The public schema; undefined where it is not public. */
  readonly sdl: string | undefined;
  /** Whether no more than what is under way is to be answered, each connection for the last time. */
  readonly draining: () => boolean;
  /** The operations of a manifest, and whether nothing else is answered. */
  readonly persisted: PersistedRequestsOptions;
  /** Bytes. */
  readonly bodyLimit: number;
  /** The origins whose pages may ask. */
  readonly corsOrigins: readonly string[];
  readonly newId: () => string;
  readonly log: FastifyBaseLogger;
}

export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit,
    clientErrorHandler: refuseConnection,
    frameworkErrors: refuseUrl,
    // Whoever came before the last moment is answered, and asked to reconnect.
    return503OnClosing: false,
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? options.newId(),
  });
  const letGo = trackIdleConnections(app.server);
  app.decorate('refused', options.refused);
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onSend', async (_request, reply) => {
    if (options.draining()) reply.header('connection', 'close');
  });
  // What callers have sent already is read first: a connection whose request still lies in the kernel looks idle, and would be reset.
  app.addHook('preClose', async () => {
    for (let turn = 0; turn < TURNS_TO_READ; turn++) await setImmediate();
    letGo();
  });
  addSecurity(app, options.corsOrigins);
  continueWhenExpected(app, options.bodyLimit);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error, bodyOf(request, options.bodyLimit));
    if (refusal.status >= 500) options.log.error({ err: error, requestId: request.id }, 'request failed');
    return sendRefusal(request, reply, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(request, reply, {
      status: 404,
      code: 'BAD_REQUEST',
      message: `There is nothing at ${request.method} ${pathOf(request)}. ${routesOf(options)}`,
    }),
  );
  const authentication = createAuthentication(options.identify);
  addGraphql(app, options, authentication);
  // Trusted documents are all that is answered where PERSISTED_ONLY is on.
  if (!options.persisted.only) addExport(app, options, authentication);
  addDocuments(app, options.sdl);
  if (options.explorer) addPages(app, options);
  addProbes(app, options);
  if (options.metrics) addMetrics(app, options.metrics);
  addAdmin(app, options);
  return app;
}

/** A few would do for an idle server; a busy one accepts and reads in many. */
const TURNS_TO_READ = 50;

const routesOf = ({ sdl, metrics, persisted }: HttpServerOptions): string =>
  `There are POST ${GRAPHQL_PATH}, and GET ${persisted.only ? '' : '/export/sessions.csv, /export/sessions.ndjson, '}${sdl === undefined ? '' : '/schema.graphql, '}${metrics ? '/metrics, ' : ''}/errors, /livez and /readyz.`;

const bodyOf = ({ headers }: FastifyRequest, limit: number) => ({ bytes: headers['content-length'], limit });

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '/';

/** A caller may bring its own id, as long as it is fit to be printed in a log: no sign that is not plain, and nothing that may be a device. */
const readRequestId = (given: unknown): string | undefined =>
  typeof given === 'string' && /^(?!.*\d{14})[\w.:-]{1,128}$/.test(given) ? given : undefined;

function addGraphql(app: FastifyInstance, options: HttpServerOptions, { ask, callerOf }: Authentication): void {
  const { server, openOperation, inOperation, operationTimeout, allowRefresh, quotaOf } = options;
  const { admit, documentOf } = createPersistedRequests(options.persisted);
  const handle = fastifyApolloHandler(server, {
    context: async (request, reply) =>
      openOperation({
        requestId: request.id,
        caller: callerOf(request) ?? NOBODY,
        refresh: isOn('refresh', request.body),
        explain: isOn('explain', request.body),
        signal: operationSignal(reply.raw, operationTimeout),
        hasLeft: () => reply.raw.destroyed,
        persistedDocument: documentOf(request),
      }),
  });
  app.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    onRequest: options.explorer ? [explorerFor(options), ask] : ask,
    preHandler: async (request) => {
      const issue = extensionIssue(request.body, request.query, allowRefresh);
      if (issue) throw badInput(issue);
      admit(request);
    },
    handler: (request, reply) => inOperation(request.headers, async () => handle.call(app, request, reply)),
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const caller = callerOf(request);
    if (caller) reply.headers(quotaOf(caller));
    if (documentOf(request) !== undefined) reply.header('vary', varyOf(reply));
    if (reply.statusCode < 400 || !isGraphql(request) || !isRefusal(payload)) return payload;
    reply.code(statusFor(reply.statusCode, String(reply.getHeader('content-type')), payload));
    return payload.includes('"requestId"') ? payload : stampRefusal(payload, request.id);
  });
}

/** A browser that opens the endpoint is no API client, so it needs no credentials. */
const explorerFor = ({ now, testDevices }: HttpServerOptions): onRequestAsyncHookHandler => {
  return async (request, reply) =>
    request.method === 'GET' && wantsHtml(request.headers.accept) && !namesDocument(request)
      ? sendExplorer(reply, now(), testDevices)
      : undefined;
};

/** What an answer that may be kept depends on, beside its URL. */
const varyOf = (reply: FastifyReply): string =>
  [reply.getHeader('vary') ?? [], 'accept', 'authorization', 'x-api-key'].flat().join(', ');

const isRefusal = (payload: unknown): payload is string =>
  typeof payload === 'string' && payload.startsWith('{"errors"');
