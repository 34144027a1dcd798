// What an operation asks the history for its questions, and what its budget forbids; the history is a stage of its own.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import { noCost, type ReadContext, UNLIMITED } from '../../src/history/cost.js';
import type { AnswerFor, History } from '../../src/history/history.js';
import { type BatchCounts, createLoader } from '../../src/history/loader.js';
import type { Answer } from '../../src/history/report.js';
import type { DeviceKey } from '../../src/sessions/device.js';
import type { Range } from '../../src/sessions/range.js';
import { startingWithin } from '../../src/sessions/series.js';
import { seriesOf, tuplesOf } from '../support/series.js';
import { device, range } from './cached-days.js';

const [ONE, TWO, THREE] = [device('1'), device('2'), device('3')];
const series = seriesOf([
  [10, 15, 1],
  [20, 99, 2],
  [30, null, 3],
]);
const answers: AnswerFor = (window) => ({
  known: window,
  series: startingWithin(series, window),
  deviceId: 'd',
  transactionIds: ['t'],
  asOf: 7,
  stale: true,
});
const bytes = (answer: Answer) => tuplesOf(answer.series).map(([, , each]) => each);

interface FaultContext {
  readonly callBudget?: number;
  /** Calls that a device needs; 1 unless said. */
  readonly needs?: ReadonlyMap<DeviceKey, number>;
  readonly refuses?: DeviceKey;
  readonly spent?: number;
}

/** A history that tells what it was asked, and in which order. */
function stage({ callBudget = 500, needs = new Map(), refuses, spent = 0 }: FaultContext = {}) {
  const prepared: [DeviceKey, Range][] = [];
  const events: string[] = [];
  const given = new Set<unknown>();
  const readContext: ReadContext = { cost: { ...noCost(), calls: spent }, refresh: false, allowance: UNLIMITED };
  const { signal } = new AbortController();
  const history: History = {
    async prepare(asked, wanted, who) {
      prepared.push([asked, wanted]);
      events.push(`prepare ${Number(asked.imei)}`);
      given.add(who);
      return {
        calls: needs.get(asked) ?? 1,
        async read(until) {
          events.push(`read ${Number(asked.imei)}`);
          given.add(until);
          if (asked === refuses) throw new Failure('DEVICE_INACTIVE', 'Device inactive');
          return answers;
        },
        without: (failure) => (window) => {
          if (window.to > 50) throw failure;
          return answers(window);
        },
        plan: () => ({ reads: [], shared: 0, heldDays: 0, readDays: 0, failure: undefined }),
      };
    },
    forget: async () => {},
  };
  const batches: BatchCounts[] = [];
  const inBatch = <T>(counts: BatchCounts, work: () => Promise<T>) => {
    batches.push(counts);
    return work();
  };
  const load = createLoader({ history, readContext, callBudget, signal, inBatch });
  const ask = (asked: DeviceKey, from: number, to: number) => load({ device: asked, range: range(from, to) });
  return { prepared, events, given, readContext, signal, ask, batches };
}

