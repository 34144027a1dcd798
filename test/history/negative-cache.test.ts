// Knows which failures of a device are remembered, and for how long.
import { describe, expect, test } from '@jest/globals';
import { Failure, type FailureCode } from '../../src/errors.js';
import { createNotes } from '../../src/history/negative-cache.js';
import { device, held, on } from './cached-days.js';

const [ONE, OTHER, ELSEWHERE] = [device('1'), device('2'), device('1', '2')];
const failure = (code: FailureCode = 'DEVICE_INACTIVE', attempts = 1) =>
  new Failure(code, code, { upstream: { attempts } });

function stage(negativeTtl = 60_000) {
  const clock = { now: 0 };
  return { clock, notes: createNotes({ negativeTtl, elapsed: () => clock.now }) };
}

describe('the notes', () => {
  test('remember a failure for NEGATIVE_TTL_SECONDS and not longer', () => {
    const { clock, notes } = stage();
    const noted = failure();
    notes.noteFailure(ONE, noted);
    clock.now = 59_999;
    expect(notes.failure(ONE)).toBe(noted);
    clock.now = 60_000;
    expect(notes.failure(ONE)).toBeUndefined();
  });

  test('do not remember longer for being asked in between', () => {
    const { clock, notes } = stage();
    notes.noteFailure(ONE, failure());
    for (clock.now = 0; clock.now < 60_000; clock.now += 1_000) notes.failure(ONE);
    expect(notes.failure(ONE)).toBeUndefined();
  });

  test('remember nothing where NEGATIVE_TTL_SECONDS is 0', () => {
    const { notes } = stage(0);
    notes.noteFailure(ONE, failure());
    expect(notes.failure(ONE)).toBeUndefined();
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
    const { notes } = stage();
    notes.noteFailure(ONE, failure(code));
    expect(notes.failure(ONE)?.code).toBe(isNoted ? code : undefined);
  });

  test('do not blame a device for a login that was refused before it was asked about', () => {
    const { notes } = stage();
    notes.noteFailure(ONE, failure('UPSTREAM_ACCESS_DENIED', 0));
    notes.noteFailure(ONE, new Failure('UPSTREAM_ACCESS_DENIED', 'latched'));
    expect(notes.failure(ONE)).toBeUndefined();
  });

  test('keep devices apart, by account too', () => {
    const { notes } = stage();
    notes.noteFailure(ONE, failure());
    notes.noteRemnants(ONE, [{ day: 10, from: on(10, 12), held: held(10) }]);
    for (const other of [OTHER, ELSEWHERE]) {
      expect([notes.failure(other), notes.remnants(other).size]).toEqual([undefined, 0]);
    }
  });

  test('drop a failure when the device has answered, and keep its remnant', () => {
    const { notes } = stage();
    notes.noteFailure(ONE, failure());
    notes.noteRemnants(ONE, [{ day: 10, from: on(10, 12), held: held(10) }]);
    notes.clearFailure(ONE);
    expect([notes.failure(ONE), notes.remnants(ONE).get(10)?.day]).toEqual([undefined, 10]);
  });

  test('forget all of a device, and nothing of another', () => {
    const { notes } = stage();
    for (const each of [ONE, ELSEWHERE]) {
      notes.noteFailure(each, failure());
      notes.noteRemnants(each, [{ day: 10, from: on(10, 12), held: held(10) }]);
    }
    notes.forget(ONE);
    expect([notes.failure(ONE), notes.remnants(ONE).size]).toEqual([undefined, 0]);
    expect([notes.failure(ELSEWHERE)?.code, notes.remnants(ELSEWHERE).get(10)?.day]).toEqual(['DEVICE_INACTIVE', 10]);
  });
});
