// All that replicas on one Redis share, put together: days, reads under way, tokens and the login latch. It knows none of them closely.
import type { FetchReport } from '../history/report.js';
import type { Store } from '../history/store.js';
import type { LatchStore } from '../thingspace/latch.js';
import type { TokenSource } from '../thingspace/tokens.js';
import { openRedis, type Redis, type RedisOptions } from './connection.js';
import { createDayStore } from './day-store.js';
import { createKeys, type Identity } from './keys.js';
import { sharedLatch } from './shared-latch.js';
import { type SharedTokens, type SharedTokensOptions, shareTokens } from './shared-tokens.js';
import { type SharingOptions, sharing } from './shared-reads.js';
import type { TurnOptions } from './lease.js';

export interface ReplicasOptions extends RedisOptions, Identity {
  readonly wait: TurnOptions['wait'];
  readonly newToken: TurnOptions['newToken'];
  readonly now: () => number;
}

export interface Replicas extends Pick<Redis, 'ready' | 'close'> {
  store(rules: StoreRules): Store;
  /** One call for all who want the same; as in sharing.ts. */
  fetch(next: FetchReport, rules: Pick<SharingOptions, 'believe' | 'takesOver'>): FetchReport;
  tokens(source: TokenSource, life: Pick<SharedTokensOptions, 'sessionLife' | 'signal'>): SharedTokens;
  latch(own: LatchStore): LatchStore;
}

/** Milliseconds, but for the days of history. */
export interface StoreRules {
  readonly historyDays: number;
  readonly openTtl: number;
  readonly maxStale: number;
}

export function openReplicas(options: ReplicasOptions): Replicas {
  const { now, elapsed, wait, newToken } = options;
  const redis = openRedis(options);
  const keys = createKeys(options);
  const { ask, complain, ready, close } = redis;
  return {
    ready,
    close,
    store: ({ historyDays, openTtl, maxStale }) =>
      createDayStore({ redis, keys, historyDays, unsettledFor: Math.max(openTtl, maxStale), now }),
    fetch: (next, rules) => sharing({ ask, complain, keys, wait, newToken, now, ...rules }, next),
    tokens: (source, life) => shareTokens({ ask, keys, wait, newToken, elapsed, ...life }, source),
    latch: (own) => sharedLatch({ redis, keys, now }, own),
  };
}
