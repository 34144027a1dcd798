// Error responses of requests that never become an operation: GraphQL errors on /graphql, RFC 9457 problems elsewhere.
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { FAILURES, Failure, type FailureCode, type FailureDetails } from '../errors.js';

export const GRAPHQL_PATH = '/graphql';

declare module 'fastify' {
  interface FastifyInstance {
    /** Called for every request that never became an operation. */
    refused(code: FailureCode): void;
  }
}

/** What the front tells of a request that it could not take, or of a fault of its own. */
export interface Refusal {
  readonly status: number;
  readonly code: FailureCode;
  readonly message: string;
  readonly details?: FailureDetails;
}

/** The body of a request as it was announced, and what may come. Bytes. */
export interface Body {
  readonly bytes: string | undefined;
  readonly limit: number;
}

/** Fastify's own errors carry the status; anything without a 4xx is a fault of ours and is masked. */
export function refusalOf(error: FastifyError | Failure, body: Body): Refusal {
  if (error instanceof Failure)
    return { status: FAILURES[error.code].status, code: error.code, message: error.message, details: error.details };
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500)
    return { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
  const message = status === 413 ? tooLarge(body) : (WORDS[error.code] ?? error.message);
  return { status, code: 'BAD_REQUEST', message };
}

const tooLarge = ({ bytes = 'more', limit }: Body): string =>
  `The body is too large: got ${bytes} bytes, wanted at most ${limit} (MAX_BODY_KB ${limit / 1024}).`;

const WORDS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON; wanted an object such as {"query": "{ __typename }"}.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty; wanted a JSON object such as {"query": "{ __typename }"}.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The content type is not one that is taken here; wanted application/json.',
};

export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, code, message, details }: Refusal,
): FastifyReply {
  request.server.refused(code);
  const { category, retryable } = FAILURES[code];
  const extensions = { code, category, retryable, ...details, requestId: request.id };
  if (isGraphql(request)) {
    return reply
      .code(status)
      .type('application/json; charset=utf-8')
      .send({ errors: [{ message, extensions }] });
  }
  const problem = { type: `/errors#${code}`, title: FAILURES[code].meaning, status, detail: message, ...extensions };
  return reply.code(status).type('application/problem+json').send(problem);
}

/** What is not even HTTP, or whose headers are too large or too slow: there is no request, so the bytes are written by hand. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, reason] = CONNECTION_ERRORS[error.code ?? ''] ?? [400, 'Bad Request'];
  const { category, retryable, meaning: title } = FAILURES.BAD_REQUEST;
  const detail = 'The bytes that came are not a request of HTTP/1.1, or its headers are too large or too slow.';
  const type = '/errors#BAD_REQUEST';
  const body = JSON.stringify({ type, title, status, detail, code: 'BAD_REQUEST', category, retryable });
  const length = Buffer.byteLength(body);
  const headers = `content-type: application/problem+json\r\ncontent-length: ${length}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${headers}\r\n\r\n${body}`);
}

/** A path that cannot be decoded reaches no route and no hook. */
export function refuseUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  const isPath = error.code === 'FST_ERR_BAD_URL';
  const message = isPath ? 'The path of the URL cannot be decoded; wanted percent-encoded UTF-8.' : error.message;
  sendRefusal(request, reply, { status: error.statusCode ?? 400, code: 'BAD_REQUEST', message });
}

const CONNECTION_ERRORS: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

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
