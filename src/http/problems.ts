// Failures of requests that never become a GraphQL operation: as GraphQL errors on /graphql, as RFC 9457 problems elsewhere. It knows no resolver.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { FAILURES, Failure, type FailureCode } from '../errors.js';

export const GRAPHQL_PATH = '/graphql';

/** What the front tells of a request that it could not take, or of a fault of its own. */
export interface Refusal {
  readonly status: number;
  readonly code: FailureCode;
  readonly message: string;
}

/** Fastify's own errors carry the status; anything without a 4xx is a fault of ours and is masked. */
export function refusalOf(error: FastifyError | Failure): Refusal {
  if (error instanceof Failure)
    return { status: FAILURES[error.code].status, code: error.code, message: error.message };
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500)
    return { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
  return { status, code: 'BAD_REQUEST', message: WORDS[error.code] ?? error.message };
}

const WORDS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON; wanted an object such as {"query": "{ __typename }"}.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty; wanted a JSON object such as {"query": "{ __typename }"}.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The content type is not one that is taken here; wanted application/json.',
};

export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, code, message }: Refusal,
): FastifyReply {
  const { category, retryable } = FAILURES[code];
  const extensions = { code, category, retryable, requestId: request.id };
  if (isGraphql(request)) {
    return reply
      .code(status)
      .type('application/json; charset=utf-8')
      .send({ errors: [{ message, extensions }] });
  }
  const problem = { type: `/errors#${code}`, title: FAILURES[code].meaning, status, detail: message, ...extensions };
  return reply.code(status).type('application/problem+json').send(problem);
}

export const isGraphql = ({ url }: FastifyRequest): boolean => url.split('?', 1)[0] === GRAPHQL_PATH;

/**
 * Apollo Server refuses some requests before an operation, and so a requestId, exists; their bodies are small and get it here.
 * The stamp of an operation's own errors is put on by the GraphQL server.
 */
export function stampRefusal(payload: string, requestId: string): string {
  const body = JSON.parse(payload) as { errors?: { extensions?: Record<string, unknown> }[] };
  const errors = body.errors?.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
  return JSON.stringify({ ...body, ...(errors && { errors }) });
}
