// Single-flight for reads, by device and day: a read in progress is shared by everyone who needs one of its days.
import { Failure } from '../errors.js';
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

export interface InFlightReadOptions {
  /** Milliseconds that a read may take, whoever waits for it. */
  readonly timeout: number;
  /** A signal that aborts after so many milliseconds. */
  readonly deadlineIn: (ms: number) => AbortSignal;
}

export function createInFlightReads<T>({ timeout, deadlineIn }: InFlightReadOptions): InFlightReads<T> {
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
      const inFlightRead = startRead(reading, deadlineIn(timeout), timeout, () => complete(id, days, inFlightRead));
      const ofDevice = inFlight.get(id) ?? new Map<Day, InFlightRead<T>>();
      for (const day of days) ofDevice.set(day, inFlightRead);
      inFlight.set(id, ofDevice);
      return inFlightRead;
    },
  };
}

/** Aborted when its time is over, or when the last one who waited has left. `over` is called when nobody should join it any more. */
function startRead<T>(
  { refresh, read }: Starting<T>,
  deadline: AbortSignal,
  timeout: number,
  over: () => void,
): InFlightRead<T> {
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, deadline]);
  let waiting = 0;
  let isComplete = false;
  let isSent = false;
  const sent = (): void => {
    isSent = true;
  };
  const result = untilAborted(read(signal, sent), signal)
    .then((reading): ReadResult<T> => ({ kind: 'completed', reading }))
    .catch((error): ReadResult<T> => ({ kind: 'failed', failure: failureOf(error, deadline, timeout) }))
    .finally(() => {
      isComplete = true;
      // Who looked into the store just before the days were put there still finds the read.
      setImmediate(over);
    });
  return {
    isForRefresh: () => refresh && !isSent && !isComplete,
    async join(caller) {
      waiting += 1;
      try {
        return await untilAborted(result, caller);
      } finally {
        waiting -= 1;
        if (waiting === 0 && !isComplete) {
          over();
          left.abort(new Failure('INTERNAL_SERVER_ERROR', 'Everyone who waited for the report has left.'));
        }
      }
    },
  };
}

function failureOf(error: unknown, deadline: AbortSignal, timeout: number): Failure {
  if (error instanceof Failure) return error;
  if (deadline.aborted)
    return new Failure('UPSTREAM_TIMEOUT', `The upstream did not answer within ${timeout} ms, all attempts together.`);
  return new Failure('INTERNAL_SERVER_ERROR', 'Reading the report failed.', {}, { cause: error });
}

/** What the promise gives, unless the signal is quicker. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let leave = () => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
