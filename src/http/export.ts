// GET /export/sessions.csv and .ndjson: the sessions of devices as a file.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller.js';
import { Failure, isFailureCode } from '../errors.js';
import type { OperationContext } from '../graphql/context.js';
import type { Observe } from '../graphql/plugins/operation-events.js';
import { type Authentication, NOBODY } from './authentication.js';
import { operationSignal } from './operation-signal.js';
import type { OperationRequest } from './server.js';

/** Throws a Failure where there is nothing to export. */
export type ExportSessions = (
  format: 'csv' | 'ndjson',
  search: Readonly<Record<string, unknown>>,
  context: OperationContext,
) => Promise<{ readonly mediaType: string; readonly pieces: Iterable<Buffer> }>;

export interface ExportOptions {
  readonly exportSessions: ExportSessions;
  readonly openOperation: (request: OperationRequest) => OperationContext;
  readonly observe: Observe;
  readonly elapsed: () => number;
  readonly quotaOf: (caller: Caller) => Readonly<Record<string, string>>;
  /** For reading, and not for the download. */
  readonly operationTimeout: number;
  readonly csrfPrevention: boolean;
}

export function addExport(app: FastifyInstance, options: ExportOptions, { ask, callerOf }: Authentication): void {
  for (const format of ['csv', 'ndjson'] as const)
    app.get<{ Querystring: Record<string, unknown> }>(
      `/export/sessions.${format}`,
      { onRequest: ask, exposeHeadRoute: false },
      async (request, reply) => {
        if (options.csrfPrevention && request.headers['sec-fetch-site'] === 'cross-site') throw crossSite();
        const caller = callerOf(request) ?? NOBODY;
        const context = options.openOperation(operationOf(request, reply, caller, options.operationTimeout));
        const { mediaType, pieces } = await observed(options, context, () =>
          options.exportSessions(format, request.query, context),
        );
        return reply
          .headers(options.quotaOf(caller))
          .header('cache-control', 'no-store')
          .header('content-disposition', `attachment; filename="sessions.${format}"`)
          .type(mediaType)
          .send(Readable.from(pieces, { objectMode: false }));
      },
    );
}

const operationOf = (
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  timeout: number,
): OperationRequest => ({
  requestId: request.id,
  caller,
  refresh: false,
  explain: false,
  signal: operationSignal(reply.raw, timeout),
  hasLeft: () => reply.raw.destroyed,
  persistedDocument: undefined,
});

/** An export is an operation to logs and metrics, from the request to its first byte. */
async function observed<T>(
  { observe, elapsed }: ExportOptions,
  { requestId, caller, cost, hasLeft }: OperationContext,
  work: () => Promise<T>,
): Promise<T> {
  const began = elapsed();
  const end = (code: Parameters<Observe>[0]['code']) =>
    observe({
      requestId,
      caller: caller.name,
      name: 'ExportSessions',
      type: 'query',
      ms: elapsed() - began,
      cost,
      code: hasLeft() ? 'CALLER_LEFT' : code,
    });
  try {
    const result = await work();
    end('OK');
    return result;
  } catch (error) {
    end(error instanceof Failure && isFailureCode(error.code) ? error.code : 'INTERNAL_SERVER_ERROR');
    throw error;
  }
}

/** A foreign page could spend the calls of whoever opens it. */
const crossSite = (): Failure =>
  new Failure('FORBIDDEN', 'Sec-Fetch-Site: got cross-site, wanted a link of this site, or CSRF_PREVENTION=off.');
