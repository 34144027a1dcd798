// The store in this process: bounded in bytes, giving up the days that were asked for least recently. It knows no settling and no clock.
import { LRUCache } from 'lru-cache';
import type { Day } from './day.js';
import { deviceId } from './device.js';
import type { HeldDay } from './held-day.js';
import type { Series } from './series.js';
import type { Store } from './store.js';

/** A day as it is kept: its three columns one behind the other, since three small arrays would cost more than what is in them. */
interface Packed extends Omit<HeldDay, 'series'> {
  readonly columns: Float64Array;
}

/** Measured bytes of an entry without its columns: object, array header, key, and its place in the cache. */
const ENTRY = 560;

export function createMemoryStore(maxBytes: number): Store {
  const days = new LRUCache<string, Packed>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ columns }) => ENTRY + columns.byteLength,
  });
  return {
    async get(device, wanted) {
      const found = new Map<Day, HeldDay>();
      const prefix = deviceId(device);
      for (const day of wanted) {
        const packed = days.get(`${prefix}/${day}`);
        if (packed) found.set(day, unpack(packed));
      }
      return found;
    },
    async put(device, read) {
      const prefix = deviceId(device);
      for (const [day, held] of read) days.set(`${prefix}/${day}`, pack(held));
    },
    async forget(device) {
      const prefix = `${deviceId(device)}/`;
      for (const key of [...days.keys()]) if (key.startsWith(prefix)) days.delete(key);
    },
  };
}

/** A copy: a view would keep the whole report in memory for the sake of one day. */
function pack({ series, readAt, settled, deviceId: id, transactionId }: HeldDay): Packed {
  const length = series.start.length;
  const columns = new Float64Array(3 * length);
  columns.set(series.start, 0);
  columns.set(series.end, length);
  columns.set(series.bytes, 2 * length);
  // Named one by one, since an object made by spreading takes three times the memory.
  return { readAt, settled, deviceId: id, transactionId, columns };
}

function unpack({ columns, readAt, settled, deviceId: id, transactionId }: Packed): HeldDay {
  const length = columns.length / 3;
  const series: Series = {
    start: columns.subarray(0, length),
    end: columns.subarray(length, 2 * length),
    bytes: columns.subarray(2 * length),
  };
  return { series, readAt, settled, deviceId: id, transactionId };
}
