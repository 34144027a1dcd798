import { describe, expect, test } from '@jest/globals';
import type { FaultRuleInput } from '../../src/emulator/fault-rules.js';
import { askLogin, askToken, codeOf, emulators, field, NOW, recordedPause } from './emulator.fixture.js';

const start = emulators();

const withFault = (fault: FaultRuleInput['fault'], rule: Partial<FaultRuleInput> = {}) =>
  start({ faults: [{ fault, ...rule }] });

describe('a fault rule', () => {
  test('strikes its share of the calls, the same ones in every run', async () => {
    const statuses = async () => {
      const { caller } = await withFault('serverError', { share: 0.5 });
      const heard = [];
      for (let i = 0; i < 20; i += 1) heard.push((await caller.ask()).status);
      return heard;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await statuses()).toEqual(first);
  });

  test('ends after so many times, and begins anew when the faults are set anew', async () => {
    const { emulator, caller } = await withFault('unavailable', { times: 2 });
    const statuses = async () =>
      [await caller.ask(), await caller.ask(), await caller.ask()].map(({ status }) => status);
    expect(await statuses()).toEqual([503, 503, 200]);
    emulator.switches.set({ shuffle: true });
    expect((await caller.ask()).status).toBe(200);
    emulator.switches.set({ faults: 'unavailable:1:2' });
    expect(await statuses()).toEqual([503, 503, 200]);
  });

  test('strikes only the device and the route that it names', async () => {
    const { url, emulator, caller } = await withFault('unavailable', { imei: '353000000000025' });
    expect((await caller.ask()).status).toBe(200);
    expect((await caller.ask({ imei: '353000000000025' })).status).toBe(503);
    emulator.switches.set({ faults: [{ fault: 'unavailable', route: 'token' }] });
    expect((await caller.ask()).status).toBe(200);
    expect((await askToken(url)).status).toBe(503);
  });

  test('comes before those that stand after it in the list', async () => {
    const { caller } = await start({ faults: 'badGateway:1:1,unavailable' });
    expect([await caller.ask(), await caller.ask()].map(({ status }) => status)).toEqual([502, 503]);
  });

  test('is named in the call log, and never struck when its share is 0', async () => {
    const { emulator, caller } = await start({ faults: 'reset:0,unavailable:1:1' });
    await caller.ask();
    await caller.ask();
    expect(emulator.calls.list('report').map(({ fault, status }) => [fault, status])).toEqual([
      ['unavailable', 503],
      [undefined, 200],
    ]);
  });
});

