// What is remembered of a device besides its whole days: its failure of a moment ago, and the remnant of a day that the upstream is forgetting.
import { LRUCache } from 'lru-cache';
import { FAILURES, type Failure } from '../errors.js';
import { type DeviceKey, deviceId } from './device.js';
import type { Remnant } from './held-day.js';
import type { Instant } from './range.js';

export interface Notes {
  remnant(device: DeviceKey): Remnant | undefined;
  /** The documented failure that the device answered a moment ago, and would answer again. */
  failure(device: DeviceKey): Failure | undefined;
  noteRemnant(device: DeviceKey, remnant: Remnant): void;
  /** Remembers the failure if it is one of the device; others pass by themselves. */
  noteFailure(device: DeviceKey, failure: Failure): void;
  /** The device has answered. */
  clearFailure(device: DeviceKey): void;
  forget(device: DeviceKey): void;
}

export interface NotesOptions {
  /** NEGATIVE_TTL_SECONDS, in milliseconds. */
  readonly negativeTtl: number;
  readonly now: () => Instant;
}

/** Of so many devices. */
const MOST = 10_000;

export function createNotes({ negativeTtl, now }: NotesOptions): Notes {
  const remnants = new LRUCache<string, Remnant>({ max: MOST });
  const failures = new LRUCache<string, { readonly failure: Failure; readonly until: Instant }>({ max: MOST });
  return {
    remnant: (device) => remnants.get(deviceId(device)),
    failure(device) {
      const noted = failures.get(deviceId(device));
      return noted && now() < noted.until ? noted.failure : undefined;
    },
    noteRemnant: (device, remnant) => void remnants.set(deviceId(device), remnant),
    noteFailure(device, failure) {
      if (isOfDevice(failure)) failures.set(deviceId(device), { failure, until: now() + negativeTtl });
    },
    clearFailure: (device) => void failures.delete(deviceId(device)),
    forget(device) {
      remnants.delete(deviceId(device));
      failures.delete(deviceId(device));
    },
  };
}

/** A refused login denies access too, but no call was made for the device then. */
function isOfDevice({ code, details }: Failure): boolean {
  if (code === 'UPSTREAM_ACCESS_DENIED') return (details.upstream?.attempts ?? 0) > 0;
  return FAILURES[code].category === 'DEVICE';
}
