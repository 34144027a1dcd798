// Who shares a read under way, who only stops waiting, and when a read is ended.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import { createInFlightReads, type InFlightRead } from '../../src/history/in-flight-reads.js';
import type { Report } from '../../src/history/report.js';
import { never, type Promised, passing, promised, settled } from '../support/fetch.js';
import { device, on, range, reportOf } from './cached-days.js';

const ONE = device('1');
const REPORT = reportOf(range(on(10), on(12)));
const RUN = { first: 10, last: 12 };

interface Reading extends Promised<Report> {
  readonly signals: AbortSignal[];
  readonly refresh: boolean;
  readonly read: (signal: AbortSignal) => Promise<Report>;
}

function reading(): Reading {
  const signals: AbortSignal[] = [];
  const report = promised<Report>();
  const read = (signal: AbortSignal) => {
    signals.push(signal);
    return report.promise;
  };
  return { ...report, signals, refresh: false, read };
}

function stage() {
  const deadline = new AbortController();
  const asked: number[] = [];
  const startTimer = (ms: number, onTime: () => void) => {
    asked.push(ms);
    deadline.signal.addEventListener('abort', onTime);
    return () => deadline.signal.removeEventListener('abort', onTime);
  };
  return { inFlightReads: createInFlightReads<Report>({ timeout: 5_000, startTimer }), deadline, asked };
}

const result = (inFlightRead: InFlightRead<Report> | undefined, signal = never()) => inFlightRead?.join(signal);
const LANDED = { kind: 'completed', reading: REPORT };

describe('a flight', () => {
  test('is found by every day of its run, and by no other day or device', () => {
    const { inFlightReads } = stage();
    const inFlightRead = inFlightReads.start(ONE, RUN, reading());
    expect([9, 10, 11, 12, 13].map((day) => inFlightReads.of(ONE, day))).toEqual([
      undefined,
      inFlightRead,
      inFlightRead,
      inFlightRead,
      undefined,
    ]);
    expect([device('2'), device('1', '2')].map((each) => inFlightReads.of(each, 10))).toEqual([undefined, undefined]);
  });

  test('is started once and tells everyone who waits the same report', async () => {
    const { inFlightReads } = stage();
    const { read, resolve, signals } = reading();
    const waiting = [
      inFlightReads.start(ONE, RUN, { refresh: false, read }).join(never()),
      result(inFlightReads.of(ONE, 10)),
      result(inFlightReads.of(ONE, 12)),
    ];
    resolve(REPORT);
    expect(await Promise.all(waiting)).toEqual([LANDED, LANDED, LANDED]);
    expect(signals).toHaveLength(1);
  });

  test('over days of which some are flying is found by all of its days, since it is sent later', async () => {
    const { inFlightReads } = stage();
    inFlightReads.start(ONE, { first: 10, last: 11 }, reading());
    const second = inFlightReads.start(ONE, { first: 9, last: 12 }, reading());
    expect([9, 10, 11, 12].map((day) => inFlightReads.of(ONE, day))).toEqual([second, second, second, second]);
  });

  test('is for a refresh only until it is sent, and only if it was started for one', () => {
    const { inFlightReads } = stage();
    const sends: (() => void)[] = [];
    const start = (refresh: boolean) =>
      inFlightReads.start(ONE, RUN, {
        refresh,
        read: (_signal, sent) => {
          sends.push(sent);
          return promised<Report>().promise;
        },
      });
    const [plain, again] = [start(false), start(true)];
    expect([plain.isForRefresh(), again.isForRefresh()]).toEqual([false, true]);
    for (const sent of sends) sent();
    expect(again.isForRefresh()).toBe(false);
  });

  test('that has landed is still found until the next turn of the loop, and then no more', async () => {
    const { inFlightReads } = stage();
    const { read, resolve } = reading();
    const inFlightRead = inFlightReads.start(ONE, RUN, { refresh: false, read });
    resolve(REPORT);
    await result(inFlightRead);
    expect(inFlightReads.of(ONE, 11)).toBe(inFlightRead);
    expect(await result(inFlightReads.of(ONE, 11))).toEqual(LANDED);
    await settled();
    expect(inFlightReads.of(ONE, 11)).toBeUndefined();
  });

  test('that lands does not take away those that were started over its neighbours, or in its place', async () => {
    const { inFlightReads } = stage();
    const old = reading();
    const first = inFlightReads.start(ONE, { first: 10, last: 10 }, old);
    const neighbour = inFlightReads.start(ONE, { first: 10, last: 11 }, reading());
    await Promise.allSettled([result(first, AbortSignal.abort('gone'))]);
    const successor = inFlightReads.start(ONE, { first: 10, last: 10 }, reading());
    old.resolve(REPORT);
    await result(first);
    await settled();
    expect([inFlightReads.of(ONE, 10), inFlightReads.of(ONE, 11)]).toEqual([successor, neighbour]);
  });
});