describe('the loader', () => {
  test('asks once for six windows of one device, for their hull, and answers each with its own', async () => {
    const { ask, events, prepared } = stage();
    const froms = [20, 10, 15, 30, 11, 10];
    const tos = [30, 21, 25, 40, 20, 31];
    const found = await Promise.all(froms.map((from, at) => ask(ONE, from, tos[at] ?? 0)));
    expect(prepared).toEqual([[ONE, range(10, 40)]]);
    expect(events).toEqual(['prepare 1', 'read 1']);
    expect(found.map(bytes)).toEqual([[2], [1, 2], [2], [3], [], [1, 2, 3]]);
    expect(found.map(({ known }) => known)[1]).toEqual(range(10, 21));
  });

  test('takes equal questions for one, also after the answer', async () => {
    const { ask, prepared } = stage();
    const [first, second] = await Promise.all([ask({ ...ONE }, 0, 50), ask({ ...ONE }, 0, 50)]);
    expect([second, await ask(ONE, 0, 50)]).toEqual([first, first]);
    expect(prepared).toHaveLength(1);
  });

  test('asks for each device, and the same IMEI in another account is another device', async () => {
    const { ask, prepared } = stage();
    const elsewhere = device('1', '2');
    await Promise.all([ask(ONE, 0, 5), ask(TWO, 5, 9), ask(elsewhere, 9, 12)]);
    const windows = [range(0, 5), range(5, 9), range(9, 12)];
    expect(prepared).toEqual([ONE, TWO, elsewhere].map((each, at) => [each, windows[at]]));
  });

  test('looks at all devices before it reads the first', async () => {
    const { ask, events } = stage();
    await Promise.all([ask(ONE, 0, 5), ask(TWO, 0, 5)]);
    expect(events).toEqual(['prepare 1', 'prepare 2', 'read 1', 'read 2']);
  });

  test('hands on who asks, the signal, and what else the answer says', async () => {
    const { ask, readContext, signal, given } = stage();
    expect(await ask(ONE, 10, 20)).toMatchObject({ deviceId: 'd', transactionIds: ['t'], asOf: 7, stale: true });
    expect([...given]).toEqual([readContext, signal]);
  });

  test('lets a device that fails spoil only its own questions', async () => {
    const { ask } = stage({ refuses: ONE });
    const outcomes = await Promise.allSettled([ask(ONE, 0, 50), ask(TWO, 0, 50), ask(ONE, 0, 20)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    await expect(ask(ONE, 0, 50)).rejects.toMatchObject({ code: 'DEVICE_INACTIVE' });
  });

  test.each<[string, [number, number][], Range]>([
    [
      'before the others',
      [
        [5, 5],
        [20, 30],
      ],
      range(20, 30),
    ],
    [
      'between the others',
      [
        [20, 30],
        [90, 90],
        [25, 35],
      ],
      range(20, 35),
    ],
    [
      'behind the others',
      [
        [20, 30],
        [95, 90],
      ],
      range(20, 30),
    ],
    ['alone', [[40, 40]], range(40, 40)],
  ])('does not ask for more because of a window without an instant in it: %s', async (_, windows, asked) => {
    const { ask, prepared } = stage();
    const found = await Promise.all(windows.map(([from, to]) => ask(ONE, from, to)));
    expect(prepared).toEqual([[ONE, asked]]);
    expect(found).toHaveLength(windows.length);
  });
});

describe('an operation that needs more calls than CALL_BUDGET', () => {
  const needs = (...calls: number[]) => new Map([ONE, TWO, THREE].map((each, at) => [each, calls[at] ?? 0]));
  const all = ({ ask }: ReturnType<typeof stage>, to = 99) =>
    Promise.allSettled([ask(ONE, 0, to), ask(TWO, 0, to), ask(THREE, 0, to)]);
  const exceeded = (needed: number, allowed: number) => ({
    status: 'rejected',
    reason: { code: 'CALL_BUDGET_EXCEEDED', details: { needed, allowed } },
  });

  test('makes none, and says how many it needs', async () => {
    const context = stage({ callBudget: 2, needs: needs(1, 1, 1) });
    expect(await all(context)).toMatchObject([exceeded(3, 2), exceeded(3, 2), exceeded(3, 2)]);
    expect(context.events.filter((event) => event.startsWith('read'))).toEqual([]);
  });

  test('still answers the devices that need none', async () => {
    const context = stage({ callBudget: 2, needs: needs(2, 0, 1) });
    expect(await all(context)).toMatchObject([exceeded(3, 2), { status: 'fulfilled' }, exceeded(3, 2)]);
    expect(context.events.filter((event) => event.startsWith('read'))).toEqual(['read 2']);
  });

  test('still answers those windows of the others that are held', async () => {
    const { ask } = stage({ callBudget: 0 });
    const outcomes = await Promise.allSettled([ask(ONE, 0, 30), ask(ONE, 0, 60)]);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, exceeded(1, 0)]);
  });

  test('is one that needs more than is left, after what it has spent', async () => {
    expect(await all(stage({ callBudget: 5, needs: needs(1, 1, 1), spent: 2 }))).toMatchObject(
      Array(3).fill({ status: 'fulfilled' }),
    );
    expect(await all(stage({ callBudget: 5, needs: needs(1, 1, 1), spent: 3 }))).toMatchObject(
      Array(3).fill(exceeded(6, 5)),
    );
  });

  test('is not one that needs as many as it may make', async () => {
    const context = stage({ callBudget: 3, needs: needs(2, 1, 0) });
    expect((await all(context)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });
});
