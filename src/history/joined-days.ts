// Keeps the days of devices that are asked for again and again joined in one set of columns, in front of a store of packed days.
import { LRUCache } from 'lru-cache';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import { type CachedDay, joined } from './cached-day.js';
import type { Day } from './day.js';
import { sliced } from './day-slice.js';
import type { Store } from './store.js';

interface Joined {
  readonly first: Day;
  readonly last: Day;
  readonly days: ReadonlyMap<Day, CachedDay>;
}

/** Measured resident bytes of an entry, and of a day in it, besides the columns. */
const [ENTRY, PER_DAY] = [700, 180];
const PER_ROW = 24;

/** Only for a store that nobody else writes to: what is put through here is what is known here. */
export function withJoinedDays(store: Store, maxBytes: number): Store {
  const entries = new LRUCache<string, Joined>({ maxSize: Math.max(1, maxBytes), sizeCalculation: sizeOf });
  let writes = 0;
  return {
    async get(device, wanted) {
      const [first, last] = [wanted[0], wanted.at(-1)];
      if (first === undefined || last === undefined) return new Map();
      const entry = entries.get(deviceId(device));
      if (entry && entry.first <= first && last <= entry.last) return pick(entry.days, wanted);
      const before = writes;
      const found = await store.get(device, wanted);
      if (found.size === 0) return found;
      const inOrder = new Map([...found].toSorted(([a], [b]) => a - b));
      const days = sliced(inOrder, joined([...inOrder.values()]));
      // What was written meanwhile is not in what was found.
      if (writes === before) entries.set(deviceId(device), { first, last, days });
      return days;
    },
    async put(device, days) {
      writes += 1;
      entries.delete(deviceId(device));
      await store.put(device, days);
    },
    async forget(device: DeviceKey) {
      writes += 1;
      entries.delete(deviceId(device));
      await store.forget(device);
    },
  };
}

function pick(days: ReadonlyMap<Day, CachedDay>, wanted: readonly Day[]): Map<Day, CachedDay> {
  const picked = new Map<Day, CachedDay>();
  for (const day of wanted) {
    const held = days.get(day);
    if (held) picked.set(day, held);
  }
  return picked;
}

function sizeOf({ days }: Joined): number {
  let rows = 0;
  for (const { series } of days.values()) rows += series.start.length;
  return ENTRY + PER_DAY * days.size + PER_ROW * rows;
}