describe('a caller who leaves', () => {
  test('only stops waiting: the others are told, and the read goes on', async () => {
    const { inFlightReads } = stage();
    const { read, resolve, signals } = reading();
    const inFlightRead = inFlightReads.start(ONE, RUN, { refresh: false, read });
    const caller = new AbortController();
    const [left, stays] = [result(inFlightRead, caller.signal), result(inFlightRead)];
    const gone = new Error('gone');
    caller.abort(gone);
    await expect(left).rejects.toBe(gone);
    expect([signals[0]?.aborted, inFlightReads.of(ONE, 10)]).toEqual([false, inFlightRead]);
    resolve(REPORT);
    expect(await stays).toEqual(LANDED);
  });

  test('as the last one ends the read, which nobody finds any more', async () => {
    const { inFlightReads } = stage();
    const { read, signals } = reading();
    const inFlightRead = inFlightReads.start(ONE, RUN, { refresh: false, read });
    const callers = [new AbortController(), new AbortController()];
    const waiting = Promise.allSettled(callers.map(({ signal }) => result(inFlightRead, signal)));
    callers[0]?.abort();
    await settled();
    expect(signals[0]?.aborted).toBe(false);
    callers[1]?.abort();
    await waiting;
    expect([signals[0]?.aborted, inFlightReads.of(ONE, 10)]).toEqual([true, undefined]);
  });

  test('before having waited ends the read as well', async () => {
    const { inFlightReads } = stage();
    const { read, signals } = reading();
    await expect(
      result(inFlightReads.start(ONE, RUN, { refresh: false, read }), AbortSignal.abort('gone')),
    ).rejects.toBe('gone');
    expect(signals[0]?.aborted).toBe(true);
  });

  test('after it has landed spoils it for nobody', async () => {
    const { inFlightReads } = stage();
    const { read, resolve, signals } = reading();
    const inFlightRead = inFlightReads.start(ONE, RUN, { refresh: false, read });
    resolve(REPORT);
    await result(inFlightRead);
    await expect(result(inFlightRead, AbortSignal.abort('gone'))).rejects.toBe('gone');
    expect([signals[0]?.aborted, await result(inFlightRead)]).toEqual([false, LANDED]);
  });
});

describe('a read', () => {
  test('has its own deadline, whoever waits, and is ended by it', async () => {
    const { inFlightReads, deadline, asked } = stage();
    const { read, signals } = reading();
    const inFlightRead = inFlightReads.start(ONE, RUN, { refresh: false, read });
    deadline.abort(new Error('late'));
    expect(await result(inFlightRead)).toMatchObject({ kind: 'failed', failure: { code: 'UPSTREAM_TIMEOUT' } });
    expect([asked, signals[0]?.aborted]).toEqual([[5_000], true]);
  });

  test.each([
    ['a failure of the upstream, as it is', passing(3), 'UPSTREAM_UNAVAILABLE'],
    ['a fault of ours, as one', new TypeError('oops'), 'INTERNAL_SERVER_ERROR'],
  ])('that fails tells all who wait: %s', async (_, error, code) => {
    const { inFlightReads } = stage();
    const { read, reject } = reading();
    const inFlightRead = inFlightReads.start(ONE, RUN, { refresh: false, read });
    const waiting = Promise.all([result(inFlightRead), result(inFlightRead)]);
    reject(error);
    const told = await waiting;
    for (const each of told) expect(each).toMatchObject({ kind: 'failed', failure: { code } });
    expect(told[0]?.kind === 'failed' && (told[0].failure === error || told[0].failure.cause === error)).toBe(true);
  });

  test('that fails is not remembered', async () => {
    const { inFlightReads } = stage();
    const { read, reject } = reading();
    const inFlightRead = inFlightReads.start(ONE, RUN, { refresh: false, read });
    reject(new Failure('DEVICE_INACTIVE', 'inactive'));
    await result(inFlightRead);
    await settled();
    expect(inFlightReads.of(ONE, 10)).toBeUndefined();
  });
});
