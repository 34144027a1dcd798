import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Row } from '../../src/emulator/rows.js';
import { deviceFor, sessionsOfDay, sessionsOfDays } from '../../src/emulator/synthetic.js';
import { DAY, emulators, IMEI, iso, NOW } from './emulator.fixture.js';

const start = emulators();

const imeis = fc.stringMatching(/^[0-9]{15}$/);
const days = fc.integer({ min: 19_000, max: 22_000 });
const rhythmNames = fc.constantFrom('working', 'chatty', 'load', 'alwaysOn', 'unbroken');
const TODAY = Math.floor(NOW / DAY);
const perDay = (usageProfile: 'working' | 'chatty' | 'load' | 'alwaysOn'): number =>
  sessionsOfDays(deviceFor(1, IMEI, { usageProfile }), TODAY - 179, TODAY).length / 180;

describe('synthetic sessions', () => {
  test('are whole, ordered, start on their day, last 24 hours at most and never overlap, also across midnight', () => {
    fc.assert(
      fc.property(imeis, days, rhythmNames, (imei, day, usageProfile) => {
        const rows = sessionsOfDays(deviceFor(1, imei, { usageProfile }), day, day + 3);
        const isSound = ({ startTime, endTime, numBytes }: Row, i: number): boolean => {
          const length = (endTime ?? Number.NaN) - startTime;
          const isWhole = [startTime, length, numBytes].every(Number.isSafeInteger);
          return isWhole && length > 0 && length <= DAY && numBytes >= 0 && startTime >= (rows[i - 1]?.endTime ?? 0);
        };
        expect(rows.filter((row, i) => !isSound(row, i))).toEqual([]);
        const ofDay = sessionsOfDay(deviceFor(1, imei, { usageProfile }), day);
        expect(ofDay.filter((row) => Math.floor(row.startTime / DAY) !== day)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('of a day are the same whichever days are made with it', () => {
    fc.assert(
      fc.property(imeis, days, (imei, day) => {
        const device = deviceFor(1, imei);
        const alone = sessionsOfDay(device, day);
        const among = sessionsOfDays(device, day - 2, day + 2).filter((row) => Math.floor(row.startTime / DAY) === day);
        expect(alone).toEqual(among);
      }),
      { numRuns: 50 },
    );
  });

  test('differ from device to device, from day to day and from seed to seed', () => {
    const of = (seed: number, imei: string, day: number) =>
      sessionsOfDay(deviceFor(seed, imei, { usageProfile: 'chatty' }), day).map((row) => row.startTime % DAY);
    expect(of(1, IMEI, TODAY)).not.toEqual(of(1, '353000000000025', TODAY));
    expect(of(1, IMEI, TODAY)).not.toEqual(of(1, IMEI, TODAY + 1));
    expect(of(1, IMEI, TODAY)).not.toEqual(of(2, IMEI, TODAY));
  });

  test('come in the volumes of their rhythm', () => {
    expect(perDay('working')).toBeGreaterThan(1);
    expect(perDay('working')).toBeLessThan(6);
    expect(perDay('alwaysOn')).toBeGreaterThan(1);
    expect(perDay('alwaysOn')).toBeLessThan(3);
    expect(Math.round(perDay('chatty') / 10)).toBe(5);
    expect(Math.round(perDay('load') / 10)).toBe(29);
  });

  test('of a working device have drops, empty days and sessions across midnight', () => {
    const device = deviceFor(1, IMEI, { usageProfile: 'working' });
    const rows = sessionsOfDays(device, TODAY - 179, TODAY).map(
      ({ startTime, endTime }) => [startTime, endTime ?? 0] as const,
    );
    const busy = new Set(rows.map(([from]) => Math.floor(from / DAY)));
    expect(rows.filter(([from, to]) => to - from <= 60_000).length).toBeGreaterThan(rows.length * 0.05);
    expect(rows.some(([from, to]) => Math.floor(from / DAY) < Math.floor(to / DAY))).toBe(true);
    expect(busy.size).toBeLessThan(180);
  });

  test('are the same from two emulators, whatever window they are asked for', async () => {
    const [one, other] = [await start(), await start()];
    const all = await one.caller.sessions({ imei: '990000000000212' });
    const window = { startDate: iso(NOW - 20 * DAY), endDate: iso(NOW - 10 * DAY) };
    const part = await other.caller.sessions({ imei: '990000000000212', ...window });
    expect(part.length).toBeGreaterThan(100);
    expect(part).toEqual(all.filter(({ startTime }) => startTime >= window.startDate && startTime <= window.endDate));
  });

  test('come into being as time goes by: none from the future, one open, and what has ended stays as it was', async () => {
    const { caller, clock } = await start({ bearerLifetimeSeconds: 999_999, sessionIdleSeconds: 999_999 });
    const before = await caller.sessions({ imei: '990000000000208' });
    const [open] = before.slice(-1);
    expect(open).toEqual({ startTime: '2025-06-11T00:00:00.000Z', numBytes: expect.any(Number) });
    clock.now += 3_600_000;
    const [longer] = (await caller.sessions({ imei: '990000000000208' })).slice(-1);
    expect(longer?.numBytes).toBeGreaterThan(open?.numBytes ?? 0);
    clock.now += DAY;
    const after = await caller.sessions({ imei: '990000000000208' });
    const ended = before.slice(0, -1);
    expect(after.slice(ended.length - 2, ended.length - 1)).toEqual(ended.slice(-1));
    expect(after.at(-2)).toMatchObject({ startTime: open?.startTime, endTime: '2025-06-12T00:00:00.000Z' });
    expect(after.at(-2)?.numBytes).toBeGreaterThan(longer?.numBytes ?? 0);
  });

  test('are others under another seed', async () => {
    const { emulator, caller } = await start();
    const before = await caller.sessions();
    emulator.switches.set({ seed: 2 });
    const after = await caller.sessions();
    expect(after.length).toBeGreaterThan(0);
    expect(after).not.toEqual(before);
    emulator.switches.set({ seed: 1 });
    expect(await caller.sessions()).toEqual(before);
  });

  test('never start after now', async () => {
    const { caller } = await start();
    const all = await caller.sessions({
      imei: '990000000000213',
      startDate: iso(NOW - DAY),
      endDate: iso(NOW + 5 * DAY),
    });
    expect(all.length).toBeGreaterThan(250);
    expect(all.every(({ startTime }) => startTime <= iso(NOW))).toBe(true);
  });

  test('are found by the readings "overlap" and "contained" as if the whole history had been searched', async () => {
    const { emulator, caller } = await start();
    const imei = '990000000000211';
    const all = await caller.sessions({ imei });
    const [from, to] = ['2025-06-02T00:00:00.001Z', '2025-06-06T00:00:00.001Z'];
    emulator.switches.set({ edge: 'overlap' });
    expect(await caller.sessions({ imei, startDate: from, endDate: to })).toEqual(
      all.filter(({ startTime, endTime }) => startTime <= to && (endTime ?? iso(NOW)) >= from),
    );
    emulator.switches.set({ edge: 'contained' });
    expect(await caller.sessions({ imei, startDate: from, endDate: to })).toEqual(
      all.filter(({ startTime, endTime }) => startTime >= from && (endTime ?? iso(NOW)) <= to),
    );
  });
});
