import { describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../src/emulator/server.js';
import {
  ACCOUNT,
  askLogin,
  askToken,
  BASIC,
  codeOf,
  emulators,
  field,
  IMEI,
  NOW,
  PATHS,
  send,
  signIn,
} from './emulator.fixture.js';

const start = emulators();

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;
const revoke = (url: string, token: string) =>
  send(url + PATHS.revoke, { method: 'POST', headers: { authorization: BASIC }, body: `token=${token}` });
const logout = (url: string, headers: Record<string, string>) => send(url + PATHS.logout, { method: 'POST', headers });

describe('the bearer token', () => {
  test('is the same for an hour from its first issue, with expires_in counting down, and then a new one', async () => {
    const { url, clock } = await start();
    const first = await askToken(url);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: expect.any(String) });
    clock.now += 3_590_000;
    const again = (await askToken(url)).body;
    expect(again).toMatchObject({ access_token: field(first.body, 'access_token'), expires_in: 10 });
    clock.now += 10_000;
    const next = (await askToken(url)).body;
    expect(field(next, 'access_token')).not.toBe(field(first.body, 'access_token'));
    expect(field(next, 'expires_in')).toBe(3600);
  });

  test('is refused with fault 900901 from the moment it expires', async () => {
    const { caller, clock } = await start({ sessionIdleSeconds: 9999 });
    clock.now += 3_599_999;
    expect((await caller.ask()).status).toBe(200);
    clock.now += 1;
    const { status, body } = await caller.ask();
    expect([status, codeOf(body)]).toEqual([401, '900901']);
  });

  test('that is missing is fault 900902, and one that was never issued is fault 900901', async () => {
    const { caller } = await start();
    const session = { 'VZ-M2M-Token': caller.session };
    const missing = await caller.ask({}, { headers: session });
    expect([missing.status, codeOf(missing.body)]).toEqual([401, '900902']);
    const wrong = await caller.ask({}, { headers: { ...session, authorization: 'Bearer nonsense' } });
    expect([wrong.status, codeOf(wrong.body)]).toEqual([401, '900901']);
  });

  test('and the session token of an earlier run are not given again by a later one', async () => {
    const { caller } = await start();
    const later = await startEmulator({ now: () => NOW + 1 });
    const next = await signIn(later.url);
    expect([next.bearer === caller.bearer, next.session === caller.session]).toEqual([false, false]);
    expect((await next.ask({}, { headers: caller.headers })).status).toBe(401);
    await later.close();
  });

  test('that expires in one emulator lives on in another', async () => {
    const [one, other] = [await start(), await start()];
    other.emulator.expire('bearer');
    expect((await one.caller.ask()).status).toBe(200);
    expect((await other.caller.ask()).status).toBe(401);
  });

  test('need not be shown for a report when it is not enforced', async () => {
    const { caller } = await start({ bearerEnforced: false });
    expect((await caller.ask({}, { headers: { 'VZ-M2M-Token': caller.session } })).status).toBe(200);
  });

  test('that was revoked comes back in a header without a body; it is dead and the next one is new', async () => {
    const { url, caller } = await start();
    const revoked = await revoke(url, caller.bearer);
    expect([revoked.status, revoked.text, revoked.headers.get('revokedaccesstoken')]).toEqual([200, '', caller.bearer]);
    expect((await caller.ask()).status).toBe(401);
    expect(field((await askToken(url)).body, 'access_token')).not.toBe(caller.bearer);
  });

  test.each([
    [basic('key:wrong-secret'), 'grant_type=client_credentials', 401, 'invalid_client'],
    [basic('key:'), 'grant_type=client_credentials', 401, 'invalid_client'],
    [basic('no colon'), 'grant_type=client_credentials', 401, 'invalid_client'],
    ['', 'grant_type=client_credentials', 401, 'invalid_client'],
    [BASIC, '', 400, 'invalid_request'],
    [BASIC, 'grant_type=password', 400, 'unsupported_grant_type'],
  ])('is not given for %j and %j: %i %s', async (authorization, form, status, error) => {
    const { url } = await start();
    const heard = await askToken(url, authorization, form);
    expect(heard.status).toBe(status);
    expect(heard.body).toEqual({ error, error_description: expect.any(String) });
  });
});

