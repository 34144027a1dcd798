// The store of cached days, implemented in memory and in Redis.

import type { DeviceKey } from '../sessions/device.js';
import type { CachedDay } from './cached-day.js';
import type { Day } from './day.js';

/** Holds whole days, never half a one. A sick store holds nothing: it answers as if every day were missing, and never rejects. */
export interface Store {
  get(device: DeviceKey, days: readonly Day[]): Promise<Map<Day, CachedDay>>;
  put(device: DeviceKey, days: ReadonlyMap<Day, CachedDay>): Promise<void>;
  forget(device: DeviceKey): Promise<void>;
}
