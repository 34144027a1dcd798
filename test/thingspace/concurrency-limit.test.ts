// How many calls run at once and how many wait, with calls that it ends itself.
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/history/report.js';
import { concurrencyLimit } from '../../src/thingspace/concurrency-limit.js';
import type { UpstreamEvent } from '../../src/thingspace/events.js';
import {
  DEVICE,
  documented,
  never,
  type Promised,
  promised,
  RANGE,
  report,
  settled,
  uncounted,
} from '../support/fetch.js';

function stage(concurrency: number, queue: number) {
  const running: Promised<Report>[] = [];
  const signals: AbortSignal[] = [];
  const told: UpstreamEvent[] = [];
  const fetch = concurrencyLimit({ concurrency, queue, emit: (event) => told.push(event) }, (_request, { signal }) => {
    const call = promised<Report>();
    running.push(call);
    signals.push(signal);
    return call.promise;
  });
  return {
    /** The calls that were begun. */
    running,
    signals,
    told,
    ask: (signal = never()) => fetch({ device: DEVICE, range: RANGE }, { signal, onCall: uncounted }),
  };
}

describe('calls within bounds', () => {
  test('begin at once as long as there is a place, and one by one after that', async () => {
    const { ask, running } = stage(2, 10);
    const answers = [ask(), ask(), ask(), ask()];
    await settled();
    expect(running).toHaveLength(2);
    running[1]?.resolve(report(2));
    expect(await answers[1]).toEqual(report(2));
    await settled();
    expect(running).toHaveLength(3);
    for (const call of running) call.resolve(report());
    await settled();
    running[3]?.resolve(report(4));
    expect((await Promise.all(answers)).map(({ asOf }) => asOf)).toEqual([100, 2, 100, 4]);
  });

  test('give their place to the next also when they fail', async () => {
    const { ask, running } = stage(1, 1);
    const [first, second] = [ask(), ask()];
    running[0]?.reject(documented());
    await expect(first).rejects.toMatchObject({ code: 'DEVICE_INACTIVE' });
    await settled();
    running[1]?.resolve(report(2));
    expect(await second).toEqual(report(2));
  });

  test('are handed the signal of their caller', async () => {
    const { ask, running, signals } = stage(1, 0);
    const signal = never();
    const answer = ask(signal);
    running[0]?.resolve(report());
    await answer;
    expect(signals).toEqual([signal]);
    expect(signals[0]).toBe(signal);
  });

  test('are told of, those under way and those that wait', async () => {
    const { ask, running, told } = stage(1, 1);
    const left = new AbortController();
    const [first, second] = [ask(), ask(left.signal)];
    left.abort(new Error('Left'));
    await expect(second).rejects.toThrow('Left');
    running[0]?.resolve(report());
    await first;
    const load = (running: number, waiting: number) => ({ kind: 'queue', running, waiting });
    expect(told).toEqual([load(1, 0), load(1, 1), load(1, 0), load(0, 0)]);
  });

  test('beyond the queue are OVERLOADED at once, and those within it are not', async () => {
    const { ask, running } = stage(1, 2);
    const answers = [ask(), ask(), ask()];
    await expect(ask()).rejects.toMatchObject({ code: 'OVERLOADED', details: { retryAfterMs: 1_000 } });
    for (let turn = 0; turn < answers.length; turn += 1) {
      running[turn]?.resolve(report());
      await settled();
    }
    expect(await Promise.all(answers)).toHaveLength(3);
  });

  test('need no queue', async () => {
    const { ask, running } = stage(1, 0);
    const first = ask();
    await expect(ask()).rejects.toThrow('0 upstream calls are waiting already (UPSTREAM_QUEUE).');
    running[0]?.resolve(report());
    expect(await first).toEqual(report());
    const next = ask();
    running[1]?.resolve(report(2));
    expect(await next).toEqual(report(2));
  });
});

describe('a caller who leaves', () => {
  const REASON = new Error('Left');

  test('while waiting does not call, and is told the reason', async () => {
    const { ask, running } = stage(1, 5);
    const left = new AbortController();
    const [first, second] = [ask(), ask(left.signal)];
    left.abort(REASON);
    running[0]?.resolve(report());
    await expect(second).rejects.toBe(REASON);
    expect(await first).toEqual(report());
    expect(running).toHaveLength(1);
  });

  test('before asking does not call, even where there is a place', async () => {
    const { ask, running } = stage(1, 5);
    await expect(ask(AbortSignal.abort(REASON))).rejects.toBe(REASON);
    expect(running).toHaveLength(0);
  });
});
