// When the upstream is no longer asked and when it is tried again, at a clock of its own.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import type { Report } from '../../src/history/report.js';
import { circuitBreaker } from '../../src/thingspace/circuit-breaker.js';
import {
  DEVICE,
  documented,
  never,
  passing,
  promised,
  RANGE,
  report,
  reportCalls,
  uncounted,
} from '../support/fetch.js';

/** The failure of a call, and not of a login before it. */
const ANSWERED = { upstream: { attempts: 1 } };

type Outcome = Report | Error | Promise<Report> | 'nothing to ask';

function stage() {
  const clock = { now: 1_000_000 };
  const told: string[] = [];
  let outcome: Outcome = report();
  let calls = 0;
  const fetch = circuitBreaker(
    { elapsed: () => clock.now, emit: (state) => told.push(state) },
    async (_request, { onCall }) => {
      calls += 1;
      if (outcome === 'nothing to ask') return report();
      reportCalls(outcome, onCall);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  );
  /** The code of the failure, "report", or the name of another error. */
  const ask = async (next: Outcome, times = 1, signal = never()): Promise<string> => {
    outcome = next;
    const heard: Promise<string> = fetch({ device: DEVICE, range: RANGE }, { signal, onCall: uncounted }).then(
      () => 'report',
      (error: unknown) => (error instanceof Failure ? error.code : String(error)),
    );
    return times > 1 ? heard.then(() => ask(next, times - 1, signal)) : heard;
  };
  return { clock, told, fetch, ask, calls: () => calls };
}

/** A stage whose breaker has just opened. */
async function opened() {
  const stand = stage();
  await stand.ask(passing(), 12);
  return stand;
}

describe('the breaker', () => {
  test('opens after twelve passing failures in a row, and not after eleven', async () => {
    const { ask, told, calls } = stage();
    await ask(passing(), 11);
    expect(told).toEqual([]);
    await ask(passing());
    expect([told, calls()]).toEqual([['open'], 12]);
    expect(await ask(report())).toBe('UPSTREAM_UNAVAILABLE');
    expect(calls()).toBe(12);
  });

  test.each<[string, Outcome]>([
    ['a question that needed no call', 'nothing to ask'],
    ['a refused login', new Failure('UPSTREAM_ACCESS_DENIED', 'Latched', { upstream: { attempts: 0 } })],
  ])('goes on counting after %s, which shows nothing of the upstream', async (_, outcome) => {
    const { ask, told } = stage();
    await ask(passing(), 11);
    await ask(outcome);
    await ask(passing());
    expect(told).toEqual(['open']);
  });

  test.each<[string, Outcome]>([
    ['a report', report()],
    ['a documented failure', documented()],
    ['a rate limit', new Failure('UPSTREAM_RATE_LIMITED', '429', ANSWERED)],
    ['a report of wrong types', new Failure('UPSTREAM_MALFORMED', 'No report', ANSWERED)],
  ])('begins to count anew after %s', async (_, outcome) => {
    const { ask, told } = stage();
    await ask(passing(), 11);
    await ask(outcome);
    await ask(passing(), 11);
    expect(told).toEqual([]);
  });

  test.each<[string, Error, AbortSignal]>([
    ['a fault of ours', new TypeError('A bug'), never()],
    ['a caller who has left', passing(), AbortSignal.abort()],
    ['a caller who has left a device that fails', documented(), AbortSignal.abort()],
  ])('learns nothing from %s', async (_, outcome, signal) => {
    const { ask, told } = stage();
    await ask(passing(), 11);
    await ask(outcome, 20, signal);
    expect(told).toEqual([]);
    await ask(passing());
    expect(told).toEqual(['open']);
  });

  test.each([
    [0, 5_000],
    [4_999, 1],
  ])('while it is open turns everyone away and says how long: %i ms after', async (passed, retryAfterMs) => {
    const { clock, fetch, calls } = await opened();
    clock.now += passed;
    const asked = fetch({ device: DEVICE, range: RANGE }, { signal: never(), onCall: uncounted });
    await expect(asked).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { retryAfterMs } });
    await expect(asked).rejects.toMatchObject({ transient: false });
    expect(calls()).toBe(12);
  });
});

describe('the trial', () => {
  test('is one call after five seconds; the others are turned away until it ends', async () => {
    const { clock, ask, calls, told } = await opened();
    clock.now += 5_000;
    const trial = promised<Report>();
    const trying = ask(trial.promise);
    expect(await ask(report())).toBe('UPSTREAM_UNAVAILABLE');
    expect(calls()).toBe(13);
    trial.resolve(report());
    expect(await trying).toBe('report');
    expect(told).toEqual(['open', 'closed']);
    expect(await ask(report())).toBe('report');
  });

  test('that meets a documented failure closes, since the upstream is there', async () => {
    const { clock, ask, told } = await opened();
    clock.now += 5_000;
    expect(await ask(documented())).toBe('DEVICE_INACTIVE');
    expect(told).toEqual(['open', 'closed']);
    await ask(passing(), 11);
    expect(told).toEqual(['open', 'closed']);
  });

  test('that fails opens for five more seconds, from its failure on', async () => {
    const { clock, ask, calls, told } = await opened();
    clock.now += 5_000;
    const trial = promised<Report>();
    const trying = ask(trial.promise);
    clock.now += 3_000;
    trial.reject(passing());
    await trying;
    clock.now += 4_999;
    await ask(report());
    expect([calls(), told]).toEqual([13, ['open']]);
    clock.now += 1;
    expect(await ask(report())).toBe('report');
  });

  test.each<[string, Outcome]>([
    ['failing', passing()],
    ['hearing of the device', documented()],
  ])('of a caller who leaves decides nothing: %s', async (_, outcome) => {
    const { clock, ask, calls, told } = await opened();
    clock.now += 5_000;
    await ask(outcome, 1, AbortSignal.abort());
    expect(await ask(report())).toBe('UPSTREAM_UNAVAILABLE');
    expect([calls(), told]).toEqual([13, ['open']]);
    clock.now += 5_000;
    expect(await ask(report())).toBe('report');
  });

  test('that never ends is followed by another after the same time', async () => {
    const { clock, ask, calls } = await opened();
    clock.now += 5_000;
    const trial = promised<Report>();
    const trying = ask(trial.promise);
    clock.now += 5_000;
    expect(await ask(report())).toBe('report');
    expect(calls()).toBe(14);
    trial.resolve(report());
    await trying;
  });
});
