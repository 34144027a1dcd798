// The login latch shared by all replicas, beside the one that each keeps for itself.
import { z } from 'zod';
import type { LatchState, LatchStore } from '../thingspace/latch.js';
import type { Redis } from './connection.js';
import type { Keys } from './keys.js';

export interface SharedLatchOptions {
  readonly redis: Pick<Redis, 'ask' | 'reportFailure'>;
  readonly keys: Keys;
  readonly now: () => number;
}

const STATE = z.object({ credentials: z.string(), refusals: z.int().min(0), lastRefusal: z.number() });

/**
 * The later of the two states stands, so that neither an emptied Redis nor a lost folder lets refusals add up. That all is well again is
 * therefore written down too, as a state without refusals.
 */
export function sharedLatch({ redis, keys, now }: SharedLatchOptions, own: LatchStore): LatchStore {
  const readShared = async (): Promise<LatchState | undefined> => {
    const reply = await redis.ask(['EVAL', READ, '1', keys.latch]);
    if (!Buffer.isBuffer(reply)) return undefined;
    const state = parse(reply.toString());
    if (!state) redis.reportFailure('unreadable latch');
    return state;
  };
  return {
    async read() {
      const [shared, kept] = await Promise.all([readShared(), own.read()]);
      const state = standing(shared, kept, now());
      return state && state.refusals > 0 ? state : undefined;
    },
    async write(state) {
      const shared = state ?? { credentials: '', refusals: 0, lastRefusal: now() };
      const [reply, isKept] = await Promise.all([
        redis.ask(['SET', keys.latch, JSON.stringify(shared)]),
        own.write(state),
      ]);
      return isKept || reply !== undefined;
    },
  };
}

/** What is no text is not ours, and goes. */
const READ = `
local held = redis.pcall('GET', KEYS[1])
if type(held) ~= 'table' then return held end
redis.call('DEL', KEYS[1])
return false`;

/** A state later than now was written by a clock that is wrong, and tells nothing of its order: then the more refusals stand. */
function standing(shared: LatchState | undefined, kept: LatchState | undefined, now: number): LatchState | undefined {
  if (!shared || !kept) return shared ?? kept;
  const isOrdered = shared.lastRefusal <= now && kept.lastRefusal <= now;
  const isShared = isOrdered ? shared.lastRefusal >= kept.lastRefusal : shared.refusals >= kept.refusals;
  return isShared ? shared : kept;
}

function parse(text: string): LatchState | undefined {
  try {
    return STATE.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
