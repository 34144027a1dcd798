// Which failures of a device are remembered, and for how long.
import { describe, expect, test } from '@jest/globals';
import { Failure, type FailureCode } from '../../src/errors.js';
import { createNegativeCache } from '../../src/history/negative-cache.js';
import { device, held, on } from './cached-days.js';

const [ONE, OTHER, ELSEWHERE] = [device('1'), device('2'), device('1', '2')];
const failure = (code: FailureCode = 'DEVICE_INACTIVE', attempts = 1) =>
  new Failure(code, code, { upstream: { attempts } });

function stage(negativeTtl = 60_000) {
  const clock = { now: 0 };
  return { clock, negativeCache: createNegativeCache({ negativeTtl, elapsed: () => clock.now }) };
}

describe('the notes', () => {
  test('remember a failure for NEGATIVE_TTL_SECONDS and not longer', () => {
    const { clock, negativeCache } = stage();
    const noted = failure();
    negativeCache.noteFailure(ONE, noted);
    clock.now = 59_999;
    expect(negativeCache.failure(ONE)).toBe(noted);
    clock.now = 60_000;
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test('do not remember longer for being asked in between', () => {
    const { clock, negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure());
    for (clock.now = 0; clock.now < 60_000; clock.now += 1_000) negativeCache.failure(ONE);
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test('remember nothing where NEGATIVE_TTL_SECONDS is 0', () => {
    const { negativeCache } = stage(0);
    negativeCache.noteFailure(ONE, failure());
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test.each<[FailureCode, boolean]>([
    ['DEVICE_NOT_FOUND', true],
    ['UPSTREAM_ACCESS_DENIED', true],
    ['DEVICE_NOT_CERTIFIED', true],
    ['DEVICE_INACTIVE', true],
    ['SERVICE_NOT_PURCHASED', true],
    ['DEVICE_IN_SEVERAL_ACCOUNTS', true],
    ['UPSTREAM_UNAVAILABLE', false],
    ['UPSTREAM_TIMEOUT', false],
    ['UPSTREAM_RATE_LIMITED', false],
    ['UPSTREAM_MALFORMED', false],
    ['UPSTREAM_REJECTED', false],
    ['UPSTREAM_MISCONFIGURED', false],
    ['OVERLOADED', false],
    ['INTERNAL_SERVER_ERROR', false],
  ])('remember what is documented of the device, and nothing that passes by itself: %s, %s', (code, isNoted) => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure(code));
    expect(negativeCache.failure(ONE)?.code).toBe(isNoted ? code : undefined);
  });

  test('do not blame a device for a login that was refused before it was asked about', () => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure('UPSTREAM_ACCESS_DENIED', 0));
    negativeCache.noteFailure(ONE, new Failure('UPSTREAM_ACCESS_DENIED', 'latched'));
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test('keep devices apart, by account too', () => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure());
    negativeCache.notePartialDays(ONE, [{ day: 10, from: on(10, 12), held: held(10) }]);
    for (const other of [OTHER, ELSEWHERE]) {
      expect([negativeCache.failure(other), negativeCache.partialDays(other).size]).toEqual([undefined, 0]);
    }
  });

  test('drop a failure when the device has answered, and keep its remnant', () => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure());
    negativeCache.notePartialDays(ONE, [{ day: 10, from: on(10, 12), held: held(10) }]);
    negativeCache.clearFailure(ONE);
    expect([negativeCache.failure(ONE), negativeCache.partialDays(ONE).get(10)?.day]).toEqual([undefined, 10]);
  });

  test('forget all of a device, and nothing of another', () => {
    const { negativeCache } = stage();
    for (const each of [ONE, ELSEWHERE]) {
      negativeCache.noteFailure(each, failure());
      negativeCache.notePartialDays(each, [{ day: 10, from: on(10, 12), held: held(10) }]);
    }
    negativeCache.forget(ONE);
    expect([negativeCache.failure(ONE), negativeCache.partialDays(ONE).size]).toEqual([undefined, 0]);
    expect([negativeCache.failure(ELSEWHERE)?.code, negativeCache.partialDays(ELSEWHERE).get(10)?.day]).toEqual([
      'DEVICE_INACTIVE',
      10,
    ]);
  });
});
