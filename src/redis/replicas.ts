// Composes everything that replicas share through Redis: days, reads, tokens and the login latch.
import type { FetchReport } from '../history/report.js';
import type { Store } from '../history/store.js';
import type { LatchStore } from '../thingspace/latch.js';
import type { TokenSource } from '../thingspace/tokens.js';
import { openRedis, type Redis, type RedisOptions } from './connection.js';
import { createDayStore } from './day-store.js';
import { createKeys, type Identity } from './keys.js';
import type { LeaseOptions } from './lease.js';
import { sharedLatch } from './shared-latch.js';
import { type SharedReadsOptions, sharedReads } from './shared-reads.js';
import { type SharedTokens, type SharedTokensOptions, shareTokens } from './shared-tokens.js';

export interface ReplicasOptions extends RedisOptions, Identity {
  readonly sleep: LeaseOptions['sleep'];
  readonly newToken: LeaseOptions['newToken'];
  readonly now: () => number;
}

export interface Replicas extends Pick<Redis, 'ready' | 'close'> {
  store(rules: StoreRules): Store;
  /** One call for all who want the same; as in sharing.ts. */
  fetch(next: FetchReport, rules: Pick<SharedReadsOptions, 'believe' | 'takesOver'>): FetchReport;
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
  const { now, elapsed, sleep, newToken } = options;
  const redis = openRedis(options);
  const keys = createKeys(options);
  const { ask, reportFailure, ready, close } = redis;
  return {
    ready,
    close,
    store: ({ historyDays, openTtl, maxStale }) =>
      createDayStore({ redis, keys, historyDays, unsettledFor: Math.max(openTtl, maxStale), now }),
    fetch: (next, rules) => sharedReads({ ask, reportFailure, keys, sleep, newToken, now, ...rules }, next),
    tokens: (source, life) => shareTokens({ ask, keys, sleep, newToken, elapsed, ...life }, source),
    latch: (own) => sharedLatch({ redis, keys, now }, own),
  };
}
