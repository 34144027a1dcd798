// The Redis store of cached days: one key per day, with a TTL.

import type { CachedDay } from '../history/cached-day.js';
import { type Day, dayOf, endOf, listOf } from '../history/day.js';
import { packDay, READ_AT, unpackDay } from '../history/packed-day.js';
import { VERSION } from '../history/sealed-bytes.js';
import type { Store } from '../history/store.js';
import type { Redis } from './connection.js';
import type { Keys } from './keys.js';

export interface DayStoreOptions {
  readonly redis: Pick<Redis, 'ask' | 'reportFailure'>;
  readonly keys: Keys;
  readonly historyDays: number;
  /** How long an unsettled day may be of use; milliseconds. */
  readonly unsettledFor: number;
  readonly now: () => number;
}

/**
 * Of two readings of a day the one that was sent later stands, whichever replica is quicker. One that claims to be later than
 * now was sent by a clock that is wrong, and what is no day in our format was not sent by us: neither stands.
 */
const PUT = `
local now = tonumber(ARGV[1])
for i, key in ipairs(KEYS) do
  local bytes, readAt, life = ARGV[3 * i - 1], tonumber(ARGV[3 * i]), ARGV[3 * i + 1]
  local held = redis.pcall('GET', key)
  local isDay = type(held) == 'string' and #held >= ${READ_AT + 8} and string.byte(held, 1) == ${VERSION}
  local heldAt = isDay and struct.unpack('<d', held, ${READ_AT + 1})
  if not heldAt or heldAt <= readAt or heldAt > now then redis.call('SET', key, bytes, 'PX', life) end
end
return redis.status_reply('OK')`;

export function createDayStore({ redis, keys, historyDays, unsettledFor, now }: DayStoreOptions): Store {
  /** A clock that was ahead does not make a reading live longer. */
  const lifeOf = (day: Day, { settled, readAt }: CachedDay): number =>
    Math.ceil(settled ? endOf(day + historyDays) - now() : Math.min(readAt - now(), 0) + unsettledFor);
  return {
    /** One round trip, however many days. */
    async get(device, days) {
      const found = new Map<Day, CachedDay>();
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
    /** In one command, which Redis carries out whole or not at all. */
    async put(device, days) {
      const living = [...days].filter(([day, held]) => lifeOf(day, held) > 0);
      if (living.length === 0) return;
      const names = living.map(([day]) => keys.day(device, day));
      const values = living.flatMap(([day, held], index) => [
        packDay(names[index] as string, day, held),
        String(held.readAt),
        String(lifeOf(day, held)),
      ]);
      await redis.ask(['EVAL', PUT, String(names.length), ...names, String(now()), ...values]);
    },
    async forget(device) {
      const today = dayOf(now());
      const days = listOf({ first: today - historyDays - 1, last: today + 1 });
      await redis.ask(['UNLINK', keys.read(device), ...days.map((day) => keys.day(device, day))]);
    },
  };
}

function read(
  key: string,
  day: Day,
  reply: unknown,
  { reportFailure }: Pick<Redis, 'reportFailure'>,
): CachedDay | undefined {
  if (reply === null) return undefined;
  const held = Buffer.isBuffer(reply) ? unpackDay(key, day, reply) : undefined;
  if (!held) reportFailure('unreadable day');
  return held;
}
