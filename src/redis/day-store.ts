// The store that replicas share: a key a day, which Redis itself forgets in time. It does not know what a day is good for.
import { type Day, dayOf, endOf, listOf } from '../sessions/day.js';
import type { DeviceKey } from '../sessions/device.js';
import type { HeldDay } from '../sessions/held-day.js';
import type { Store } from '../sessions/store.js';
import type { Redis } from './connection.js';
import type { Keys } from './keys.js';
import { packDay, unpackDay } from './packed.js';

export interface DayStoreOptions {
  readonly redis: Pick<Redis, 'ask' | 'complain'>;
  readonly keys: Keys;
  readonly historyDays: number;
  /** How long an unsettled day may be of use; milliseconds. */
  readonly unsettledFor: number;
  readonly now: () => number;
}

export function createDayStore({ redis, keys, historyDays, unsettledFor, now }: DayStoreOptions): Store {
  const goodUntil = (day: Day, { settled, readAt }: HeldDay): number =>
    settled ? endOf(day + historyDays) : readAt + unsettledFor;
  const put = async (device: DeviceKey, day: Day, held: HeldDay): Promise<void> => {
    const key = keys.day(device, day);
    const life = Math.ceil(goodUntil(day, held) - now());
    if (life > 0) await redis.ask(['SET', key, packDay(key, day, held), 'PX', String(life)]);
  };
  return {
    /** One round trip, however many days. */
    async get(device, days) {
      const found = new Map<Day, HeldDay>();
      if (days.length === 0) return found;
      const names = days.map((day) => keys.day(device, day));
      const replies = await redis.ask(['MGET', ...names]);
      if (!Array.isArray(replies)) return found;
      for (const [index, day] of days.entries()) {
        const held = read(names[index] as string, day, replies[index], redis);
        if (held) found.set(day, held);
      }
      return found;
    },
    /** In one go: a cut between two of them leaves whole days. */
    async put(device, days) {
      await Promise.all(Array.from(days, ([day, held]) => put(device, day, held)));
    },
    async forget(device) {
      const today = dayOf(now());
      const days = listOf({ first: today - historyDays - 1, last: today + 1 });
      await redis.ask(['UNLINK', keys.read(device), ...days.map((day) => keys.day(device, day))]);
    },
  };
}

function read(key: string, day: Day, reply: unknown, { complain }: Pick<Redis, 'complain'>): HeldDay | undefined {
  if (reply === null) return undefined;
  const held = Buffer.isBuffer(reply) ? unpackDay(key, day, reply) : undefined;
  if (!held) complain('unreadable day');
  return held;
}
