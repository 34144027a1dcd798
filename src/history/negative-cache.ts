// What is remembered of a device besides its whole days: its failure of a moment ago, and the remnant of a day that the upstream is forgetting.
import { LRUCache } from 'lru-cache';
import { FAILURES, type Failure } from '../errors.js';
import type { Day } from './day.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import { type Remnant, type Remnants, withBeginning } from './cached-day.js';

export interface Notes {
  remnants(device: DeviceKey): Remnants;
  /** The documented failure that the device answered a moment ago, and would answer again. */
  failure(device: DeviceKey): Failure | undefined;
  /** What was known of the beginning of a day stays known when the upstream has forgotten it. */
  noteRemnants(device: DeviceKey, remnants: readonly Remnant[]): void;
  /** Remembers the failure if it is one of the device; others pass by themselves. */
  noteFailure(device: DeviceKey, failure: Failure): void;
  /** The device has answered. */
  clearFailure(device: DeviceKey): void;
  forget(device: DeviceKey): void;
  /** How often anything was forgotten: what was being read meanwhile is not to be kept. */
  forgettings(): number;
}

export interface NotesOptions {
  /** NEGATIVE_TTL_SECONDS, in milliseconds. */
  readonly negativeTtl: number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
}

const NONE: Remnants = new Map();

/** Of so many devices. */
const MOST = 10_000;

export function createNotes({ negativeTtl, elapsed }: NotesOptions): Notes {
  const remnants = new LRUCache<string, Map<Day, Remnant>>({ max: MOST });
  const failures = new LRUCache<string, { readonly failure: Failure; readonly until: number }>({ max: MOST });
  let forgettings = 0;
  return {
    remnants: (device) => remnants.get(deviceId(device)) ?? NONE,
    failure(device) {
      const noted = failures.get(deviceId(device));
      return noted && elapsed() < noted.until ? noted.failure : undefined;
    },
    noteRemnants(device, found) {
      if (found.length === 0) return;
      const sofar = new Map(remnants.get(deviceId(device)));
      for (const remnant of found) sofar.set(remnant.day, withBeginning(sofar.get(remnant.day), remnant));
      remnants.set(deviceId(device), sofar);
    },
    noteFailure(device, failure) {
      if (isOfDevice(failure)) failures.set(deviceId(device), { failure, until: elapsed() + negativeTtl });
    },
    clearFailure: (device) => void failures.delete(deviceId(device)),
    forgettings: () => forgettings,
    forget(device) {
      forgettings += 1;
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
