// What becomes of the answer to one POST, against a server of its own.
import { describe, expect, test } from '@jest/globals';
import { never } from '../support/fetch.js';
import { REQUEST, textOf, transports } from './transport.fixture.js';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const { open } = transports();

describe('an answer', () => {
  test('comes with its status, headers and text, to just what was asked', async () => {
    const heard: unknown[] = [];
    const { send } = await open(async (request, response) => {
      const { method, url, headers } = request;
      heard.push(method, url, headers.authorization, await textOf(request));
      response.writeHead(429, { 'Retry-After': '7' }).write('Zu sch');
      response.end('nell');
    });
    const { status, headers, text } = await send(REQUEST, never());
    expect([status, headers['retry-after'], text]).toEqual([429, '7', 'Zu schnell']);
    expect(heard).toEqual(['POST', REQUEST.path, REQUEST.headers.authorization, REQUEST.body]);
  });

  test.each([200, 500])('is whole where a character lies across two pieces: %i', async (status) => {
    const { send } = await open((_, response) => {
      response.writeHead(status);
      response.write(Buffer.of(0xc3), () => setImmediate(() => response.end(Buffer.of(0xbc))));
    });
    expect((await send(REQUEST, never())).text).toBe('ü');
  });

  test.each([
    ['a report of 16 MiB', 200, 16 * MEBIBYTE, 16 * MEBIBYTE],
    ['an error of 64 KiB', 503, 64 * KIBIBYTE, 64 * KIBIBYTE],
    ['an error beyond that, without its words', 503, 64 * KIBIBYTE + 1, 0],
    ['an error of many MiB, without its words', 404, 8 * MEBIBYTE, 0],
  ])('is survived: %s', async (_, status, sent, kept) => {
    const { send } = await open((_request, response) => response.writeHead(status).end('x'.repeat(sent)));
    const answer = await send(REQUEST, never());
    expect([answer.status, answer.text.length]).toEqual([status, kept]);
  });

  test('of 200 beyond 16 MiB is UPSTREAM_MALFORMED, and is not asked for again', async () => {
    const { send } = await open((_, response) => response.end('x'.repeat(16 * MEBIBYTE + 1)));
    await expect(send(REQUEST, never())).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: "The upstream's answer is not a session report: it is larger than 16 MiB.",
      transient: false,
    });
  });

  test('without end beyond the bound is not waited for', async () => {
    const { send } = await open((_, response) => response.writeHead(500).write('x'.repeat(MEBIBYTE)));
    expect(await send(REQUEST, never())).toMatchObject({ status: 500, text: '' });
  });
});
