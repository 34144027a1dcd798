// Resets the shared login latch.
import type { LatchStore } from '../thingspace/latch.js';
import { openRedis, type RedisOptions } from './connection.js';
import { createKeys, type Identity } from './keys.js';
import { sharedLatch } from './shared-latch.js';

export async function unlatchShared(
  options: RedisOptions & { readonly now: () => number },
  identity: Identity,
  own: LatchStore,
): Promise<void> {
  const redis = openRedis(options);
  await redis.ready();
  await sharedLatch({ redis, keys: createKeys(identity), now: options.now }, own).write(undefined);
  await redis.close();
}
