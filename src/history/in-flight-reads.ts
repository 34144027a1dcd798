// Reads under way, shared by day: whoever needs a day that is being read waits for that read. It does not know what is done with what was read.
import { Failure } from '../errors.js';
import { type Day, type DayRun, listOf } from './day.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';

/** How a read ended. A failure is told to all who waited. */
export type Landing<T> =
  | { readonly kind: 'landed'; readonly reading: T }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Flight<T> {
  /** Waits for the end, or until the signal says that nobody waits here any more. */
  join(signal: AbortSignal): Promise<Landing<T>>;
  /** Whether somebody who wants what is held read again may join: it was started for another such, and is not sent yet. */
  isForRefresh(): boolean;
}

export interface Flights<T> {
  /** The one that was started last, where several are under way. */
  of(device: DeviceKey, day: Day): Flight<T> | undefined;
  /** Starts reading; the days are flying until it has ended, whatever its end. */
  start(device: DeviceKey, run: DayRun, reading: Starting<T>): Flight<T>;
}

export interface Starting<T> {
  readonly refresh: boolean;
  /** `sent` is called whenever the call is sent. */
  readonly read: (signal: AbortSignal, sent: () => void) => Promise<T>;
}

export interface FlightOptions {
  /** Milliseconds that a read may take, whoever waits for it. */
  readonly timeout: number;
  /** A signal that aborts after so many milliseconds. */
  readonly deadlineIn: (ms: number) => AbortSignal;
}

export function createFlights<T>({ timeout, deadlineIn }: FlightOptions): Flights<T> {
  const flying = new Map<string, Map<Day, Flight<T>>>();
  const land = (id: string, days: readonly Day[], flight: Flight<T>) => {
    const ofDevice = flying.get(id);
    for (const day of days) if (ofDevice?.get(day) === flight) ofDevice.delete(day);
    if (ofDevice?.size === 0) flying.delete(id);
  };
  return {
    of: (device, day) => flying.get(deviceId(device))?.get(day),
    start(device, run, reading) {
      const id = deviceId(device);
      const days = listOf(run);
      const flight = openFlight(reading, deadlineIn(timeout), timeout, () => land(id, days, flight));
      const ofDevice = flying.get(id) ?? new Map<Day, Flight<T>>();
      for (const day of days) ofDevice.set(day, flight);
      flying.set(id, ofDevice);
      return flight;
    },
  };
}

/** Aborted when its time is over, or when the last one who waited has left. `over` is called when nobody should join it any more. */
function openFlight<T>(
  { refresh, read }: Starting<T>,
  deadline: AbortSignal,
  timeout: number,
  over: () => void,
): Flight<T> {
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, deadline]);
  let waiting = 0;
  let hasLanded = false;
  let isSent = false;
  const sent = (): void => {
    isSent = true;
  };
  const landing = untilAborted(read(signal, sent), signal)
    .then((reading): Landing<T> => ({ kind: 'landed', reading }))
    .catch((error): Landing<T> => ({ kind: 'failed', failure: failureOf(error, deadline, timeout) }))
    .finally(() => {
      hasLanded = true;
      // Who looked into the store just before the days were put there still finds the flight.
      setImmediate(over);
    });
  return {
    isForRefresh: () => refresh && !isSent && !hasLanded,
    async join(caller) {
      waiting += 1;
      try {
        return await untilAborted(landing, caller);
      } finally {
        waiting -= 1;
        if (waiting === 0 && !hasLanded) {
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
