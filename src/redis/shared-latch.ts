// The login latch for all replicas: in Redis, and beside it where each keeps its own. It does not know what the state means.
import { z } from 'zod';
import type { LatchState, LatchStore } from '../thingspace/latch.js';
import type { Redis } from './connection.js';
import type { Keys } from './keys.js';

export interface SharedLatchOptions {
  readonly redis: Pick<Redis, 'ask' | 'complain'>;
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
    const reply = await redis.ask(['GET', keys.latch]);
    if (!Buffer.isBuffer(reply)) return undefined;
    const state = parse(reply.toString());
    if (!state) redis.complain('unreadable latch');
    return state;
  };
  return {
    async read() {
      const [shared, kept] = await Promise.all([readShared(), own.read()]);
      const state = shared && shared.lastRefusal >= (kept?.lastRefusal ?? 0) ? shared : kept;
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

function parse(text: string): LatchState | undefined {
  try {
    return STATE.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
