// How often a failed report is asked for again, with a wait that moves a clock of its own.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import type { Report } from '../../src/history/report.js';
import { createRetryBudget, type RetryBudget } from '../../src/thingspace/backoff.js';
import { type RetryOptions, retry } from '../../src/thingspace/retry.js';
import { DEVICE, documented, never, passing, RANGE, report, reportCalls } from '../support/fetch.js';

/** Answers with each outcome in turn; every attempt takes `takes` ms. */
function stage(outcomes: readonly (Report | Error)[], options: Partial<RetryOptions> = {}, takes = 0) {
  const clock = { now: 0 };
  const waits: number[] = [];
  const asked: unknown[][] = [];
  const fetch = retry(
    {
      timeout: 60_000,
      attemptTimeout: 35_000,
      budget: createRetryBudget(),
      elapsed: () => clock.now,
      random: () => 0.5,
      sleep: async (ms) => {
        waits.push(ms);
        clock.now += ms;
      },
      ...options,
    },
    async ({ device, range }, { signal, onCall }) => {
      const outcome = outcomes[asked.push([device, range, signal]) - 1];
      reportCalls(outcome, onCall);
      clock.now += takes;
      if (!outcome) throw new Error('asked too often');
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  );
  const told = { calls: 0 };
  const count = () => {
    told.calls += 1;
  };
  return {
    asked,
    waits,
    told,
    ask: (signal = never()) => fetch({ device: DEVICE, range: RANGE }, { signal, onCall: count }),
  };
}

describe('a report that is retried', () => {
  test('is asked for once where it comes at once', async () => {
    const { ask, asked, waits } = stage([report()]);
    const signal = never();
    expect(await ask(signal)).toEqual(report());
    expect([asked, waits]).toEqual([[[DEVICE, RANGE, signal]], []]);
  });

  test('tells of every call that is made for it, failed attempts and replays included', async () => {
    const { ask, told, waits } = stage([passing(2), passing(1), report()]);
    expect(await ask()).toEqual(report());
    expect(told.calls).toBe(4);
    expect(waits).toEqual([100, 200]);
  });

  test('fails with the last failure and the number of all calls after three attempts', async () => {
    const { ask, asked } = stage([passing(1), passing(2), passing(1), report()]);
    await expect(ask()).rejects.toMatchObject({ details: { upstream: { status: 503, attempts: 4 } } });
    expect(asked).toHaveLength(3);
  });

  test('is not asked for again after a documented failure', async () => {
    const { ask, asked } = stage([documented(2), report()]);
    await expect(ask()).rejects.toMatchObject({ code: 'DEVICE_INACTIVE', details: { upstream: { attempts: 2 } } });
    expect(asked).toHaveLength(1);
  });

  test('counts no call where the failure knows of none', async () => {
    const { ask } = stage([new Failure('OVERLOADED', 'Full', { retryAfterMs: 1 })]);
    await expect(ask()).rejects.toMatchObject({ details: { retryAfterMs: 1, upstream: { attempts: 0 } } });
  });

  test('is not asked for again when the deadline comes first, waits and attempts counted', async () => {
    const { ask, asked } = stage([passing(), passing(), report()], { timeout: 1_000 }, 500);
    await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(asked).toHaveLength(2);
  });

  test('hands on at once, and as it is, what is not a Failure', async () => {
    const bug = new TypeError('A bug');
    const { ask, asked } = stage([bug, report()]);
    await expect(ask()).rejects.toBe(bug);
    expect(asked).toHaveLength(1);
  });
});

describe('the budget', () => {
  test('earns by the first attempt only, and is asked before each retry', async () => {
    const said: string[] = [];
    const budget: RetryBudget = { earn: () => said.push('earn'), spend: () => said.push('spend') > 0 };
    await stage([passing(), passing(), report()], { budget }).ask();
    expect(said).toEqual(['earn', 'spend', 'spend']);
  });

  test('is not spent for what is not retried', async () => {
    const said: string[] = [];
    const budget: RetryBudget = { earn: () => said.push('earn'), spend: () => said.push('spend') > 0 };
    await expect(stage([documented()], { budget }).ask()).rejects.toMatchObject({ code: 'DEVICE_INACTIVE' });
    expect(said).toEqual(['earn']);
  });

  test('that is empty ends the matter with the failure there is', async () => {
    const { ask, waits } = stage([passing(), report()], { budget: { earn: () => {}, spend: () => false } });
    await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { upstream: { attempts: 1 } } });
    expect(waits).toEqual([]);
  });
});

describe('a caller who leaves', () => {
  test('while we wait ends the matter with the reason', async () => {
    const left = new AbortController();
    const reason = new Error('Left');
    const sleep = async (_: number, signal: AbortSignal) => {
      left.abort(reason);
      signal.throwIfAborted();
    };
    const { ask, asked } = stage([passing(), report()], { sleep });
    await expect(ask(left.signal)).rejects.toBe(reason);
    expect(asked).toHaveLength(1);
  });

  test('before we wait is not waited for', async () => {
    const { ask, asked, waits } = stage([passing(), report()]);
    await expect(ask(AbortSignal.abort())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect([asked.length, waits]).toEqual([1, []]);
  });
});
