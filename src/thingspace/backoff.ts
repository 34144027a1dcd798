// Decides whether a failed call is retried and after which delay. Pure.
import type { Failure } from '../errors.js';

export interface Attempt {
  /** How many attempts there have been, this one included. */
  readonly number: number;
  /** Milliseconds until nobody waits for the answer any more. */
  readonly left: number;
  /** Milliseconds that one attempt may take. */
  readonly attemptTimeout: number;
  /** From 0 up to and without 1. */
  readonly random: number;
}

export const MAX_ATTEMPTS = 3;
const FIRST_DELAY = 200;

/** Milliseconds to wait before the next attempt; undefined where there is none. The budget is not asked here. */
export function nextTry(failure: Failure, attempt: Attempt): number | undefined {
  if (attempt.number >= MAX_ATTEMPTS) return undefined;
  const delay = delayFor(failure, attempt);
  if (delay === undefined || delay >= attempt.left) return undefined;
  // Who has once taken all the time there is will not be quicker when only half of it is left.
  if (failure.code === 'UPSTREAM_TIMEOUT' && delay + attempt.attemptTimeout > attempt.left) return undefined;
  return delay;
}

/** Full jitter, so that callers who failed together do not come back together; a Retry-After is the least that is waited. */
function delayFor({ code, transient, details }: Failure, { number, random }: Attempt): number | undefined {
  const jitter = random * FIRST_DELAY * 2 ** (number - 1);
  if (code === 'UPSTREAM_RATE_LIMITED') return (details.retryAfterMs ?? FIRST_DELAY * 2 ** number) + jitter;
  return transient ? jitter : undefined;
}

/** How many retries may be made: a fixed few, and a share of the first attempts. It keeps a sick upstream from being asked three times as often. */
export interface RetryBudget {
  /** A first attempt was made. */
  earn(): void;
  /** Whether there is a retry left; if so, it is spent. */
  spend(): boolean;
}

const ALWAYS = 10;
/** So many first attempts pay for one retry: 20 %. */
const PRICE = 5;
/** A long good time does not pay for a storm. */
const MOST = 100;

export function createRetryBudget(): RetryBudget {
  let earned = ALWAYS * PRICE;
  return {
    earn() {
      earned = Math.min(MOST * PRICE, earned + 1);
    },
    spend() {
      if (earned < PRICE) return false;
      earned -= PRICE;
      return true;
    },
  };
}