describe('the session token', () => {
  test('lives 20 minutes after its last use, and each use begins them anew', async () => {
    const { caller, clock } = await start({ bearerLifetimeSeconds: 99_999 });
    for (let use = 0; use < 3; use += 1) {
      clock.now += 20 * 60_000;
      expect((await caller.ask()).status).toBe(200);
    }
  });

  test('is expired a millisecond later, and stays so', async () => {
    const { caller, clock } = await start({ bearerLifetimeSeconds: 99_999 });
    clock.now += 20 * 60_000 + 1;
    for (let use = 0; use < 2; use += 1) {
      const { status, body } = await caller.ask();
      expect([status, codeOf(body)]).toEqual([400, 'UnifiedWebService.REQUEST_FAILED.SessionToken.Expired']);
    }
  });

  const shapes = [
    ['uws', 'expired', 400, 'UnifiedWebService.REQUEST_FAILED.SessionToken.Expired'],
    ['uws', 'missing', 400, 'UnifiedWebService.REQUEST_FAILED.SessionToken.Format'],
    ['uws', 'unknown', 400, 'UnifiedWebService.INPUT_INVALID.SessionToken.Invalid'],
    ['access', 'expired', 401, 'INVALID_ACCESS'],
    ['access', 'missing', 401, 'INVALID_ACCESS'],
    ['access', 'unknown', 401, 'INVALID_ACCESS'],
    ['fault', 'expired', 401, '900901'],
    ['fault', 'missing', 401, '900901'],
    ['fault', 'unknown', 401, '900901'],
  ] as const;
  test.each(shapes)('is refused in the shape "%s" when %s: %i %s', async (sessionShape, trouble, status, code) => {
    const { emulator, caller } = await start({ sessionShape });
    if (trouble === 'expired') emulator.expire('session');
    const token = { expired: caller.session, missing: '', unknown: '00000000-0000-4000-a000-000000000000' }[trouble];
    const { authorization } = caller.headers;
    const heard = await caller.ask(
      {},
      { headers: { authorization, ...(token === '' ? {} : { 'vz-m2m-token': token }) } },
    );
    expect([heard.status, codeOf(heard.body)]).toEqual([status, code]);
  });

  test('outlives a renewal of the bearer', async () => {
    const { url, emulator, caller } = await start();
    emulator.expire('bearer');
    const bearer = field((await askToken(url)).body, 'access_token');
    expect(bearer).not.toBe(caller.bearer);
    const headers = { ...caller.headers, authorization: `Bearer ${bearer}` };
    expect((await caller.ask({}, { headers })).status).toBe(200);
  });

  test.each([
    [true, 400],
    [false, 200],
  ])(
    'after another login of the same user, with oneSessionPerUser %s, is answered %i',
    async (oneSessionPerUser, status) => {
      const { url, caller } = await start({ oneSessionPerUser });
      expect((await askLogin(url, caller.bearer, 'somebody else')).status).toBe(200);
      expect((await caller.ask()).status).toBe(200);
      expect((await askLogin(url, caller.bearer)).status).toBe(200);
      expect((await caller.ask()).status).toBe(status);
    },
  );

  test('comes back from a logout and is unknown from then on', async () => {
    const { url, caller } = await start();
    const heard = await logout(url, caller.headers);
    expect([heard.status, heard.body]).toEqual([200, { sessionToken: caller.session }]);
    expect(codeOf((await caller.ask()).body)).toMatch(/SessionToken\.Invalid$/);
    expect((await logout(url, caller.headers)).status).toBe(400);
  });

  test('is matched by header name without regard to case', async () => {
    const { url, caller } = await start();
    const headers = { authorization: caller.headers.authorization, 'vZ-m2M-tOKEN': caller.session };
    const body = JSON.stringify({ accountNumber: ACCOUNT, imei: IMEI });
    expect((await send(url + PATHS.report, { method: 'POST', headers, body })).status).toBe(200);
  });
});
