// A device, a window, reports and promises that a test settles itself, for the steps of the pipeline.
import { Failure } from '../../src/errors.js';
import type { OnCall, Report } from '../../src/history/report.js';
import { type DeviceKey, readAccountNumber, readImei } from '../../src/sessions/device.js';
import { seriesOf } from './series.js';

export const IMEI = '353000000000017';
export const ACCOUNT = '0000123456-00001';

function device(): DeviceKey {
  const [imei, accountNumber] = [readImei(IMEI), readAccountNumber(ACCOUNT)];
  if (!imei || !accountNumber) throw new Error('not a device');
  return { imei, accountNumber };
}
export const DEVICE = device();
export const RANGE = { from: 0, to: 100 };

export const report = (asOf = 100): Report => ({
  known: RANGE,
  series: seriesOf([[10, 20, 1]]),
  deviceId: null,
  transactionIds: [],
  asOf,
});

/** A passing failure of the upstream, after so many calls. */
export const passing = (attempts = 1): Failure =>
  new Failure('UPSTREAM_UNAVAILABLE', 'The upstream answered 503', { upstream: { status: 503, attempts } });
/** A documented failure of the device. */
export const documented = (attempts = 1): Failure =>
  new Failure('DEVICE_INACTIVE', 'The upstream answered 404', { upstream: { status: 404, attempts } });

/** Tells of as many calls as the outcome took: of a failure its attempts, of a report one. */
export function reportCalls(outcome: unknown, onCall: OnCall): void {
  const calls = outcome instanceof Failure ? (outcome.details.upstream?.attempts ?? 0) : 1;
  for (let call = 0; call < calls; call++) onCall();
}

/** Nobody counts. */
export const uncounted: OnCall = () => {};

export const never = (): AbortSignal => new AbortController().signal;

export interface Promised<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

export function promised<T>(): Promised<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Until everything that can go on without the world outside has gone on. */
export const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
