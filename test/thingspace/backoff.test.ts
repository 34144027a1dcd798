// Which failures are tried again, after what delay and how often, at a chance of its own.
import { describe, expect, test } from '@jest/globals';
import { FAILURES, Failure, type FailureCode, isFailureCode } from '../../src/errors.js';
import { type Attempt, createRetryBudget, MAX_ATTEMPTS, nextTry } from '../../src/thingspace/backoff.js';

const PLENTY = 60_000;
const delayOf = (failure: Failure, given: Partial<Attempt> = {}) =>
  nextTry(failure, { number: 1, left: PLENTY, attemptTimeout: 35_000, random: 0.5, ...given });
const limitedFor = (retryAfterMs?: number) =>
  new Failure('UPSTREAM_RATE_LIMITED', '429', retryAfterMs === undefined ? {} : { retryAfterMs });
const UNAVAILABLE = new Failure('UPSTREAM_UNAVAILABLE', '503');
const TIMEOUT = new Failure('UPSTREAM_TIMEOUT', 'Late');

describe('the next attempt', () => {
  const delays: Partial<Record<FailureCode, number>> = {
    UPSTREAM_RATE_LIMITED: 500,
    UPSTREAM_TIMEOUT: 100,
    UPSTREAM_UNAVAILABLE: 100,
  };
  test.each(Object.keys(FAILURES).filter(isFailureCode))('after %s comes after its delay, or never', (code) => {
    expect(delayOf(new Failure(code, 'Said'))).toBe(delays[code]);
  });

  test.each<[string, FailureCode, boolean, number | undefined]>([
    ['a report that was cut short', 'UPSTREAM_MALFORMED', true, 100],
    ['a bearer that the login found stale', 'UPSTREAM_ACCESS_DENIED', true, 100],
    ['a breaker that is open', 'UPSTREAM_UNAVAILABLE', false, undefined],
  ])('follows what the failure says of itself, not its code alone: %s', (_, code, transient, delay) => {
    expect(delayOf(new Failure(code, 'Said', {}, { transient }))).toBe(delay);
  });

  test.each([
    [1, 0, 0],
    [1, 0.25, 50],
    [1, 0.999, 199.8],
    [2, 0, 0],
    [2, 0.999, 399.6],
  ])('is anywhere from at once to 200 ms doubled each time: attempt %i, chance %d', (number, random, delay) => {
    expect(delayOf(UNAVAILABLE, { number, random })).toBeCloseTo(delay, 9);
  });

  test('never comes after the third', () => {
    expect(MAX_ATTEMPTS).toBe(3);
    expect(delayOf(UNAVAILABLE, { number: 2 })).toBeDefined();
    expect([UNAVAILABLE, TIMEOUT, limitedFor(0)].map((each) => delayOf(each, { number: 3 }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['a time, then the jitter', 3_000, 1, 3_100],
    ['no time at all', 0, 1, 100],
    ['none, after the first attempt', undefined, 1, 500],
    ['none, after the second attempt', undefined, 2, 1_000],
  ])('never comes before the upstream lets us, which names %s', (_, retryAfterMs, number, delay) => {
    expect(delayOf(limitedFor(retryAfterMs), { number })).toBe(delay);
  });

  test.each([
    ['a Retry-After that ends before the deadline', limitedFor(3_000), 3_101, 3_100],
    ['a Retry-After that ends at the deadline', limitedFor(3_000), 3_100, undefined],
    ['a Retry-After of an hour', limitedFor(3_600_000), PLENTY, undefined],
    ['a delay that ends before the deadline', UNAVAILABLE, 101, 100],
    ['a delay that ends at the deadline', UNAVAILABLE, 100, undefined],
    ['a deadline that has passed', UNAVAILABLE, -1, undefined],
    ['a timeout with a whole attempt left', TIMEOUT, 35_100, 100],
    ['a timeout with a millisecond less', TIMEOUT, 35_099, undefined],
  ])('fits the time that is left, or is not made: %s', (_, failure, left, delay) => {
    expect(delayOf(failure, { left })).toBe(delay);
  });
});

describe('the budget for retries', () => {
  /** How many can be spent. */
  const drain = (budget: ReturnType<typeof createRetryBudget>) => {
    let spent = 0;
    while (spent < 1_000 && budget.spend()) spent += 1;
    return spent;
  };
  const earned = (firsts: number) => {
    const budget = createRetryBudget();
    for (let first = 0; first < firsts; first += 1) budget.earn();
    return budget;
  };

  test.each([
    [0, 10],
    [4, 10],
    [52, 20],
    [100_000, 100],
  ])('after %i first attempts has ten and a fifth of them, and never more than a hundred: %i', (firsts, retries) => {
    expect(drain(earned(firsts))).toBe(retries);
  });

  test('is one more for every five first attempts once it is spent', () => {
    const budget = earned(0);
    drain(budget);
    for (let first = 0; first < 4; first += 1) budget.earn();
    expect(budget.spend()).toBe(false);
    budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });
});
