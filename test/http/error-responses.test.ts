// How requests that never became an operation are refused, on /graphql and elsewhere.
import { describe, expect, test } from '@jest/globals';
import fastify, { type FastifyError } from 'fastify';
import { type Refusal, refusalOf, sendRefusal, stampRefusal } from '../../src/http/error-responses.js';

const thrown = (message: string, code: string, statusCode?: number): FastifyError =>
  Object.assign(new Error(message), { name: 'FastifyError', code, ...(statusCode !== undefined && { statusCode }) });

const BODY = { bytes: '2048', limit: 1_024 };

async function sent(url: string, refusal: Refusal) {
  const withCallAccounting: string[] = [];
  const server = fastify({ genReqId: () => 'r-1' })
    .decorate('refused', (code: string) => void withCallAccounting.push(code))
    .all('*', (request, reply) => sendRefusal(request, reply, refusal));
  const origin = await server.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(`${origin}${url}`, { method: 'POST' });
  const body: unknown = await answer.json();
  await server.close();
  return { status: answer.status, type: answer.headers.get('content-type'), body, withCallAccounting };
}

describe('a refusal', () => {
  test.each([
    ['FST_ERR_CTP_INVALID_JSON_BODY', 400, 'The body is not JSON'],
    ['FST_ERR_CTP_EMPTY_JSON_BODY', 400, 'The body is empty'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 'wanted application/json'],
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'got 2048 bytes, wanted at most 1024 (MAX_BODY_KB 1)'],
  ])('of %s keeps its status %d and has words for it', (code, status, words) => {
    expect(refusalOf(thrown('as Fastify says it', code, status), BODY)).toEqual({
      status,
      code: 'BAD_REQUEST',
      message: expect.stringContaining(words),
    });
  });

  test.each([undefined, 200, 399, 500, 503])('for a fault of ours is masked, whatever its status: %s', (status) => {
    const masked = { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
    expect(refusalOf(thrown('secret', 'X', status), BODY)).toEqual(masked);
  });

  const refusal: Refusal = { status: 429, code: 'RATE_LIMITED', message: 'Too often.' };
  const extensions = { code: 'RATE_LIMITED', category: 'LIMIT', retryable: true, requestId: 'r-1' };

  test.each(['/graphql', '/graphql?query=x'])('on %s is a GraphQL error', async (url) => {
    expect(await sent(url, refusal)).toEqual({
      status: 429,
      type: 'application/json; charset=utf-8',
      body: { errors: [{ message: 'Too often.', extensions }] },
      withCallAccounting: ['RATE_LIMITED'],
    });
  });

  test.each(['/', '/graphqlx', '/x/graphql'])('on %s is an RFC 9457 problem', async (url) => {
    const { status, type, body } = await sent(url, refusal);
    expect(status).toBe(429);
    expect(type).toMatch(/^application\/problem\+json(;|$)/);
    expect(body).toEqual({
      type: '/errors#RATE_LIMITED',
      title: 'The caller has used up its share of upstream calls.',
      status: 429,
      detail: 'Too often.',
      ...extensions,
    });
  });

  test('of Apollo Server gets its requestId, beside what it says', () => {
    const payload = { errors: [{ message: 'a', extensions: { code: 'X' } }, { message: 'b' }], data: null };
    const errors = [
      { message: 'a', extensions: { code: 'X', requestId: 'r-1' } },
      { message: 'b', extensions: { requestId: 'r-1' } },
    ];
    expect(JSON.parse(stampRefusal(JSON.stringify(payload), 'r-1'))).toEqual({ errors, data: null });
    expect(stampRefusal('{"data":{}}', 'r-1')).toBe('{"data":{}}');
  });
});
