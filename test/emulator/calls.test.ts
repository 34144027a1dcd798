import { describe, expect, test } from '@jest/globals';
import { createCallLog } from '../../src/emulator/calls.js';
import { ACCOUNT, emulators, IMEI, iso, NOW, send } from './emulator.fixture.js';

const start = emulators();

describe('the call log', () => {
  test('tells of each call its number, time, route, status, length and what was asked, and no secret', async () => {
    const { url, emulator, caller, clock } = await start();
    clock.now += 1000;
    await caller.ask({ startDate: '2025-06-01', endDate: '2025-06-02' });
    await caller.ask({ imei: 'bad' });
    await send(`${url}/nowhere`);
    const { body, text } = await send(`${url}/__calls`);
    const at = iso(NOW + 1000);
    expect(body).toEqual([
      { n: 1, at: iso(NOW), route: 'token', status: 200, ms: 0 },
      { n: 2, at: iso(NOW), route: 'login', status: 200, ms: 0 },
      {
        n: 3,
        at,
        route: 'report',
        status: 200,
        ms: 0,
        imei: IMEI,
        accountNumber: ACCOUNT,
        startDate: '2025-06-01',
        endDate: '2025-06-02',
      },
      { n: 4, at, route: 'report', status: 400, ms: 0, imei: 'bad', accountNumber: ACCOUNT },
      { n: 5, at, route: 'unknown', status: 404, ms: 0 },
    ]);
    expect(emulator.calls.list()).toEqual(body);
    for (const secret of [caller.bearer, caller.session, 'right']) expect(text).not.toContain(secret);
  });

  test('measures how long an answer took by the clock of the process', async () => {
    const { clock, emulator, caller } = await start();
    emulator.switches.set({ faults: 'hangInBody' });
    const leave = new AbortController();
    const response = await caller.open(leave.signal);
    clock.now += 700;
    leave.abort();
    await expect(response.text()).rejects.toThrow();
    const call = await emulator.calls.until(({ closedByCaller }) => closedByCaller !== undefined);
    expect([call.at, call.closedByCaller]).toEqual([iso(NOW), iso(NOW + 700)]);
  });

  test('is filtered by route, counted, and emptied, while the numbers go on', async () => {
    const { url, emulator, caller } = await start();
    await caller.ask();
    expect((await send(`${url}/__calls?route=login`)).body).toEqual([expect.objectContaining({ route: 'login' })]);
    expect((await send(`${url}/__calls?route=reports`)).status).toBe(400);
    expect((await send(`${url}/__calls/count`)).body).toMatchObject({
      total: 3,
      report: 1,
      token: 1,
      login: 1,
      logout: 0,
    });
    expect((await send(`${url}/__calls`, { method: 'DELETE' })).status).toBe(200);
    expect([emulator.calls.list(), emulator.calls.count()]).toEqual([[], 0]);
    await caller.ask();
    expect(emulator.calls.list().map(({ n }) => n)).toEqual([4]);
  });

  test('keeps the newest calls only, but counts them all', async () => {
    const { emulator, caller } = await start({ callsKept: 2 });
    for (let i = 0; i < 4; i += 1) await caller.ask();
    expect(emulator.calls.list().map(({ n }) => n)).toEqual([5, 6]);
    expect([emulator.calls.count('report'), emulator.calls.count()]).toEqual([4, 6]);
  });
});

describe('a call that has left the log', () => {
  test('takes what becomes of it along, and leaves the call in its place alone', () => {
    const calls = createCallLog(1);
    const gone = calls.open('report', NOW, {});
    const kept = calls.open('login', NOW, {});
    calls.note(gone, { status: 500 });
    expect(calls.list()).toEqual([expect.objectContaining({ n: kept, route: 'login', status: null })]);
  });
});
