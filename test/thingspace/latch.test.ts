// Knows after how many refusals we may log in, wait, or stop, at a now of its own.
import { describe, expect, test } from '@jest/globals';
import { type LatchState, type Verdict, verdictOn, wordsFor } from '../../src/thingspace/latch.js';

const NOON = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const refused = (refusals: number): LatchState => ({ credentials: 'a-fingerprint', refusals, lastRefusal: NOON });
const ALLOWED: Verdict = { kind: 'allowed' };
const WAITING: Verdict = { kind: 'waiting', until: NOON + 5 * MINUTE };
const latched = (refusals: number): Verdict => ({ kind: 'latched', refusals });

describe('the verdict', () => {
  test.each<[string, LatchState | undefined, number, number, Verdict]>([
    ['nothing is stored', undefined, 2, 0, ALLOWED],
    ['nothing was refused', refused(0), 1, 0, ALLOWED],
    ['one refusal just now', refused(1), 2, 0, WAITING],
    ['one refusal almost five minutes ago', refused(1), 2, 5 * MINUTE - 1, WAITING],
    ['one refusal five minutes ago', refused(1), 2, 5 * MINUTE, ALLOWED],
    ['two refusals', refused(2), 2, 0, latched(2)],
    ['two refusals, a year later', refused(2), 2, 525_600 * MINUTE, latched(2)],
    ['more refusals than attempts, since those were lowered', refused(3), 1, 60 * MINUTE, latched(3)],
    ['one refusal where LOGIN_ATTEMPTS is 1', refused(1), 1, 60 * MINUTE, latched(1)],
  ])('when %s', (_, state, attempts, passed, verdict) => {
    expect(verdictOn(state, attempts, NOON + passed)).toEqual(verdict);
  });

  test('in words says nothing, until when, or how to undo it', () => {
    expect(wordsFor(ALLOWED)).toBeUndefined();
    expect(wordsFor(WAITING)).toContain('after 2026-11-22T12:05:00.000Z');
    expect(wordsFor(latched(2))).toMatch(/refused our credentials 2 times.*"npm run unlatch".*five/);
  });
});
