// The front: GraphQL over HTTP, the schema and the catalogue as documents, and what a supervisor asks. It knows no sessions.
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { OperationContext } from '../graphql/context.js';
import { catalogueJson, cataloguePage } from './catalogue.js';
import { patienceFor } from './patience.js';
import { GRAPHQL_PATH, isGraphql, refusalOf, sendRefusal, stampRefusal } from './problems.js';

export interface FrontOptions {
  readonly server: ApolloServer<OperationContext>;
  readonly openOperation: (requestId: string, signal: AbortSignal) => OperationContext;
  /** The public schema. */
  readonly sdl: string;
  /** Why the service cannot take requests; undefined when it can. */
  readonly unready: () => Promise<string | undefined>;
  readonly operationTimeout: number;
  readonly newId: () => string;
  readonly log: FastifyBaseLogger;
}

const BODY_LIMIT = 100 * 1024;

export function createFront(options: FrontOptions): FastifyInstance {
  const front = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? options.newId(),
  });
  front.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  front.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) options.log.error({ err: error, requestId: request.id }, 'request failed');
    return sendRefusal(request, reply, refusal);
  });
  front.setNotFoundHandler((request, reply) =>
    sendRefusal(request, reply, {
      status: 404,
      code: 'BAD_REQUEST',
      message: `There is nothing at ${request.method} ${pathOf(request)}. ${ROUTES}`,
    }),
  );
  addGraphql(front, options);
  addDocuments(front, options.sdl);
  addProbes(front, options.unready);
  return front;
}

const ROUTES = `There are POST ${GRAPHQL_PATH}, and GET /schema.graphql, /errors, /livez and /readyz.`;

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '/';

/** A caller may bring its own id, as long as it is fit to be printed in a log. */
const readRequestId = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : undefined;

function addGraphql(front: FastifyInstance, { server, openOperation, operationTimeout }: FrontOptions): void {
  front.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    handler: fastifyApolloHandler(server, {
      context: async (request, reply) => openOperation(request.id, patienceFor(reply.raw, operationTimeout)),
    }),
  });
  front.addHook('onSend', async (request, reply, payload) =>
    reply.statusCode >= 400 && isGraphql(request) && isUnstamped(payload) ? stampRefusal(payload, request.id) : payload,
  );
}

const isUnstamped = (payload: unknown): payload is string =>
  typeof payload === 'string' && payload.startsWith('{"errors"') && !payload.includes('"requestId"');

function addDocuments(front: FastifyInstance, sdl: string): void {
  front.get('/schema.graphql', (_request, reply) => reply.type('application/graphql; charset=utf-8').send(sdl));
  front.get('/errors', (request, reply) =>
    (request.headers.accept ?? '').includes('text/html')
      ? reply.header('vary', 'accept').type('text/html; charset=utf-8').send(cataloguePage())
      : reply.header('vary', 'accept').type('application/json; charset=utf-8').send(catalogueJson()),
  );
}

/** /livez: the process runs. /readyz: it can take requests; where it cannot, it says why. */
function addProbes(front: FastifyInstance, unready: FrontOptions['unready']): void {
  front.get('/livez', () => ({ status: 'alive' }));
  front.get('/readyz', async (_request, reply) => {
    const reason = await unready();
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', reason });
  });
}
