// What callers with signed tokens get over HTTP while the issuer's keys change or cannot be had.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { at, CLAIMS, lasting, MINUTE, type SigningKey, setOf, sign, signingKey } from '../auth/jwt.fixture.js';
import { NOON, openPipeline, type Pipeline } from '../support/pipeline.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** An issuer on loopback: it publishes what it is told, and nothing but 503 once it is told nothing. */
async function openIssuer() {
  let published: readonly SigningKey[] = [];
  const server: Server = createServer((_request, response) => {
    response.writeHead(published.length > 0 ? 200 : 503).end(JSON.stringify(setOf(...published)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => new Promise((closed) => server.close(closed)));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    publish: (...keys: readonly SigningKey[]) => {
      published = keys;
    },
  };
}

async function open(jwksUrl: string): Promise<Pipeline> {
  const environment = { AUTH: 'jwt', JWT_ISSUER: CLAIMS.iss, JWT_AUDIENCE: CLAIMS.aud, JWT_JWKS_URL: jwksUrl };
  const pipeline = await openPipeline({ environment });
  closing.push(() => pipeline.close());
  return pipeline;
}

async function ask({ url }: Pipeline, token: string) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ device(imei: "353000000000017") { accountNumber } }' }),
  });
  const { data, errors } = (await answer.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string; retryable: boolean } }[];
  };
  return { status: answer.status, data, error: errors?.[0], retryAfter: answer.headers.get('retry-after') };
}

describe('a token', () => {
  test('that is good lets its bearer ask about the account it lists', async () => {
    const issuer = await openIssuer();
    const { key, token } = await lasting('one');
    issuer.publish(key);
    const { status, data } = await ask(await open(issuer.url), token);
    expect([status, data]).toEqual([200, { device: { accountNumber: CLAIMS.accounts[0] } }]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['expired', { exp: at(NOON - MINUTE) }, /expired at 2026-11-22T11:59:00/],
    ['not valid yet', { nbf: at(NOON + MINUTE) }, /not valid before 2026-11-22T12:01:00/],
    ['for another audience', { aud: 'mail' }, /another audience/],
    ['of another issuer', { iss: 'https://evil.example.com/' }, /another issuer/],
  ])('that is %s is 401, and says why', async (_, claims, reason) => {
    const issuer = await openIssuer();
    const key = await signingKey('RS256');
    issuer.publish(key);
    const { status, data, error } = await ask(await open(issuer.url), await sign(key, claims));
    expect([status, data, error?.extensions.code]).toEqual([401, undefined, 'UNAUTHENTICATED']);
    expect(error?.message).toMatch(reason);
  });

  test('signed with a new key is taken once the issuer publishes it, and one of the old key no longer', async () => {
    const issuer = await openIssuer();
    const [old, young] = [await lasting('old'), await lasting('young')];
    issuer.publish(old.key);
    const pipeline = await open(issuer.url);
    expect((await ask(pipeline, old.token)).status).toBe(200);
    issuer.publish(young.key);
    pipeline.clock.now += MINUTE;
    expect((await ask(pipeline, young.token)).status).toBe(200);
    expect((await ask(pipeline, old.token)).status).toBe(401);
  });

  test('that cannot be checked, since the issuer is down, is 503 and may come again', async () => {
    const issuer = await openIssuer();
    const { token } = await lasting('one');
    const { status, error, retryAfter } = await ask(await open(issuer.url), token);
    expect([status, retryAfter, error?.extensions]).toEqual([
      503,
      '10',
      expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR', retryable: true }),
    ]);
  });

  test('goes on being good while the issuer is down for an hour', async () => {
    const issuer = await openIssuer();
    const { key, token } = await lasting('one');
    issuer.publish(key);
    const pipeline = await open(issuer.url);
    await ask(pipeline, token);
    issuer.publish();
    for (let minute = 0; minute < 60; minute += 15) {
      pipeline.clock.now += 15 * MINUTE;
      expect((await ask(pipeline, token)).status).toBe(200);
    }
  });
});