describe('the fault', () => {
  test.each([
    ['rateLimited', {}, '2'],
    ['rateLimited', { retryAfterSeconds: 7 }, '7'],
    ['rateLimitedDate', { retryAfterSeconds: 10 }, new Date(NOW + 10_000).toUTCString()],
    ['rateLimitedBare', {}, null],
  ] as const)('%s %j is a 429 of the gateway whose Retry-After is %s', async (fault, rule, retryAfter) => {
    const { caller } = await withFault(fault, rule);
    const { status, headers, body } = await caller.ask();
    expect([status, codeOf(body), headers.get('retry-after')]).toEqual([429, '900800', retryAfter]);
  });

  test.each([
    ['serverError', 500, /unexpected/],
    ['unavailable', 503, /errorCode/],
    ['badGateway', 502, /<html>/],
    ['gatewayTimeout', 504, /^$/],
    ['notJson', 200, /<html>/],
    ['emptyBody', 200, /^$/],
    ['accessDenied', 401, /INVALID_ACCESS/],
    ['wrongTypes', 200, /"numBytes":"\d+"/],
    ['negativeBytes', 200, /"numBytes":-1\b/],
    ['unsafeBytes', 200, /"numBytes":9007199254740994\b/],
  ] as const)('%s answers %i with %s', async (fault, status, text) => {
    const { caller } = await withFault(fault);
    const heard = await caller.ask();
    expect(heard.status).toBe(status);
    expect(heard.text).toMatch(text);
  });

  test.each(['hangBeforeHeaders', 'hangInBody'] as const)(
    '%s leaves the caller waiting until it closes its socket, and the log says when',
    async (fault) => {
      const { emulator, caller, clock } = await withFault(fault);
      const leave = new AbortController();
      const asked = caller.ask({}, { signal: leave.signal });
      await emulator.calls.until((call) => call.fault === fault);
      expect(emulator.calls.list('report')).toEqual([
        expect.not.objectContaining({ closedByCaller: expect.anything() }),
      ]);
      clock.now += 5000;
      leave.abort();
      await expect(asked).rejects.toThrow('aborted');
      const call = await emulator.calls.until(({ closedByCaller }) => closedByCaller !== undefined);
      expect(call).toMatchObject({ status: null, ms: null, closedByCaller: new Date(NOW + 5000).toISOString() });
    },
  );

  test('hangInBody sends status and headers first', async () => {
    const { caller } = await withFault('hangInBody');
    const leave = new AbortController();
    const response = await caller.open(leave.signal);
    expect(response.status).toBe(200);
    leave.abort();
    await expect(response.text()).rejects.toThrow('aborted');
  });

  test.each([
    ['cutInBody', 'terminated'],
    ['reset', 'fetch failed'],
  ] as const)('%s breaks the connection off, which is not the caller closing it', async (fault, message) => {
    const { emulator, caller } = await withFault(fault);
    await expect(caller.ask()).rejects.toThrow(message);
    expect(emulator.calls.list('report')).toEqual([expect.objectContaining({ fault, status: null, ms: null })]);
    expect(emulator.calls.list('report')).not.toEqual([expect.objectContaining({ closedByCaller: expect.anything() })]);
  });

  test.each(['slowDrip', 'oneByteChunks'] as const)('%s loses nothing of the report', async (fault) => {
    const { sleep, waited } = recordedPause();
    const { caller } = await start({ sleep, faults: [{ fault }] });
    const spoilt = await caller.ask({ imei: '990000000000208' });
    expect(spoilt.status).toBe(200);
    expect(field(spoilt.body, 'sessions')).toHaveLength(180);
    expect(waited).toEqual(fault === 'slowDrip' ? Array(19).fill(250) : []);
  });

  test('hugeBody streams more than 32 MB', async () => {
    const { caller } = await withFault('hugeBody');
    expect((await caller.ask()).text.length).toBeGreaterThan(32 * 1024 * 1024);
  });

  test.each([
    ['expireSession', 'uws', 400, 'UnifiedWebService.REQUEST_FAILED.SessionToken.Expired'],
    ['expireSession', 'access', 401, 'INVALID_ACCESS'],
    ['expireBearer', 'uws', 401, '900901'],
  ] as const)('%s refuses the token it expires, in the shape "%s"', async (fault, sessionShape, status, code) => {
    const { url, caller } = await start({ sessionShape, faults: [{ fault, times: 1 }] });
    const { status: heard, body } = await caller.ask();
    expect([heard, codeOf(body)]).toEqual([status, code]);
    const bearer = String(field((await askToken(url)).body, 'access_token'));
    const session = String(field((await askLogin(url, bearer)).body, 'sessionToken'));
    const headers = { authorization: `Bearer ${bearer}`, 'vz-m2m-token': session };
    expect((await caller.ask({}, { headers })).status).toBe(200);
  });

  test('loginRefused counts towards the lock, loginDown does not', async () => {
    const { url, emulator, caller } = await start();
    emulator.switches.set({ faults: 'loginDown:1:5' });
    for (let i = 0; i < 5; i += 1) expect((await askLogin(url, caller.bearer)).status).toBe(503);
    expect((await askLogin(url, caller.bearer)).status).toBe(200);
    emulator.switches.set({ faults: 'loginRefused:1:5' });
    for (let i = 0; i < 5; i += 1) expect((await askLogin(url, caller.bearer)).status).toBe(401);
    expect(codeOf((await askLogin(url, caller.bearer)).body)).toMatch(/UserLocked$/);
  });

  test('tokenDown strikes the token endpoint alone', async () => {
    const { url, emulator, caller } = await start();
    emulator.switches.set({ faults: 'tokenDown' });
    expect((await askToken(url)).status).toBe(503);
    expect((await caller.ask()).status).toBe(200);
  });
});
