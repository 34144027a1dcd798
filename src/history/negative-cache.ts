// The negative cache: documented failures of devices, for a short while.
import { LRUCache } from 'lru-cache';
import { FAILURES, type Failure } from '../errors.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';

export interface NegativeCache {
  /** The documented failure that the device answered a moment ago, and would answer again. */
  failure(device: DeviceKey): Failure | undefined;
  /** Remembers the failure if it is one of the device; others pass by themselves. */
  noteFailure(device: DeviceKey, failure: Failure): void;
  /** The device has answered. */
  clearFailure(device: DeviceKey): void;
  forget(device: DeviceKey): void;
}

export interface NegativeCacheOptions {
  /** NEGATIVE_TTL_SECONDS, in milliseconds. */
  readonly negativeTtl: number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
}

/** Of so many devices. */
const MOST = 10_000;

export function createNegativeCache({ negativeTtl, elapsed }: NegativeCacheOptions): NegativeCache {
  const failures = new LRUCache<string, { readonly failure: Failure; readonly until: number }>({ max: MOST });
  return {
    failure(device) {
      const noted = failures.get(deviceId(device));
      return noted && elapsed() < noted.until ? noted.failure : undefined;
    },
    noteFailure(device, failure) {
      if (isOfDevice(failure)) failures.set(deviceId(device), { failure, until: elapsed() + negativeTtl });
    },
    clearFailure: (device) => void failures.delete(deviceId(device)),
    forget: (device) => void failures.delete(deviceId(device)),
  };
}

/** A refused login denies access too, but no call was made for the device then. */
function isOfDevice({ code, details }: Failure): boolean {
  if (code === 'UPSTREAM_ACCESS_DENIED') return (details.upstream?.attempts ?? 0) > 0;
  return FAILURES[code].category === 'DEVICE';
}
