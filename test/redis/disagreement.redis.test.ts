// Replicas on one Redis that disagree: about the time, about what was read last, and about what lies there. Whole ones, over HTTP.
import { describe, expect, test } from '@jest/globals';
import type { Row } from '../../src/emulator/rows.js';
import { readAccountNumber, readImei } from '../../src/sessions/device.js';
import { promised, settled } from '../support/fetch.js';
import { type Stage, useStages } from './replicas.fixture.js';

const open = useStages();
const IMEI = '990000000000001';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Yesterday, which may still change. */
const OPEN_DAY = '(start: "2026-11-21", end: "2026-11-22")';
const WIDE = '(start: "2026-11-18", end: "2026-11-22")';

const rowOf = (numBytes: number): Row => {
  const startTime = Date.UTC(2026, 10, 21, 5);
  return { startTime, endTime: startTime + HOUR, numBytes };
};

async function changing(): Promise<{ stage: Stage; bytes: { now: number }; release: () => void; hold: () => void }> {
  const bytes = { now: 1 };
  const gate = promised<void>();
  const stage = await open({ rows: () => [rowOf(bytes.now)], sleep: () => gate.promise });
  const latency = { minMs: 1, maxMs: 1, tailShare: 0, tailMs: 1, msPerDay: 0 };
  const hold = () => void stage.emulator.switches.set({ faults: [{ fault: 'latency', times: 1, latency }] });
  return { stage, bytes, hold, release: () => gate.resolve() };
}

describe('a refresh', () => {
  test('on one replica neither joins nor waits for a read that the other has begun, and stands when that lands', async () => {
    const { stage, bytes, hold, release } = await changing();
    const [one, two] = [await stage.replica(), await stage.replica()];
    hold();
    const slow = one.ask(IMEI, OPEN_DAY);
    while (stage.emulator.calls.count('report') === 0) await settled();
    bytes.now = 7;
    stage.clock.now += 1_000;
    expect(await two.ask(IMEI, WIDE, true)).toMatchObject({ totalBytes: 7, calls: 1 });
    release();
    expect((await slow).totalBytes).toBe(1);
    for (const each of [one, two]) expect(await each.ask(IMEI, OPEN_DAY)).toMatchObject({ totalBytes: 7, calls: 0 });
  });
});

describe.each([HOUR, -HOUR, 4 * DAY, -4 * DAY])('beside a replica whose clock is wrong by %d ms', (ahead) => {
  test('the right one believes nothing that was read later than now, and takes nothing for final that may change', async () => {
    const { stage, bytes } = await changing();
    const [right, wrong] = [await stage.replica(), await stage.replica({}, ahead)];
    await wrong.ask(IMEI, '(start: "2026-11-10")');
    bytes.now = 7;
    stage.clock.now += 61_000;
    expect(await right.ask(IMEI, OPEN_DAY)).toMatchObject({ totalBytes: 7, calls: 1 });
  });
});

describe('rubbish of any type', () => {
  test.each([
    ['a list', ['RPUSH', 'x']],
    ['a hash', ['HSET', 'x', 'y']],
    ['a set', ['SADD', 'x']],
    ['a stream', ['XADD', '*', 'x', 'y']],
  ])(
    'such as %s, where a replica takes its turn, where tokens lie and where the latch lies heals by itself',
    async (_, words) => {
      const { stage } = await changing();
      const { keys } = stage;
      const [imei, accountNumber] = [readImei(IMEI), readAccountNumber('0000123456-00001')];
      if (!imei || !accountNumber) throw new Error('not a device');
      const [command = '', ...values] = words;
      const names = [keys.read({ imei, accountNumber }), keys.token('bearer'), keys.token('session'), keys.latch];
      for (const name of names) await stage.command(command, name, ...values);
      const [one, two] = [await stage.replica(), await stage.replica()];
      const answers = await Promise.all([one.ask(IMEI, WIDE), two.ask(IMEI, WIDE)]);
      expect(answers.map(({ totalBytes }) => totalBytes)).toEqual([1, 1]);
      expect([stage.emulator.calls.count('report'), stage.emulator.calls.count('login')]).toEqual([1, 1]);
      for (const name of names) expect(['string', 'none']).toContain(String(await stage.command('TYPE', name)));
    },
  );
});
