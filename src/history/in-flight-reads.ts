// Single-flight for reads, by device and day: a read in progress is shared by everyone who needs one of its days.
import { Cancelled, Failure } from '../errors.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import { type Day, type DayRun, listOf } from './day.js';

/** How a read ended. Everyone who waited receives the same failure. */
export type ReadResult<T> =
  | { readonly kind: 'completed'; readonly reading: T }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface InFlightRead<T> {
  /** Waits for the end, or until the signal says that nobody waits here any more. */
  join(signal: AbortSignal): Promise<ReadResult<T>>;
  /** Whether somebody who wants what is held read again may join: it was started for another such, and is not sent yet. */
  isForRefresh(): boolean;
}

export interface InFlightReads<T> {
  /** The one that was started last, where several are under way. */
  of(device: DeviceKey, day: Day): InFlightRead<T> | undefined;
  /** Starts a read; its days are in flight until it has ended, however it ends. */
  start(device: DeviceKey, run: DayRun, reading: Starting<T>): InFlightRead<T>;
}

export interface Starting<T> {
  readonly refresh: boolean;
  /** `sent` is called whenever the call is sent. */
  readonly read: (signal: AbortSignal, sent: () => void) => Promise<T>;
}

/** Calls back after so many milliseconds, unless the function that it returns is called before. */
export type StartTimer = (ms: number, onTime: () => void) => () => void;

export interface InFlightReadOptions {
  /** Milliseconds that a read may take, whoever waits for it. */
  readonly timeout: number;
  readonly startTimer: StartTimer;
}

export function createInFlightReads<T>({ timeout, startTimer }: InFlightReadOptions): InFlightReads<T> {
  const inFlight = new Map<string, Map<Day, InFlightRead<T>>>();
  const complete = (id: string, days: readonly Day[], inFlightRead: InFlightRead<T>) => {
    const ofDevice = inFlight.get(id);
    for (const day of days) if (ofDevice?.get(day) === inFlightRead) ofDevice.delete(day);
    if (ofDevice?.size === 0) inFlight.delete(id);
  };
  return {
    of: (device, day) => inFlight.get(deviceId(device))?.get(day),
    start(device, run, reading) {
      const id = deviceId(device);
      const days = listOf(run);
      const over = (): void => complete(id, days, inFlightRead);
      const inFlightRead = startRead(reading, { timeout, startTimer }, over);
      const ofDevice = inFlight.get(id) ?? new Map<Day, InFlightRead<T>>();
      for (const day of days) ofDevice.set(day, inFlightRead);
      inFlight.set(id, ofDevice);
      return inFlightRead;
    },
  };
}

/** Aborted at its deadline, or when the last one who waited has left. `over` is called when nobody should join it any more. */
function startRead<T>(
  { refresh, read }: Starting<T>,
  { timeout, startTimer }: InFlightReadOptions,
  over: () => void,
): InFlightRead<T> {
  const stopping = new AbortController();
  const cancel = startTimer(timeout, () => stopping.abort(tooLate(timeout)));
  let waiting = 0;
  let isComplete = false;
  let isSent = false;
  const sent = (): void => {
    isSent = true;
  };
  const finish = (result: ReadResult<T>): ReadResult<T> => {
    cancel();
    isComplete = true;
    // Who looked into the store just before the days were put there still finds the read.
    setImmediate(over);
    return result;
  };
  const result = untilAborted(read(stopping.signal, sent), stopping.signal).then(
    (reading) => finish({ kind: 'completed', reading }),
    (error) => finish({ kind: 'failed', failure: failureOf(error) }),
  );
  const leave = (): void => {
    waiting -= 1;
    if (waiting > 0 || isComplete) return;
    over();
    stopping.abort(new Cancelled('Everyone who waited for the report has left.'));
  };
  return {
    isForRefresh: () => refresh && !isSent && !isComplete,
    join(caller) {
      waiting += 1;
      return untilAborted(result, caller).finally(leave);
    },
  };
}

const tooLate = (timeout: number): Failure =>
  new Failure('UPSTREAM_TIMEOUT', `The upstream did not answer within ${timeout} ms, all attempts together.`);

const failureOf = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure('INTERNAL_SERVER_ERROR', 'Reading the report failed.', {}, { cause: error });

/** What the promise gives, unless the signal is quicker. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    const done = (): void => signal.removeEventListener('abort', abort);
    promise.then(
      (value) => {
        done();
        resolve(value);
      },
      (error) => {
        done();
        reject(error);
      },
    );
  });
}
