import { describe, expect, test } from '@jest/globals';
import { cards } from '../../src/emulator/cards.js';
import { answerControl, isLoopback } from '../../src/emulator/control.js';
import { startEmulator } from '../../src/emulator/server.js';
import { emulatorDefaults } from '../../src/emulator/settings.js';
import { createWorld } from '../../src/emulator/world.js';
import { askLogin, askToken, emulators, field, NOW, send } from './emulator.fixture.js';

const start = emulators();

const change = (url: string, body: string) => send(`${url}/__switches`, { method: 'PATCH', body });

describe('the switches', () => {
  test('are all shown, and a change merges into them at once', async () => {
    const { url, emulator, caller } = await start();
    const { body: before } = await send(`${url}/__switches`);
    expect(before).toMatchObject({ edge: 'start', faults: [], seed: 1, latency: { maxMs: 0 } });
    const { status, body } = await change(url, '{"edge":"overlap","faults":"unavailable:1:1","latency":0}');
    expect(status).toBe(200);
    expect(body).toEqual({
      ...Object(before),
      edge: 'overlap',
      faults: [{ fault: 'unavailable', share: 1, times: 1 }],
    });
    expect(emulator.switches.get()).toEqual(body);
    expect((await caller.ask()).status).toBe(503);
  });

  test('complain of everything that cannot be read, by name, and then change nothing', async () => {
    const { url, emulator } = await start();
    const before = emulator.switches.get();
    const bad = {
      shuffle: true,
      edge: 'middle',
      seed: -1,
      nothing: 1,
      faults: [{ fault: 'hang', share: 2 }],
      latency: 'slow',
    };
    const { status, body } = await change(url, JSON.stringify(bad));
    const issues: unknown = field(body, 'complaints');
    expect(status).toBe(400);
    expect(issues).toEqual(
      expect.arrayContaining([
        'edge: got "middle", wanted one of start, overlap, contained',
        'seed: got -1, wanted a whole number from 0 to 4294967295',
        expect.stringMatching(/^nothing: is no switch, wanted one of edge, /),
        expect.stringMatching(/^faults\.0\.fault: got "hang"/),
        expect.stringMatching(/^faults\.0\.share: got 2/),
        expect.stringMatching(/^latency: got "slow", wanted none, thingspace, /),
      ]),
    );
    expect(issues).toHaveLength(6);
    expect(emulator.switches.get()).toEqual(before);
  });

  test.each(['[]', 'x', '', '7'])('refuse a body of %j', async (body) => {
    const { url } = await start();
    expect((await change(url, body)).status).toBe(400);
  });

  test('throw in the process what they complain of over HTTP', async () => {
    const { emulator } = await start();
    expect(() => emulator.switches.set({ seed: 1.5 })).toThrow('seed: got 1.5, wanted a whole number');
    await expect(start({ rowCap: -1 })).rejects.toThrow('rowCap: got -1');
  });

  test('of one emulator are not those of another', async () => {
    const [one, other] = [await start(), await start()];
    one.emulator.switches.set({ faults: 'unavailable' });
    expect((await other.caller.ask()).status).toBe(200);
    expect(other.emulator.calls.count('report')).toBe(1);
    expect(one.emulator.calls.count('report')).toBe(0);
  });
});

describe('the other paths under /__', () => {
  test('list the cards and the faults', async () => {
    const { url } = await start();
    const listed = (await send(`${url}/__cards`)).body;
    expect(listed).toHaveLength(cards.length);
    expect(listed).toContainEqual({
      imei: '990000000000404',
      name: 'inactive',
      description: 'Documented 404: Device inactive',
      expect: 'failure',
    });
    expect((await send(`${url}/__faults`)).body).toContainEqual({
      name: 'tokenDown',
      route: 'token',
      description: expect.any(String),
    });
  });

  test.each([
    ['bearer', 401],
    ['session', 400],
  ])('expire the %s tokens at once', async (which, status) => {
    const { url, caller } = await start();
    expect((await caller.ask()).status).toBe(200);
    expect((await send(`${url}/__tokens/expire`, { method: 'POST', body: JSON.stringify({ which }) })).status).toBe(
      200,
    );
    expect((await caller.ask()).status).toBe(status);
    expect(field((await askToken(url)).body, 'access_token') === caller.bearer).toBe(which === 'session');
  });

  test('refuse to expire what they do not know', async () => {
    const { url } = await start();
    const { status, body } = await send(`${url}/__tokens/expire`, { method: 'POST', body: '{"which":"all"}' });
    expect([status, body]).toEqual([400, { complaints: ['which: got "all", wanted bearer or session'] }]);
  });

  test('unlock a locked user', async () => {
    const { url, caller } = await start();
    for (let i = 0; i < 5; i += 1) await askLogin(url, caller.bearer, 'user', 'wrong-password');
    expect((await askLogin(url, caller.bearer)).status).toBe(401);
    expect((await send(`${url}/__unlock`, { method: 'POST' })).status).toBe(200);
    expect((await askLogin(url, caller.bearer)).status).toBe(200);
  });

  test('say what there is when a path or method is not known', async () => {
    const { url } = await start();
    for (const path of ['/__', '/__call', '/__unlock', '/__toString']) {
      const { status, text } = await send(url + path);
      expect(status).toBe(404);
      expect(text).toContain('GET /__calls');
    }
  });

  test('are not logged, and no fault strikes them', async () => {
    const { url, emulator } = await start({ latency: 0, faults: [{ fault: 'reset', route: 'unknown' }] });
    expect((await send(`${url}/__cards`)).status).toBe(200);
    expect(emulator.calls.count('unknown')).toBe(0);
  });

  test('are closed to callers from elsewhere', () => {
    const world = createWorld(emulatorDefaults, () => NOW);
    const from = (address: string) =>
      answerControl({ method: 'GET', path: '/__calls', query: new URLSearchParams(), body: '', from: address }, world);
    expect(from('10.0.0.1').status).toBe(403);
    expect(from('127.0.0.1').status).toBe(200);
  });

  test.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['1127.0.0.1', false],
    ['fe80::1', false],
    [undefined, false],
  ])('take a caller at %s for one of this machine: %s', (address, isOwn) => {
    expect(isLoopback(address)).toBe(isOwn);
  });
});

describe('an emulator', () => {
  test('ends open sockets when it closes and gives its port free, which it alone had until then', async () => {
    const { emulator, caller } = await start({ faults: 'hangBeforeHeaders' });
    const port = Number(new URL(emulator.url).port);
    const asked = expect(caller.ask()).rejects.toThrow('fetch failed');
    await emulator.calls.until(({ fault }) => fault !== undefined);
    await expect(startEmulator({ port, now: () => NOW })).rejects.toThrow('EADDRINUSE');
    await emulator.close();
    await asked;
    const next = await startEmulator({ port, now: () => NOW });
    expect(next.url).toBe(emulator.url);
    await next.close();
  });
});
