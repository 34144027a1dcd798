// Where held days are kept. It does not know what a day is good for.
import type { Day } from './day.js';
import type { DeviceKey } from '../sessions/device.js';
import type { HeldDay } from './cached-day.js';

/** Holds whole days, never half a one. A sick store holds nothing: it answers as if every day were missing, and never rejects. */
export interface Store {
  get(device: DeviceKey, days: readonly Day[]): Promise<Map<Day, HeldDay>>;
  put(device: DeviceKey, days: ReadonlyMap<Day, HeldDay>): Promise<void>;
  forget(device: DeviceKey): Promise<void>;
}
