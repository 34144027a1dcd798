// The in-memory store: an LRU of packed weeks, bounded in bytes.
import { LRUCache } from 'lru-cache';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import type { CachedDay } from './cached-day.js';
import type { Day } from './day.js';
import { packWeek, unpackWeek, type Week, type WeekNumber, weekOf } from './packed-week.js';
import type { Store } from './store.js';

/** Measured resident bytes of an entry without its cells: objects, array header, key, texts, its place in the cache, and what lies between them. */
const ENTRY = 1_700;

export interface MemoryStore extends Store {
  readonly size: () => { readonly bytes: number; readonly weeks: number };
}

export function createMemoryStore(maxBytes: number): MemoryStore {
  const weeks = new LRUCache<string, Week>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ cells }) => ENTRY + cells.byteLength,
  });
  return {
    size: () => ({ bytes: weeks.calculatedSize, weeks: weeks.size }),
    async get(device, wanted) {
      const found = new Map<Day, CachedDay>();
      const isWanted = new Set(wanted);
      for (const number of new Set(wanted.map(weekOf))) {
        const week = weeks.get(keyOf(device, number));
        for (const [day, held] of week ? unpackWeek(week, (each) => isWanted.has(each)) : []) found.set(day, held);
      }
      return found;
    },
    async put(device, read) {
      for (const [number, days] of byWeek(read)) {
        const key = keyOf(device, number);
        const week = weeks.peek(key);
        const others = week ? unpackWeek(week, (day) => !days.has(day)) : [];
        weeks.set(key, packWeek(new Map([...others, ...days])));
      }
    },
    async forget(device) {
      const prefix = keyOf(device, '');
      for (const key of [...weeks.keys()]) if (key.startsWith(prefix)) weeks.delete(key);
    },
  };
}

const keyOf = (device: DeviceKey, week: WeekNumber | ''): string => `${deviceId(device)}/${week}`;

function byWeek(read: ReadonlyMap<Day, CachedDay>): Map<WeekNumber, Map<Day, CachedDay>> {
  const weeks = new Map<WeekNumber, Map<Day, CachedDay>>();
  for (const [day, held] of read) {
    const days = weeks.get(weekOf(day)) ?? new Map<Day, CachedDay>();
    weeks.set(weekOf(day), days.set(day, held));
  }
  return weeks;
}
