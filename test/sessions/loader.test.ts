// Knows which calls an operation makes for its questions, counted at a fetch of its own.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import { type DeviceKey, readAccountNumber, readImei } from '../../src/sessions/device.js';
import { createLoader } from '../../src/sessions/loader.js';
import { intersection, type Range } from '../../src/sessions/range.js';
import type { Report } from '../../src/sessions/report.js';
import { startingWithin } from '../../src/sessions/series.js';
import { seriesOf, tuplesOf } from '../support/series.js';

function device(last: string, account = '1'): DeviceKey {
  const [imei, accountNumber] = [readImei(last.padStart(15, '0')), readAccountNumber(account)];
  if (!imei || !accountNumber) throw new Error('not a device');
  return { imei, accountNumber };
}
const [ONE, TWO] = [device('1'), device('2')];
const range = (from: number, to: number): Range => ({ from, to });

const DEVICE_ID = '0000000017';
const series = seriesOf([
  [10, 15, 1],
  [20, 99, 2],
  [30, null, 3],
]);

/** Answers from the series as far as it is known, and refuses a device that is told to. */
function stage({ known = range(0, 100), refuses }: { known?: Range; refuses?: DeviceKey } = {}) {
  const calls: [DeviceKey, Range][] = [];
  const { signal } = new AbortController();
  const signals = new Set<AbortSignal>();
  const load = createLoader(async (asked, wanted, given): Promise<Report> => {
    calls.push([asked, wanted]);
    signals.add(given);
    if (asked === refuses) throw new Failure('DEVICE_INACTIVE', 'Device inactive');
    const held = intersection(known, wanted);
    return {
      known: held,
      series: startingWithin(series, held),
      deviceId: DEVICE_ID,
      transactionIds: ['t'],
      asOf: 7,
      stale: true,
      calls: 1,
    };
  }, signal);
  return {
    calls,
    signal,
    signals,
    ask: (asked: DeviceKey, from: number, to: number) => load({ device: asked, range: range(from, to) }),
  };
}
const bytes = (report: Report) => tuplesOf(report.series).map(([, , each]) => each);

describe('the loader', () => {
  test('makes one call of six windows of one device, for their hull, and answers each with its own', async () => {
    const { ask, calls } = stage();
    const froms = [20, 10, 15, 30, 11, 10];
    const tos = [30, 21, 25, 40, 20, 31];
    const reports = await Promise.all(froms.map((from, at) => ask(ONE, from, tos[at] ?? 0)));
    expect(calls).toEqual([[ONE, range(10, 40)]]);
    expect(reports.map(bytes)).toEqual([[2], [1, 2], [2], [3], [], [1, 2, 3]]);
    expect(reports.map(({ known }) => known)[1]).toEqual(range(10, 21));
  });

  test('takes equal questions for one, also after the answer', async () => {
    const { ask, calls } = stage();
    const [first, second] = await Promise.all([ask({ ...ONE }, 0, 50), ask({ ...ONE }, 0, 50)]);
    expect([second, await ask(ONE, 0, 50)]).toEqual([first, first]);
    expect(calls).toHaveLength(1);
  });

  test('makes one call a device, and the same IMEI in another account is another device', async () => {
    const { ask, calls } = stage();
    const elsewhere = device('1', '2');
    await Promise.all([ask(ONE, 0, 5), ask(TWO, 5, 9), ask(elsewhere, 9, 12)]);
    const windows = [range(0, 5), range(5, 9), range(9, 12)];
    expect(calls).toEqual([ONE, TWO, elsewhere].map((each, at) => [each, windows[at]]));
  });

  test('hands on what else the report says, and the signal', async () => {
    const { ask, signal, signals } = stage();
    expect(await ask(ONE, 10, 20)).toMatchObject({ deviceId: DEVICE_ID, transactionIds: ['t'], asOf: 7, stale: true });
    expect([...signals]).toEqual([signal]);
  });

  test('lets a device that fails spoil only its own questions', async () => {
    const { ask } = stage({ refuses: ONE });
    const outcomes = await Promise.allSettled([ask(ONE, 0, 50), ask(TWO, 0, 50), ask(ONE, 0, 20)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    await expect(ask(ONE, 0, 50)).rejects.toMatchObject({ code: 'DEVICE_INACTIVE' });
  });

  test('answers a window that is known in part with that part', async () => {
    const { ask } = stage({ known: range(15, 100) });
    const report = await ask(ONE, 0, 25);
    expect([report.known, bytes(report)]).toEqual([range(15, 25), [2]]);
  });

  test('answers an empty window with nothing', async () => {
    expect(bytes(await stage().ask(ONE, 20, 20))).toEqual([]);
  });
});

describe('a window before everything that is known', () => {
  test('is RANGE_NOT_RETAINED, and says from when sessions are known, while its neighbours are answered', async () => {
    const { ask } = stage({ known: range(15, 100) });
    const [gone, there] = await Promise.allSettled([ask(ONE, 0, 15), ask(ONE, 0, 21)]);
    const message =
      'Nothing is known of 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:00.015Z: sessions are known from 1970-01-01T00:00:00.015Z on.';
    expect(gone).toMatchObject({ reason: { code: 'RANGE_NOT_RETAINED', message } });
    expect(there.status).toBe('fulfilled');
  });

  test('is RANGE_NOT_RETAINED also where nothing is known at all', async () => {
    const asked = stage({ known: range(60, 60) }).ask(ONE, 0, 50);
    await expect(asked).rejects.toThrow(expect.objectContaining({ code: 'RANGE_NOT_RETAINED' }));
    await expect(asked).rejects.toThrow('nothing is');
  });
});
