// How many calls a caller may start, and when again, at a clock of its own.
import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/auth/caller.js';
import { createRateLimiter } from '../../src/auth/rate-limit.js';

const caller = (name: string): Caller => ({ name, accounts: 'all' });
const [ONE, TWO] = [caller('one'), caller('two')];

function stage(perMinute: number) {
  const clock = { now: 1_000_000 };
  const rateLimiter = createRateLimiter(perMinute, () => clock.now);
  const start = (calls: number, who = ONE) => {
    const allowance = rateLimiter.allowance(who);
    const refusal = allowance.refusal(calls);
    if (!refusal) allowance.charge(calls);
    return refusal?.details.retryAfterMs;
  };
  return { clock, rateLimiter, start };
}

describe('a quota', () => {
  test('lets as many calls start at once as it has for a minute, and then says when the next may', () => {
    const { clock, start } = stage(60);
    expect([start(59), start(1), start(1), start(10)]).toEqual([undefined, undefined, 1_000, 10_000]);
    clock.now += 999;
    expect(start(1)).toBe(1);
    clock.now += 1;
    expect([start(1), start(1)]).toEqual([undefined, 1_000]);
  });

  test('refuses whole what it cannot take whole, and charges nothing for it', () => {
    const { start } = stage(10);
    expect([start(7), start(4), start(3)]).toEqual([undefined, 6_000, undefined]);
  });

  test('never lets more start at once than it has for a minute, and says so', () => {
    const { rateLimiter, start } = stage(10);
    expect(rateLimiter.allowance(ONE).refusal(500)).toMatchObject({
      code: 'CALL_BUDGET_EXCEEDED',
      details: { needed: 500, allowed: 10 },
    });
    expect(start(10)).toBeUndefined();
  });

  test('is full again where a call that was started was not made', () => {
    const { rateLimiter, start } = stage(1);
    expect(start(1)).toBeUndefined();
    rateLimiter.allowance(ONE).charge(-1);
    expect(start(1)).toBeUndefined();
  });

  test('is each caller’s own', () => {
    const { start } = stage(1);
    expect([start(1), start(1), start(1, TWO)]).toEqual([undefined, 60_000, undefined]);
  });

  test('saves up for no more than a minute, and is not lost when the clock is set back', () => {
    const { clock, start } = stage(6);
    expect(start(6)).toBeUndefined();
    clock.now += 3_600_000;
    expect([start(6), start(1)]).toEqual([undefined, 10_000]);
    clock.now -= 3_600_000;
    expect(start(1)).toBe(10_000);
  });

  test('is told in header fields', () => {
    const { rateLimiter, start } = stage(60);
    start(20);
    expect(rateLimiter.headers(ONE)).toEqual({
      'ratelimit-policy': '"calls";q=60;w=60',
      ratelimit: '"calls";r=40;t=20',
    });
    start(40);
    rateLimiter.allowance(ONE).charge(1);
    expect(rateLimiter.headers(ONE)).toMatchObject({ ratelimit: '"calls";r=0;t=61' });
    expect(rateLimiter.headers(TWO)).toMatchObject({ ratelimit: '"calls";r=60;t=0' });
  });
});
