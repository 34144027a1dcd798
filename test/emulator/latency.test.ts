import { describe, expect, test } from '@jest/globals';
import { emulators, NOW, recordedPause } from './emulator.fixture.js';

const start = emulators();

describe('latency', () => {
  test('is none unless it is set', async () => {
    const { sleep, waited } = recordedPause();
    const { caller } = await start({ sleep });
    await caller.ask();
    expect(waited).toEqual([]);
  });

  test('as a switch holds back every route by a seeded time between its bounds', async () => {
    const { sleep, waited } = recordedPause();
    const { caller } = await start({ sleep, latency: '100-200' });
    for (let i = 0; i < 8; i += 1) await caller.ask();
    expect(waited).toHaveLength(10);
    expect(waited.filter((ms) => ms < 100 || ms > 200)).toEqual([]);
    expect(new Set(waited).size).toBeGreaterThan(5);
  });

  test('has a tail for its share of the calls', async () => {
    const { sleep, waited } = recordedPause();
    const { caller } = await start({ sleep, latency: '1-2:0.5:5000' });
    for (let i = 0; i < 20; i += 1) await caller.ask();
    expect(waited.filter((ms) => ms > 2).length).toBeGreaterThan(3);
    expect(waited.filter((ms) => ms <= 2).length).toBeGreaterThan(3);
    expect(Math.max(...waited)).toBeLessThanOrEqual(5000);
  });

  test('can grow with the days that are asked for', async () => {
    const { sleep, waited } = recordedPause();
    const { caller } = await start({ sleep, latency: { minMs: 0, maxMs: 0, msPerDay: 10 } });
    await caller.ask({ startDate: new Date(NOW - 30 * 86_400_000).toISOString() });
    await caller.ask();
    expect(waited).toEqual([300, 1800]);
  });

  test('as a fault has the spread of its rule, or the preset', async () => {
    const { sleep, waited } = recordedPause();
    const { emulator, caller } = await start({ sleep, faults: [{ fault: 'latency', latency: 1234 }] });
    await caller.ask();
    expect(waited).toEqual([1234]);
    emulator.switches.set({ faults: 'latency' });
    await caller.ask();
    expect(waited[1]).toBeGreaterThanOrEqual(150 + 360);
  });

  test('ends when the emulator closes, and is then no doing of the caller', async () => {
    const { emulator, caller } = await start();
    emulator.switches.set({ latency: 600_000 });
    const asked = caller.ask();
    const refused = expect(asked).rejects.toThrow('fetch failed');
    await emulator.calls.until(({ route }) => route === 'report');
    await emulator.close();
    await refused;
    expect(emulator.calls.list('report')[0]).not.toHaveProperty('closedByCaller');
  });
});
