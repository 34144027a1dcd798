// What is sent for each token, what is read from the answers, and which of them count as refusals.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import type { UpstreamResponse } from '../../src/thingspace/failures.js';
import { createLogin } from '../../src/thingspace/login.js';
import type { Request } from '../../src/thingspace/transport.js';
import { answer, fault, HTML, page } from '../support/answers.js';
import { never } from '../support/fetch.js';
import { SECRETS } from '../support/pipeline.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const CLOSING = never();

/** A login that hears one answer; `said` lists what was asked of the guard and sent. */
function stage(heard: UpstreamResponse | Error, admit: () => Promise<void> = async () => {}) {
  const said: string[] = [];
  const sent: [Request, AbortSignal][] = [];
  const note = async (word: string) => {
    said.push(word);
  };
  const guard = {
    admit: () => note('admit').then(admit),
    refused: () => note('refused'),
    accepted: () => note('accepted'),
    trouble: async () => undefined,
  };
  const send = async (request: Request, signal: AbortSignal) => {
    said.push('send');
    sent.push([request, signal]);
    if (heard instanceof Error) throw heard;
    return heard;
  };
  return { said, sent, login: createLogin({ send, credentials: SECRETS, guard, now: () => NOW, signal: CLOSING }) };
}
const bearerOf = (body: unknown) => stage(answer(200, body)).login.bearer();
const both = [
  ['bearer', (login: ReturnType<typeof createLogin>) => login.bearer()],
  ['session', (login: ReturnType<typeof createLogin>) => login.session('a-bearer')],
] as const;

describe('the bearer', () => {
  test('is asked for with the client id and secret, in a form', async () => {
    const { login, sent, said } = stage(answer(200, { access_token: 'b', expires_in: 3_600 }));
    expect(await login.bearer()).toEqual({ value: 'b', life: 3_570_000 });
    const headers = {
      authorization: 'Basic YS1jbGllbnQ6YS1jbGllbnQtc2VjcmV0',
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const body = 'grant_type=client_credentials';
    expect(sent).toEqual([[{ path: '/api/ts/v1/oauth2/token', headers, body }, CLOSING]]);
    expect(said).toEqual(['admit', 'send']);
  });

  test.each<[string, unknown, number]>([
    ['until half a minute before its end', 31, 1_000],
    ['to its very end within the last half minute', 30, 30_000],
    ['to its very end at its last second', 1, 1_000],
    ['half a minute where its end is not told', undefined, 30_000],
    ['half a minute where its end is no number', '3600', 30_000],
    ['half a minute where its end has passed', 0, 30_000],
  ])('is held %s', async (_, seconds, life) => {
    expect(await bearerOf({ access_token: 'b', expires_in: seconds })).toEqual({ value: 'b', life });
  });
});

describe('the session', () => {
  test('is asked for with the bearer and the user, and its coming clears the guard', async () => {
    const { login, sent, said } = stage(answer(200, { sessionToken: 's', expiresIn: 7 }));
    expect(await login.session('a-bearer')).toEqual({ value: 's', life: 15 * 60_000 });
    const headers = {
      authorization: 'Bearer a-bearer',
      'content-type': 'application/json',
      accept: 'application/json',
    };
    const body = '{"username":"a-user","password":"a-password"}';
    expect(sent).toEqual([[{ path: '/api/m2m/v1/session/login', headers, body }, CLOSING]]);
    expect(said).toEqual(['admit', 'send', 'accepted']);
  });

  test('is asked for again where the login found the bearer stale', async () => {
    const { login } = stage(answer(401, fault('900901')));
    await expect(login.session('b')).rejects.toMatchObject({ code: 'UPSTREAM_ACCESS_DENIED', transient: true });
  });
});

describe.each(both)('a login for the %s', (_, ask) => {
  test.each<[string, UpstreamResponse]>([
    ['401 in any words', answer(401)],
    ['400 of the token endpoint', answer(400, { error: 'invalid_client', error_description: 'No' })],
    ['403 of the page', answer(403, page('No'))],
  ])('that is refused counts: %s', async (_case, heard) => {
    const { login, said } = stage(heard);
    await expect(ask(login)).rejects.toMatchObject({ code: 'UPSTREAM_ACCESS_DENIED', transient: false });
    expect(said).toEqual(['admit', 'send', 'refused']);
  });

  test.each<[string, UpstreamResponse | Error, string]>([
    ['500', answer(500, page('No')), 'UPSTREAM_UNAVAILABLE'],
    ['502 in HTML', answer(502, HTML), 'UPSTREAM_UNAVAILABLE'],
    ['429', answer(429), 'UPSTREAM_RATE_LIMITED'],
    ['a fault of the gateway', answer(401, fault('900901')), 'UPSTREAM_ACCESS_DENIED'],
    ['no such address', answer(404, HTML), 'UPSTREAM_MISCONFIGURED'],
    ['a timeout', new Failure('UPSTREAM_TIMEOUT', 'Late'), 'UPSTREAM_TIMEOUT'],
    ['no connection', new Failure('UPSTREAM_UNAVAILABLE', 'Gone'), 'UPSTREAM_UNAVAILABLE'],
    ['200 that is not JSON', answer(200, HTML), 'UPSTREAM_MALFORMED'],
    ['200 that is null', answer(200, 'null'), 'UPSTREAM_MALFORMED'],
    ['200 without a token', answer(200, {}), 'UPSTREAM_MALFORMED'],
    ['200 with an empty token', answer(200, { access_token: '', sessionToken: '' }), 'UPSTREAM_MALFORMED'],
    ['200 with a token that is no text', answer(200, { access_token: 7, sessionToken: 7 }), 'UPSTREAM_MALFORMED'],
  ])('that goes wrong otherwise does not count: %s', async (_case, heard, code) => {
    const { login, said } = stage(heard);
    await expect(ask(login)).rejects.toMatchObject({ code });
    expect(said).toEqual(['admit', 'send']);
  });

  test('sends nothing where the guard says no', async () => {
    const no = new Failure('UPSTREAM_ACCESS_DENIED', 'Latched');
    const { login, said } = stage(answer(200), async () => {
      throw no;
    });
    await expect(ask(login)).rejects.toBe(no);
    expect(said).toEqual(['admit']);
  });

  test('keeps the time after which a rate limit lets us ask again', async () => {
    const { login } = stage({ ...answer(429), headers: { 'retry-after': '7' } });
    await expect(ask(login)).rejects.toMatchObject({ details: { retryAfterMs: 7_000, upstream: { status: 429 } } });
  });

  test.each([400, 401, 500, 200])('does not repeat what the upstream says of what was sent: %i', async (status) => {
    const { login } = stage(answer(status, page('a-password of a-user', 'a-client-secret')));
    const failure = await ask(login).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    const { message, details } = failure as Failure;
    expect(JSON.stringify([message, details])).not.toMatch(/a-password|a-user|a-client/);
  });
});
