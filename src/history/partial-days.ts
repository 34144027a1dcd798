// What is known of the days at the edge of the upstream's retention, of which perhaps only the end is left.
import { LRUCache } from 'lru-cache';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import { type PartialDay, type PartialDays, withBeginning } from './cached-day.js';
import type { Day } from './day.js';

export interface PartialDayStore {
  of(device: DeviceKey): PartialDays;
  /** What was known of the beginning of a day stays known when the upstream has forgotten it. */
  put(device: DeviceKey, partialDays: readonly PartialDay[]): void;
  forget(device: DeviceKey): void;
}

const NONE: PartialDays = new Map();

/** Of so many devices. */
const MOST = 10_000;

export function createPartialDayStore(): PartialDayStore {
  const devices = new LRUCache<string, ReadonlyMap<Day, PartialDay>>({ max: MOST });
  return {
    of: (device) => devices.get(deviceId(device)) ?? NONE,
    put(device, found) {
      if (found.length === 0) return;
      const days = new Map(devices.get(deviceId(device)));
      for (const partialDay of found) days.set(partialDay.day, withBeginning(days.get(partialDay.day), partialDay));
      devices.set(deviceId(device), days);
    },
    forget: (device) => void devices.delete(deviceId(device)),
  };
}
