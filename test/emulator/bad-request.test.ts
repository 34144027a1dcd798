import { describe, expect, test } from '@jest/globals';
import { ACCOUNT, emulators, field, IMEI, PATHS, send } from './emulator.fixture.js';

const start = emulators();

describe('a bad request', () => {
  const imei = IMEI;
  const accountNumber = ACCOUNT;
  test.each([
    ['{"imei":"353000000000017"}', 'accountNumber: got nothing'],
    [JSON.stringify({ accountNumber: 7, imei }), 'accountNumber: got 7'],
    [JSON.stringify({ accountNumber: '', imei }), 'accountNumber: got ""'],
    [JSON.stringify({ accountNumber }), 'imei: got nothing, wanted a string of 15 digits'],
    [JSON.stringify({ accountNumber, imei: '35300000000001' }), 'imei: got "35300000000001"'],
    [JSON.stringify({ accountNumber, imei: 353000000000017 }), 'imei: got 353000000000017'],
    [JSON.stringify({ accountNumber, imei, startDate: 'yesterday' }), 'startDate: got "yesterday"'],
    [JSON.stringify({ accountNumber, imei, startDate: '2025-02-30' }), 'startDate: got "2025-02-30"'],
    [JSON.stringify({ accountNumber, imei, endDate: '2025-02-01T10:00:00' }), 'endDate: got "2025-02-01T10:00:00"'],
    [JSON.stringify({ accountNumber, imei, endDate: null }), 'endDate: got null'],
    [JSON.stringify({ accountNumber, imei, endDate: '2025-02-01T10:00:00+25:00' }), 'endDate: got'],
    [
      JSON.stringify({ accountNumber, imei, startDate: '2025-02-02', endDate: '2025-02-01' }),
      'startDate: got "2025-02-02"',
    ],
    [JSON.stringify({ accountNumber, imei, durationLow: 2, durationHigh: 1 }), 'durationLow: got 2'],
    [JSON.stringify({ accountNumber, imei, durationLow: -1 }), 'durationLow: got -1'],
    [JSON.stringify({ accountNumber, imei, durationHigh: 1.5 }), 'durationHigh: got 1.5'],
    [JSON.stringify({ accountNumber, imei, durationHigh: '5' }), 'durationHigh: got "5"'],
    ['[]', 'body: got'],
    ['null', 'body: got'],
    ['{', 'body: got'],
    ['', 'body: got'],
  ])('%s is refused with INVALID_PARAMETER and "%s"', async (text, message) => {
    const { caller } = await start();
    const { status, body } = await caller.post(text);
    expect(status).toBe(400);
    expect(field(body, 'errorCode')).toBe('INVALID_PARAMETER');
    expect(field(body, 'errorMessage')).toMatch(new RegExp(`^${message.replace(/[[\]"+.]/g, '\\$&')}`));
  });

  test('names every parameter at fault at once', async () => {
    const { caller } = await start();
    const message = String(field((await caller.post('{"startDate":1,"durationLow":-1}')).body, 'errorMessage'));
    expect(message.match(/\w+(?=: got)/g)).toEqual(['accountNumber', 'imei', 'startDate', 'durationLow']);
  });

  test('of more than 100 kB is answered 413 in JSON, and the connection stays good', async () => {
    const { caller } = await start();
    const { status, body } = await caller.post(' '.repeat(100_001));
    expect(status).toBe(413);
    expect(field(body, 'errorCode')).toBe('INVALID_PARAMETER');
    expect((await caller.ask()).status).toBe(200);
  });

  test('to a path that does not exist is answered 404 with fault 900906', async () => {
    const { url } = await start();
    const { status, body } = await send(`${url}/api/hyper-precise/v1/report/session`, { method: 'POST' });
    expect(status).toBe(404);
    expect(field(field(body, 'fault'), 'code')).toBe('900906');
  });

  test.each(Object.values(PATHS))('with GET to %s is answered 405 in JSON', async (path) => {
    const { url } = await start();
    const { status, headers, body } = await send(url + path);
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(field(body, 'fault')).toBeDefined();
  });

  test('is refused for its tokens before its parameters are looked at', async () => {
    const { caller } = await start();
    expect((await caller.post('{', { headers: {} })).status).toBe(401);
  });
});
