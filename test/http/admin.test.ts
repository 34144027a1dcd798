// Who may have the history of a device dropped, over HTTP: somebody at this machine, and nobody's page; or who has the token.
import { afterEach, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

const IMEI = '990000000000001';
const TOKEN = 'an-admin-token-of-its-own';
let pipeline: Pipeline;
afterEach(() => pipeline.close());

async function forget(headers: Record<string, string>, imei = IMEI) {
  const {
    statusCode,
    body,
    headers: answered,
  } = await request(`${pipeline.url}/history/${imei}`, { method: 'DELETE', headers });
  const text = await body.text();
  return { status: statusCode, body: text === '' ? undefined : JSON.parse(text), answered };
}

describe('without ADMIN_TOKEN', () => {
  test('somebody at this machine may', async () => {
    pipeline = await openPipeline();
    expect((await forget({})).status).toBe(204);
    expect((await forget({ host: `localhost:${new URL(pipeline.url).port}` })).status).toBe(204);
  });

  test.each<[string, Record<string, string>]>([
    ['under another name of this machine', { host: 'evil.com' }],
    ['under a name that begins like a loopback address', { host: '127.0.0.1.evil.com' }],
    ['from a page', { origin: 'http://evil.com' }],
    ['from a page of this machine', { origin: 'http://localhost:3000' }],
    ['from a page that hides where it is', { origin: 'null' }],
    ['from a page that sends no origin', { 'sec-fetch-site': 'cross-site' }],
    ['through a proxy', { 'x-forwarded-for': '127.0.0.1' }],
  ])('nobody may %s', async (_, headers) => {
    pipeline = await openPipeline();
    const { status, body } = await forget(headers);
    expect([status, body]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN', status: 403 })]);
  });
});

describe('with ADMIN_TOKEN', () => {
  test('whoever brings it may, under whatever name and from wherever', async () => {
    pipeline = await openPipeline({ environment: { ADMIN_TOKEN: TOKEN } });
    const authorization = `Bearer ${TOKEN}`;
    expect((await forget({ authorization })).status).toBe(204);
    expect((await forget({ authorization, host: 'api.example.com', 'x-forwarded-for': '10.0.0.1' })).status).toBe(204);
    expect((await forget({ authorization }, '12')).body).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test.each([{}, { authorization: 'Bearer x' }, { authorization: TOKEN }, { authorization: `Bearer ${TOKEN}x` }])(
    'nobody else may, not even at this machine: %p',
    async (headers) => {
      pipeline = await openPipeline({ environment: { ADMIN_TOKEN: TOKEN } });
      const { status, body, answered } = await forget(headers);
      expect([status, body.code, answered['www-authenticate']]).toEqual([401, 'UNAUTHENTICATED', 'Bearer']);
    },
  );
});
