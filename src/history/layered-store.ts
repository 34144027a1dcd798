// Memory before disk: what memory does not hold is read from disk and held from then on.
import { type DeviceKey, deviceId } from '../sessions/device.js';
import type { Store } from './store.js';

/** Where `near` holds all that is asked for, `far` is not asked. */
export function layered(near: Store, far: Store): Store {
  const loading = createLoading();
  return {
    async get(device, days) {
      const found = await near.get(device, days);
      const missing = days.filter((day) => !found.has(day));
      if (missing.length === 0) return found;
      const load = loading.begin(device);
      const older = await far.get(device, missing);
      loading.end(device, load);
      if (older.size === 0) return found;
      if (load.isCurrent) await near.put(device, older);
      return new Map([...older, ...found].toSorted(([a], [b]) => a - b));
    },
    async put(device, days) {
      loading.outdate(device);
      await Promise.all([near.put(device, days), far.put(device, days)]);
    },
    async forget(device) {
      loading.outdate(device);
      await Promise.all([near.forget(device), far.forget(device)]);
    },
  };
}

/** A load of days from the far store; what is put or forgotten meanwhile is newer than what it brings. */
interface Load {
  isCurrent: boolean;
}

function createLoading() {
  const loads = new Map<string, Set<Load>>();
  return {
    begin(device: DeviceKey): Load {
      const load = { isCurrent: true };
      const ofDevice = loads.get(deviceId(device)) ?? new Set();
      loads.set(deviceId(device), ofDevice.add(load));
      return load;
    },
    end(device: DeviceKey, load: Load): void {
      const ofDevice = loads.get(deviceId(device));
      ofDevice?.delete(load);
      if (ofDevice?.size === 0) loads.delete(deviceId(device));
    },
    outdate(device: DeviceKey): void {
      for (const load of loads.get(deviceId(device)) ?? []) load.isCurrent = false;
    },
  };
}
