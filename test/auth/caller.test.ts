// Which account a caller gets to ask about.
import { describe, expect, test } from '@jest/globals';
import { ANYONE, accountFor, type Caller, isCallerName } from '../../src/auth/caller.js';
import { Failure } from '../../src/errors.js';
import type { AccountNumber } from '../../src/sessions/device.js';
import { account } from './auth.fixture.js';

const [FIRST, SECOND, FOREIGN] = [
  account('0000123456-00001'),
  account('0000123456-00002'),
  account('0000999999-00009'),
];

const callerOf = (...accounts: AccountNumber[]): Caller => ({ name: 'dashboard', accounts: new Set(accounts) });
const ONE = callerOf(FIRST);
const TWO = callerOf(FIRST, SECOND);
const NONE = callerOf();

function failureOf(...given: Parameters<typeof accountFor>): { code: string; message: string } {
  try {
    return { code: 'none', message: accountFor(...given) };
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, message: error.message };
    throw error;
  }
}

describe('the account that is asked about', () => {
  test('is the one that is named, where the caller may see it', () => {
    expect(accountFor(SECOND, TWO, FIRST)).toBe(SECOND);
    expect(accountFor(FOREIGN, ANYONE, FIRST)).toBe(FOREIGN);
  });

  test("is the caller's only one where none is named, whatever is configured", () => {
    for (const configured of [undefined, FIRST, FOREIGN])
      for (const given of [undefined, null]) expect(accountFor(given, ONE, configured)).toBe(FIRST);
  });

  test('is the configured one where none is named and the caller may see it among several', () => {
    expect(accountFor(undefined, TWO, SECOND)).toBe(SECOND);
    expect(accountFor(null, ANYONE, SECOND)).toBe(SECOND);
  });

  test('is forbidden with the same words whether it exists or not', () => {
    const [existing, invented] = [FOREIGN, '7'].map((given) => failureOf(given, TWO, FOREIGN));
    expect(existing).toEqual({ code: 'FORBIDDEN', message: 'accountNumber: the caller may not see this account.' });
    expect(invented).toEqual(existing);
  });

  test('is forbidden to a caller without any account, named or not', () => {
    for (const given of [undefined, null, FIRST, 'x y'])
      expect(failureOf(given, NONE, FIRST)).toEqual({
        code: 'FORBIDDEN',
        message: 'accountNumber: the caller may not see any account.',
      });
  });

  test('must be named by a caller of several, who is told so without a list of them', () => {
    for (const configured of [undefined, FOREIGN]) {
      const { code, message } = failureOf(undefined, TWO, configured);
      expect([code, message]).toEqual(['BAD_USER_INPUT', expect.stringMatching(/one of the accounts that the caller/)]);
      expect(message).not.toMatch(/\d/);
    }
  });

  test('must be named where nothing is configured and every account may be seen', () => {
    expect(failureOf(undefined, ANYONE, undefined)).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'accountNumber: got nothing, wanted an account number, such as 0000123456-00001',
    });
  });

  test('is refused as input where it is nonsense, before anybody asks who may see it', () => {
    for (const nonsense of ['', 'x y', '../etc', 7, true, ['0000123456-00001'], {}, `0${'1'.repeat(64)}`])
      for (const caller of [ANYONE, ONE, TWO]) expect(failureOf(nonsense, caller, FIRST).code).toBe('BAD_USER_INPUT');
  });
});

describe('the name of a caller', () => {
  test('is 1 to 128 characters that stay on one line', () => {
    for (const name of ['a', 'auth0|5f7c', 'Émile Żak', '日本', '😀'.repeat(128)])
      expect(isCallerName(name)).toBe(true);
    for (const name of ['', 'a'.repeat(129), 'a\nb', 'a\u0000', 'a\u007f', 'a\u2028b', '\ud800', 7, null])
      expect(isCallerName(name)).toBe(false);
  });
});
