// The negative cache of documented failures, and the partial days at the edge of the upstream's retention.
import { LRUCache } from 'lru-cache';
import { FAILURES, type Failure } from '../errors.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import { type PartialDay, type PartialDays, withBeginning } from './cached-day.js';
import type { Day } from './day.js';

export interface NegativeCache {
  partialDays(device: DeviceKey): PartialDays;
  /** The documented failure that the device answered a moment ago, and would answer again. */
  failure(device: DeviceKey): Failure | undefined;
  /** What was known of the beginning of a day stays known when the upstream has forgotten it. */
  notePartialDays(device: DeviceKey, partialDays: readonly PartialDay[]): void;
  /** Remembers the failure if it is one of the device; others pass by themselves. */
  noteFailure(device: DeviceKey, failure: Failure): void;
  /** The device has answered. */
  clearFailure(device: DeviceKey): void;
  forget(device: DeviceKey): void;
  /** How often anything was forgotten: what was being read meanwhile is not to be kept. */
  generation(): number;
}

export interface NegativeCacheOptions {
  /** NEGATIVE_TTL_SECONDS, in milliseconds. */
  readonly negativeTtl: number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
}

const NONE: PartialDays = new Map();

/** Of so many devices. */
const MOST = 10_000;

export function createNegativeCache({ negativeTtl, elapsed }: NegativeCacheOptions): NegativeCache {
  const partialDays = new LRUCache<string, Map<Day, PartialDay>>({ max: MOST });
  const failures = new LRUCache<string, { readonly failure: Failure; readonly until: number }>({ max: MOST });
  let generation = 0;
  return {
    partialDays: (device) => partialDays.get(deviceId(device)) ?? NONE,
    failure(device) {
      const noted = failures.get(deviceId(device));
      return noted && elapsed() < noted.until ? noted.failure : undefined;
    },
    notePartialDays(device, found) {
      if (found.length === 0) return;
      const sofar = new Map(partialDays.get(deviceId(device)));
      for (const partialDay of found) sofar.set(partialDay.day, withBeginning(sofar.get(partialDay.day), partialDay));
      partialDays.set(deviceId(device), sofar);
    },
    noteFailure(device, failure) {
      if (isOfDevice(failure)) failures.set(deviceId(device), { failure, until: elapsed() + negativeTtl });
    },
    clearFailure: (device) => void failures.delete(deviceId(device)),
    generation: () => generation,
    forget(device) {
      generation += 1;
      partialDays.delete(deviceId(device));
      failures.delete(deviceId(device));
    },
  };
}

/** A refused login denies access too, but no call was made for the device then. */
function isOfDevice({ code, details }: Failure): boolean {
  if (code === 'UPSTREAM_ACCESS_DENIED') return (details.upstream?.attempts ?? 0) > 0;
  return FAILURES[code].category === 'DEVICE';
}
