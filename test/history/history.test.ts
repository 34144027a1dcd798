// Which calls the history makes for which questions, and what it counts, at a fetch of its own.
import { describe, expect, test } from '@jest/globals';
import { Cancelled, Failure } from '../../src/errors.js';
import type { FetchReport, Report } from '../../src/history/report.js';
import type { Range } from '../../src/sessions/range.js';
import { passing, promised, settled } from '../support/fetch.js';
import { device, on, range, reportOf, sessionOn } from './cached-days.js';
import { answering, failing, NOON, ONE, past, readContext, sessions, stage, TODAY } from './history.fixture.js';

describe('the history', () => {
  test('asks for the whole days that a window touches, and answers with what starts in the window', async () => {
    const { ask, calls } = stage();
    const window = range(on(TODAY - 9, 2), on(TODAY - 7, 2));
    const answer = await ask(window);
    expect(calls).toEqual([[9, 6]]);
    expect([answer.known, sessions(answer)]).toEqual([window, [8, 7]]);
  });

  test('asks for nothing that it holds, and only for the hull of what it does not', async () => {
    const { ask, calls } = stage();
    await ask(past(20, 10));
    await ask(past(15, 12));
    await ask(past(22, 8));
    expect(calls).toEqual([
      [20, 10],
      [22, 8],
    ]);
  });

  test('asks twice where more than 30 settled days need not be read again', async () => {
    const { ask, calls } = stage();
    await ask(past(50, 10));
    const answer = await ask(past(52, 8));
    expect(calls.slice(1)).toEqual([
      [52, 50],
      [10, 8],
    ]);
    expect(sessions(answer)).toEqual(Array.from({ length: 44 }, (_, index) => 52 - index));
    expect(answer.transactionIds.toSorted()).toEqual(['t1', 't2', 't3']);
  });

  test('says before it reads how many calls that will take', async () => {
    const { ask, prepare } = stage();
    const calls = async (window: Range) => (await prepare(window)).calls;
    expect(await calls(past(52, 8))).toBe(1);
    await ask(past(50, 10));
    expect([await calls(past(52, 8)), await calls(past(50, 10)), await calls(past(10, 10))]).toEqual([2, 0, 0]);
  });

  test('shares a read with whoever needs a day of it, and counts it once', async () => {
    const { ask, calls, instead } = stage();
    const report = promised<Report>();
    instead.push(answering(report.promise));
    const [first, second] = [readContext(), readContext()];
    const asked = [ask(past(20, 10), { who: first }), ask(past(12, 11), { who: second })];
    await settled();
    report.resolve(reportOf(past(20, 10), [sessionOn(TODAY - 15), sessionOn(TODAY - 12)], { asOf: NOON }));
    expect((await Promise.all(asked)).map(sessions)).toEqual([[15, 12], [12]]);
    expect(calls).toEqual([[20, 10]]);
    expect(first.cost).toEqual({ calls: 1, shared: 0, heldDays: 0, readDays: 10, retries: 0 });
    expect(second.cost).toEqual({ calls: 0, shared: 1, heldDays: 0, readDays: 1, retries: 0 });
  });

  test('reads what a read in flight does not cover, and takes the rest from it', async () => {
    const { ask, calls, instead } = stage();
    const report = promised<Report>();
    instead.push(answering(report.promise));
    const who = readContext();
    const asked = [ask(past(20, 10)), ask(past(12, 8), { who })];
    await settled();
    report.resolve(reportOf(past(20, 10), [sessionOn(TODAY - 12)], { asOf: NOON }));
    expect((await Promise.all(asked)).map(sessions)).toEqual([[12], [12, 10, 9]]);
    expect(calls).toEqual([
      [20, 10],
      [10, 8],
    ]);
    expect(who.cost).toEqual({ calls: 1, shared: 1, heldDays: 0, readDays: 4, retries: 0 });
  });

  test('shares no read in flight between devices', async () => {
    const { ask, calls, instead } = stage();
    const report = promised<Report>();
    for (let n = 0; n < 3; n++) instead.push(answering(report.promise));
    const devices = [ONE, device('2'), device('1', '2')];
    const asked = Promise.all(devices.map((of) => ask(past(9, 8), { of })));
    await settled();
    await settled();
    report.resolve(reportOf(past(9, 8), [], { asOf: NOON }));
    await asked;
    expect(calls).toHaveLength(3);
  });

  test('counts the attempts of a read, and of a read that failed', async () => {
    const { ask, instead } = stage();
    const who = readContext();
    const twice: FetchReport = async ({ range: window }, { onCall }) => {
      onCall();
      onCall();
      return reportOf(window, [], { asOf: NOON });
    };
    instead.push(twice, failing(passing(3)));
    await ask(past(9, 8), { who });
    expect(who.cost).toMatchObject({ calls: 2, retries: 1 });
    await expect(ask(past(20, 19), { who })).rejects.toThrow(Failure);
    expect(who.cost).toMatchObject({ calls: 5, retries: 3 });
  });

  test('asks nothing for a window without an instant, nor for one before HISTORY_DAYS', async () => {
    const { ask, calls } = stage();
    expect(sessions(await ask(past(9, 9)))).toEqual([]);
    await expect(ask(past(500, 450))).rejects.toMatchObject({ code: 'RANGE_NOT_RETAINED' });
    expect(calls).toEqual([]);
  });

  test('reads again on refresh what it holds, and holds what it then read', async () => {
    const { ask, calls } = stage();
    await ask(past(20, 10));
    const answer = await ask(past(15, 12), { who: readContext(true) });
    expect([calls[1], answer.transactionIds]).toEqual([[15, 12], ['t2']]);
    expect((await ask(past(20, 10))).transactionIds.toSorted()).toEqual(['t1', 't2']);
  });

  test('reads again what it has forgotten', async () => {
    const { ask, calls, history } = stage();
    await ask(past(9, 8));
    await history.forget(ONE);
    await ask(past(9, 8));
    expect(calls).toHaveLength(2);
  });

  test('counts the calls that were sent also for a caller who does not hear the end of them', async () => {
    const { ask, instead } = stage();
    const who = readContext();
    const caller = new AbortController();
    instead.push(answering(promised<Report>().promise));
    const asked = ask(past(9, 8), { who, signal: caller.signal });
    await settled();
    await settled();
    caller.abort(new Failure('UPSTREAM_TIMEOUT', 'Late'));
    await expect(asked).rejects.toThrow('Late');
    expect(who.cost).toMatchObject({ calls: 1, retries: 0 });
  });

  test('lets the last caller who leaves end the read, and tells the reason to him alone', async () => {
    const { ask, instead } = stage();
    const caller = new AbortController();
    let ended: unknown;
    instead.push(async (_request, { signal }) => {
      await new Promise((over) => signal.addEventListener('abort', over));
      ended = signal.reason;
      throw signal.reason;
    });
    const asked = ask(past(9, 8), { signal: caller.signal });
    await settled();
    caller.abort('gone');
    await expect(asked).rejects.toBe('gone');
    expect(ended).toBeInstanceOf(Cancelled);
    expect(sessions(await ask(past(9, 8)))).toEqual([9]);
  });
});
