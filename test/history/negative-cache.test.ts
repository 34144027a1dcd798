// Which failures of a device are remembered, and for how long.
import { describe, expect, test } from '@jest/globals';
import { Failure, type FailureCode } from '../../src/errors.js';
import { createNegativeCache } from '../../src/history/negative-cache.js';
import { device } from './cached-days.js';

const [ONE, OTHER, ELSEWHERE] = [device('1'), device('2'), device('1', '2')];
const failure = (code: FailureCode = 'DEVICE_INACTIVE', attempts = 1) =>
  new Failure(code, code, { upstream: { attempts } });

function stage(negativeTtl = 60_000) {
  const clock = { now: 0 };
  return { clock, negativeCache: createNegativeCache({ negativeTtl, elapsed: () => clock.now }) };
}

describe('the negative cache', () => {
  test('remembers a failure for NEGATIVE_TTL_SECONDS and not longer', () => {
    const { clock, negativeCache } = stage();
    const noted = failure();
    negativeCache.noteFailure(ONE, noted);
    clock.now = 59_999;
    expect(negativeCache.failure(ONE)).toBe(noted);
    clock.now = 60_000;
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test('does not remember longer for being asked in between', () => {
    const { clock, negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure());
    for (clock.now = 0; clock.now < 60_000; clock.now += 1_000) negativeCache.failure(ONE);
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test('remembers nothing where NEGATIVE_TTL_SECONDS is 0', () => {
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
  ])('remembers what is documented of the device, and nothing that passes by itself: %s, %s', (code, isNoted) => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure(code));
    expect(negativeCache.failure(ONE)?.code).toBe(isNoted ? code : undefined);
  });

  test('does not blame a device for a login that was refused before it was asked about', () => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure('UPSTREAM_ACCESS_DENIED', 0));
    negativeCache.noteFailure(ONE, new Failure('UPSTREAM_ACCESS_DENIED', 'latched'));
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test('keeps devices apart, by account too', () => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure());
    for (const other of [OTHER, ELSEWHERE]) expect(negativeCache.failure(other)).toBeUndefined();
  });

  test('drops a failure when the device has answered', () => {
    const { negativeCache } = stage();
    negativeCache.noteFailure(ONE, failure());
    negativeCache.clearFailure(ONE);
    expect(negativeCache.failure(ONE)).toBeUndefined();
  });

  test('forgets the failure of a device, and not of another', () => {
    const { negativeCache } = stage();
    for (const each of [ONE, ELSEWHERE]) negativeCache.noteFailure(each, failure());
    negativeCache.forget(ONE);
    expect([negativeCache.failure(ONE), negativeCache.failure(ELSEWHERE)?.code]).toEqual([
      undefined,
      'DEVICE_INACTIVE',
    ]);
  });
});
