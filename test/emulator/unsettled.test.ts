import { describe, expect, test } from '@jest/globals';
import type { Row } from '../../src/emulator/rows.js';
import { DAY, emulators, HOUR, iso, NOW } from './emulator.fixture.js';

const start = emulators();

const untiring = { bearerLifetimeSeconds: 9_999_999, sessionIdleSeconds: 9_999_999 };
const hourly: Row[] = Array.from({ length: 40 }, (_, i) => {
  const startTime = NOW - (i + 2) * HOUR;
  return { startTime, endTime: startTime + HOUR / 2, numBytes: 1000 };
});

describe('rows that are not settled yet', () => {
  test('show only from the moment they are known', async () => {
    const row = { startTime: NOW - 2 * HOUR, endTime: NOW - HOUR, numBytes: 1, knownFrom: NOW + HOUR };
    const { caller, clock } = await start({ rows: () => [row], ...untiring });
    clock.now = row.knownFrom - 1;
    expect(await caller.sessions()).toEqual([]);
    clock.now += 1;
    expect(await caller.sessions()).toHaveLength(1);
  });

  test('come late, each at a time of its own up to the switch, and never again change', async () => {
    const { caller, clock } = await start({ rows: () => hourly, lateRowsMs: DAY, ...untiring });
    const counts: number[] = [];
    for (let hour = 0; hour <= 24; hour += 1) {
      counts.push((await caller.sessions()).length);
      clock.now += HOUR;
    }
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(new Set(counts).size).toBeGreaterThan(5);
    expect([counts[0], counts.at(-1)]).not.toContain(0);
    expect(counts[0]).toBeLessThan(40);
    expect(counts.at(-1)).toBe(40);
  });

  test('that are late do not show while they are open', async () => {
    const { emulator, caller } = await start();
    const openOnes = async () =>
      (await caller.sessions({ imei: '990000000000208' })).filter(({ endTime }) => endTime === undefined).length;
    expect(await openOnes()).toBe(1);
    emulator.switches.set({ lateRowsMs: 1 });
    expect(await openOnes()).toBe(0);
  });

  test('grow until up to the switch after their end, never shrink, and end at what they are', async () => {
    const row = { startTime: NOW - HOUR, endTime: NOW + HOUR, numBytes: 1000 };
    const { caller, clock } = await start({ rows: () => [row], growthMs: 4 * HOUR, ...untiring });
    const bytes: number[] = [];
    for (let quarter = 0; quarter <= 20; quarter += 1) {
      bytes.push((await caller.sessions())[0]?.numBytes ?? -1);
      clock.now += HOUR / 4;
    }
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes[5]).toBeGreaterThan(0);
    expect(bytes[5]).toBeLessThan(1000);
    expect(bytes.at(-1)).toBe(1000);
  });

  test('that were given are open until their end and keep the bytes they were given', async () => {
    const row = { startTime: NOW - HOUR, endTime: NOW + 1, numBytes: 1000 };
    const { caller, clock } = await start({ rows: () => [row], ...untiring });
    expect(await caller.sessions()).toEqual([{ startTime: iso(row.startTime), numBytes: 1000 }]);
    clock.now += 1;
    expect(await caller.sessions()).toEqual([
      { startTime: iso(row.startTime), endTime: iso(row.endTime), numBytes: 1000 },
    ]);
  });

  test('appear when the clock switch is moved, as if time had gone by', async () => {
    const row = { startTime: NOW + HOUR, endTime: NOW + 2 * HOUR, numBytes: 1 };
    const { emulator, caller } = await start({ rows: () => [row], ...untiring });
    expect(await caller.sessions()).toEqual([]);
    emulator.switches.set({ clockOffsetMs: DAY });
    expect(await caller.sessions()).toHaveLength(1);
  });
});
