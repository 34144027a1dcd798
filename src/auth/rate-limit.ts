// A token bucket of upstream calls for each caller.
import { LRUCache } from 'lru-cache';
import { Failure } from '../errors.js';
import type { Allowance } from '../history/cost.js';
import type { Caller } from './caller.js';

export interface RateLimiter {
  allowance(caller: Caller): Allowance;
  /** What is left, as draft-ietf-httpapi-ratelimit-headers has it. */
  headers(caller: Caller): Readonly<Record<string, string>>;
}

interface Bucket {
  /** In calls times MINUTE, so that whole milliseconds fill it by whole numbers. */
  readonly level: number;
  readonly at: number;
}

const MINUTE = 60_000;

/** Who has not asked for long has a full bucket anyway, and need not be remembered. */
const MOST_CALLERS = 10_000;

/** RATE_LIMIT: a bucket of so many calls, which fills within a minute. Retries count, and may leave the bucket in debt. `elapsed`: milliseconds that only grow. */
export function createRateLimiter(perMinute: number, elapsed: () => number): RateLimiter {
  const now = (): number => Math.floor(elapsed());
  const full = perMinute * MINUTE;
  const buckets = new LRUCache<string, Bucket>({ max: MOST_CALLERS });
  const levelOf = ({ name }: Caller): number => {
    const { level, at } = buckets.get(name) ?? { level: full, at: now() };
    return Math.min(full, level + Math.max(0, now() - at) * perMinute);
  };
  /** Milliseconds. */
  const until = (wanted: number, caller: Caller): number => Math.ceil((wanted - levelOf(caller)) / perMinute);
  return {
    allowance: (caller) => ({
      refusal(calls) {
        if (levelOf(caller) >= calls * MINUTE) return undefined;
        return usedUp(calls, perMinute, until(Math.min(calls * MINUTE, full), caller));
      },
      charge(calls) {
        buckets.set(caller.name, { level: levelOf(caller) - calls * MINUTE, at: now() });
      },
    }),
    headers: (caller) => ({
      'ratelimit-policy': `"calls";q=${perMinute};w=60`,
      ratelimit: `"calls";r=${Math.max(0, Math.floor(levelOf(caller) / MINUTE))};t=${Math.ceil(until(full, caller) / 1_000)}`,
    }),
  };
}

/** What does not fit into a full bucket will not fit later either. */
const usedUp = (needed: number, allowed: number, retryAfterMs: number): Failure =>
  needed > allowed
    ? new Failure(
        'CALL_BUDGET_EXCEEDED',
        `The operation needs ${needed} upstream calls, and a caller may start ${allowed} a minute (RATE_LIMIT).`,
        { needed, allowed },
      )
    : new Failure('RATE_LIMITED', `The caller has used up its ${allowed} upstream calls a minute (RATE_LIMIT).`, {
        retryAfterMs,
      });
