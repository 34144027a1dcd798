// What is told of a POST that got no answer, or that nobody waits for any more, against a server of its own.
import type { RequestListener, ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import { never, promised } from '../support/fetch.js';
import { half, headersRead, REQUEST, transports } from './transport.fixture.js';

const { open, endTime, timers } = transports();

/** A transport whose answer is begun and never ended: `reached` when our side stands still, `closed` when its connection is gone. */
async function openUntil(begin: (response: ServerResponse) => unknown) {
  const [begun, closed] = [promised<void>(), promised<void>()];
  const read = begin === half ? headersRead() : begun.promise;
  const { send } = await open((request, response) => {
    request.socket.on('close', () => closed.resolve());
    begin(response);
    begun.resolve();
  });
  return { send, reached: read, closed: closed.promise };
}

describe('no answer', () => {
  /** All that a failure says, which is never what we sent. */
  const failureOf = async (sent: Promise<unknown>): Promise<Failure> => {
    const failure = await sent.catch((error: unknown) => error);
    if (!(failure instanceof Failure)) throw new Error(`not a Failure: ${failure}`);
    const told = [failure.message, failure.stack, failure.cause, JSON.stringify(failure.details)].join(' ');
    expect(told).not.toMatch(/a-secret-token|authorization|127\.0\.0\.1|"imei"/i);
    return failure;
  };

  test('since the connection is refused is UPSTREAM_UNAVAILABLE', async () => {
    const { send, closeServer } = await open(() => {});
    await closeServer();
    const { code, message, transient } = await failureOf(send(REQUEST, never()));
    expect([code, transient]).toEqual(['UPSTREAM_UNAVAILABLE', true]);
    expect(message).toMatch(/^The upstream could not be reached \(.+\)\.$/);
  });

  test.each<[string, RequestListener]>([
    ['is closed', (request) => request.socket.destroy()],
    ['is reset', (request) => request.socket.resetAndDestroy()],
    ['speaks no HTTP', (request) => request.socket.end('no HTTP at all\r\n\r\n')],
  ])('since the connection %s before the headers is UPSTREAM_UNAVAILABLE', async (_, answer) => {
    const { send } = await open(answer);
    const { code, message, transient } = await failureOf(send(REQUEST, never()));
    expect([code, transient]).toEqual(['UPSTREAM_UNAVAILABLE', true]);
    expect(message).toMatch(/^The upstream could not be reached \(.+\)\.$/);
  });

  test.each([200, 500])('to its end is UPSTREAM_MALFORMED, and worth another attempt: %i', async (status) => {
    const { send } = await open((_, response) => {
      response.writeHead(status, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    });
    const { code, message, transient } = await failureOf(send(REQUEST, never()));
    expect([code, transient]).toEqual(['UPSTREAM_MALFORMED', true]);
    expect(message).toMatch(/^The upstream's answer was cut short \(.+\)\.$/);
  });

  test.each([
    ['waiting for headers', () => {}],
    ['reading the body', half],
  ])('in time is UPSTREAM_TIMEOUT and says in which phase: %s', async (phase, begin) => {
    const { send, reached } = await openUntil(begin);
    const sent = failureOf(send(REQUEST, never()));
    await reached;
    endTime();
    const { code, message } = await sent;
    expect(code).toBe('UPSTREAM_TIMEOUT');
    expect(message).toBe(`The upstream did not answer within 35000 ms (${phase}).`);
    expect(timers).toEqual([35_000]);
  });
});

describe('a caller who leaves', () => {
  const REASON = new Error('Left');

  test.each([
    ['before the headers', () => {}],
    ['within the body', half],
  ])('%s is told the reason, and the connection is closed', async (_, begin) => {
    const { send, reached, closed } = await openUntil(begin);
    const left = new AbortController();
    const outcome = expect(send(REQUEST, left.signal)).rejects.toBe(REASON);
    await reached;
    left.abort(REASON);
    await outcome;
    await closed;
  });

  test('before asking sends nothing', async () => {
    let requests = 0;
    const { send } = await open(() => {
      requests += 1;
    });
    await expect(send(REQUEST, AbortSignal.abort(REASON))).rejects.toBe(REASON);
    expect(requests).toBe(0);
  });
});

describe('a transport that is closed', () => {
  test('ends what is under way, and sends no more', async () => {
    const begun = promised<void>();
    const { send, close } = await open(() => begun.resolve());
    const outcome = expect(send(REQUEST, never())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await begun.promise;
    await close();
    await outcome;
    await expect(send(REQUEST, never())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});
