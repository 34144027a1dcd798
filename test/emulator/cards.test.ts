import { describe, expect, test } from '@jest/globals';
import { cards } from '../../src/emulator/cards.js';
import { DAY, emulators, field, type Heard, iso, NOW, recordedPause } from './emulator.fixture.js';

const start = emulators();

const imei = (lastThree: number): string => `990000000000${lastThree}`;
const ask = async (lastThree: number, fields: object = {}): Promise<Heard> =>
  (await start()).caller.ask({ imei: imei(lastThree), ...fields });
const sessionsOf = async (lastThree: number, fields: object = {}) =>
  (await start()).caller.sessions({ imei: imei(lastThree), ...fields });

describe('the cards', () => {
  test('have IMEIs of 15 digits and names, each once', () => {
    expect(cards.filter((card) => !/^990000000000\d{3}$/.test(card.imei))).toEqual([]);
    expect(new Set(cards.map((card) => card.imei)).size).toBe(cards.length);
    expect(new Set(cards.map((card) => card.name)).size).toBe(cards.length);
  });

  test.each([
    [400, 400, '{"errorCode":"INVALID_PARAMETER","errorMessage":"Device Not Found, Request will be queued"}'],
    [
      401,
      401,
      '{"errorCode":"INVALID_ACCESS","errorMessage":"The access policy denied the resource operation for this user"}',
    ],
    [403, 403, '{"errorCode":"INVALID_PARAMETER","errorMessage":"Device Not Certified"}'],
    [404, 404, '{"errorCode":"INVALID_PARAMETER","errorMessage":"Device inactive"}'],
    [409, 409, '{"errorCode":"INVALID_PARAMETER","errorMessage":"Service Not Purchased"}'],
    [500, 500, '{"errorCode":"INTERNAL_ERROR","errorMessage":"Device is active in several accounts"}'],
  ])('…%i is the documented failure %i, byte for byte', async (card, status, text) => {
    expect(await ask(card)).toMatchObject({ status, text });
  });

  test('…420 is a 400 with a text that no page has', async () => {
    const { status, body } = await ask(420);
    expect([status, field(body, 'errorCode')]).toEqual([400, 'INVALID_PARAMETER']);
    expect(field(body, 'errorMessage')).not.toMatch(/device/i);
  });

  test('…429 is throttled by the gateway, with Retry-After in seconds', async () => {
    const { status, headers, body } = await ask(429);
    expect([status, headers.get('retry-after'), field(field(body, 'fault'), 'code')]).toEqual([429, '2', '900800']);
  });

  test.each([
    [501, 500, 'application/json', /unexpected/],
    [502, 502, 'text/html', /<html>/],
    [503, 503, 'application/json', /errorCode/],
    [504, 504, 'text/plain', /^$/],
    [256, 200, 'text/html', /<html>/],
    [257, 200, 'application/json', /^$/],
  ])('…%i answers %i with a body of %s', async (card, status, type, text) => {
    const heard = await ask(card);
    expect([heard.status, heard.headers.get('content-type')]).toEqual([status, type]);
    expect(heard.text).toMatch(text);
  });

  test('…201, …202 and …203 have no sessions: empty, absent and null', async () => {
    expect(field((await ask(201)).body, 'sessions')).toEqual([]);
    expect(Object.keys(Object((await ask(202)).body))).toEqual(['id', 'txid']);
    expect(field((await ask(203)).body, 'sessions')).toBeNull();
  });

  test('…204 has sessions and a txid of null', async () => {
    const { body } = await ask(204);
    expect(field(body, 'txid')).toBeNull();
    expect(field(body, 'sessions')).not.toEqual([]);
  });

  test.each([
    [205, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-05:00$/],
    [206, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})? \+0000 UTC$/],
    [207, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/],
  ])('…%i writes its times in a style of its own, within the window', async (card, style) => {
    const from = NOW - 2 * DAY;
    const sessions = await sessionsOf(card, { startDate: iso(from) });
    expect(sessions.length).toBeGreaterThan(50);
    expect(sessions.filter(({ startTime }) => !style.test(startTime))).toEqual([]);
    const moments = sessions.map(({ startTime }) => Date.parse(card === 207 ? `${startTime}Z` : startTime));
    expect(moments.every((moment) => moment >= from && moment <= NOW)).toBe(true);
  });

  test('…208 has one open session at every moment, and it is the last', async () => {
    const { caller, clock } = await start({ bearerLifetimeSeconds: 9_999_999, sessionIdleSeconds: 9_999_999 });
    const midnight = Date.UTC(2025, 5, 12);
    for (const now of [NOW, midnight - 1, midnight, midnight + 1]) {
      clock.now = now;
      const ends = (await caller.sessions({ imei: imei(208) })).map(({ endTime }) => endTime);
      expect(ends.indexOf(undefined)).toBe(ends.length - 1);
    }
  });

  test('…209 has a session on the first of each month that never ended', async () => {
    const open = (await sessionsOf(209)).filter(({ endTime }) => endTime === undefined);
    const old = open.filter(({ startTime }) => startTime < iso(NOW - 2 * DAY));
    expect(old.map(({ startTime }) => startTime.slice(0, 10))).toEqual([
      '2025-01-01',
      '2025-02-01',
      '2025-03-01',
      '2025-04-01',
      '2025-05-01',
      '2025-06-01',
    ]);
  });

  test('…210 has a row without numBytes among others that have them', async () => {
    const withBytes = (await sessionsOf(210)).map((session) => 'numBytes' in session);
    expect(withBytes.filter((has) => !has)).toHaveLength(1);
    expect(withBytes.length).toBeGreaterThan(100);
  });

  test('…211 adds up to about 23 GB in 180 days, far beyond 2^31', async () => {
    const total = (await sessionsOf(211)).reduce((sum, { numBytes }) => sum + numBytes, 0);
    expect(total).toBeGreaterThan(21e9);
    expect(total).toBeLessThan(25e9);
  });

  test('…212 has about 50 sessions a day and …213 has 52,000 in 180 days', async () => {
    expect(Math.round((await sessionsOf(212)).length / 1000)).toBe(9);
    expect(Math.round((await sessionsOf(213)).length / 1000)).toBe(52);
  });

  test.each([
    [250, (row: object) => !('startTime' in row)],
    [251, (row: object) => String(field(row, 'endTime')) < String(field(row, 'startTime'))],
    [252, (row: object) => Number.isNaN(Date.parse(String(field(row, 'startTime'))))],
    [253, (row: object) => typeof field(row, 'numBytes') === 'string'],
    [254, (row: object) => Number(field(row, 'numBytes')) < 0],
    [255, (row: object) => Number(field(row, 'numBytes')) > Number.MAX_SAFE_INTEGER],
  ])('…%i has exactly one damaged row, in any window', async (card, isDamaged) => {
    for (const startDate of [iso(NOW - 100 * DAY), iso(NOW)]) {
      expect((await sessionsOf(card, { startDate })).filter(isDamaged)).toHaveLength(1);
    }
  });

  test('…531 is an ordinary report after 31 seconds', async () => {
    const { sleep, waited } = recordedPause();
    const { caller } = await start({ sleep });
    expect((await caller.sessions({ imei: imei(531) })).length).toBeGreaterThan(0);
    expect(waited).toEqual([31_000]);
  });

  test('…597 resets the connection and …599 cuts the body', async () => {
    await expect(ask(597)).rejects.toThrow('fetch failed');
    await expect(ask(599)).rejects.toThrow('terminated');
  });

  test('…598 never answers', async () => {
    const { emulator, caller } = await start();
    const leave = new AbortController();
    const asked = caller.ask({ imei: imei(598) }, { signal: leave.signal });
    await emulator.calls.until(({ fault }) => fault === 'hangBeforeHeaders');
    leave.abort();
    await expect(asked).rejects.toThrow('aborted');
  });

  test('answer only callers with both tokens and readable parameters', async () => {
    const { caller } = await start();
    expect((await caller.ask({ imei: imei(409) }, { headers: {} })).status).toBe(401);
    expect((await caller.ask({ imei: imei(409), startDate: 'x' })).status).toBe(400);
  });

  test('answer also where rows were given, unless the rows know their IMEI', async () => {
    const rows = (device: string) => (device === imei(409) ? [] : undefined);
    const { caller } = await start({ rows });
    expect((await caller.ask({ imei: imei(403) })).status).toBe(403);
    expect((await caller.ask({ imei: imei(409) })).status).toBe(200);
  });
});
