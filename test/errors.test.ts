// Knows the public codes, which are never renamed and never reused, and what they promise.
import { describe, expect, test } from '@jest/globals';
import { badInput, FAILURES, Failure, isFailureCode } from '../src/errors.js';

/** Every code that was ever published, by its category. Add to it; take nothing away. */
const PUBLISHED = {
  DEVICE: 'DEVICE_NOT_FOUND DEVICE_NOT_CERTIFIED DEVICE_INACTIVE SERVICE_NOT_PURCHASED DEVICE_IN_SEVERAL_ACCOUNTS',
  UPSTREAM:
    'UPSTREAM_ACCESS_DENIED UPSTREAM_REJECTED UPSTREAM_TIMEOUT UPSTREAM_UNAVAILABLE UPSTREAM_MALFORMED UPSTREAM_MISCONFIGURED',
  LIMIT: 'QUERY_TOO_COMPLEX UPSTREAM_RATE_LIMITED CALL_BUDGET_EXCEEDED OVERLOADED RATE_LIMITED BYTE_COUNT_TOO_LARGE',
  CALLER:
    'RANGE_NOT_RETAINED BAD_USER_INPUT UNAUTHENTICATED FORBIDDEN GRAPHQL_PARSE_FAILED GRAPHQL_VALIDATION_FAILED OPERATION_RESOLUTION_FAILURE BAD_REQUEST PERSISTED_QUERY_NOT_FOUND PERSISTED_QUERY_NOT_SUPPORTED PERSISTED_QUERY_ID_REQUIRED',
  SERVER: 'INTERNAL_SERVER_ERROR',
};
const RETRYABLE =
  'UPSTREAM_RATE_LIMITED UPSTREAM_TIMEOUT UPSTREAM_UNAVAILABLE OVERLOADED RATE_LIMITED INTERNAL_SERVER_ERROR';

const table = Object.entries(FAILURES);

describe('the failures', () => {
  test.each(Object.entries(PUBLISHED))('have every code of the category %s that was published', (category, codes) => {
    const held = table.filter(([, row]) => row.category === category).map(([code]) => code);
    expect(held).toEqual(expect.arrayContaining(codes.split(' ')));
  });

  test('may be asked again just where the contract says so', () => {
    const retryable = table.filter(([, row]) => row.retryable).map(([code]) => code);
    expect(retryable.toSorted()).toEqual(RETRYABLE.split(' ').toSorted());
  });

  test.each(table)(
    'have a status that fits and words that help for %s',
    (code, { status, category, meaning, remedy }) => {
      expect(status >= 500).toBe(
        ['UPSTREAM', 'SERVER'].includes(category) || /^(UPSTREAM_RATE_|OVERLOADED)/.test(code),
      );
      for (const words of [meaning, remedy]) expect(words).toMatch(/^\S.{10,}\.$/);
    },
  );

  test.each([
    ['UPSTREAM_UNAVAILABLE', undefined, true],
    ['UPSTREAM_TIMEOUT', undefined, true],
    ['UPSTREAM_MALFORMED', undefined, false],
    ['UPSTREAM_MALFORMED', true, true],
    ['UPSTREAM_UNAVAILABLE', false, false],
  ] as const)('may pass by themselves: %s, told %s: %s', (code, told, transient) => {
    const failure = new Failure(code, 'gone', {}, told === undefined ? {} : { transient: told });
    expect(failure.transient).toBe(transient);
    expect(failure.with({ imei: '1' }).transient).toBe(transient);
  });

  test('keep code, message, details and cause when details are added', () => {
    const cause = new Error('reset');
    const failure = new Failure('UPSTREAM_TIMEOUT', 'late', { imei: '1' }, { cause }).with({ retryAfterMs: 5 });
    expect(failure).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      message: 'late',
      details: { imei: '1', retryAfterMs: 5 },
    });
    expect(failure.cause).toBe(cause);
  });

  test('for input tell every issue in the message too', () => {
    const fields = ['1', '2'].map((each) => ({ path: `a.${each}`, reason: `got ${each}` }));
    const failure = badInput(...fields);
    expect(failure.message).toBe('a.1: got 1; a.2: got 2');
    expect([failure.code, failure.details]).toEqual(['BAD_USER_INPUT', { fields }]);
  });
});

describe('what is no code', () => {
  test.each(['', 'device_inactive', 'toString', '__proto__', null, undefined, 1, {}])(
    'is not taken for one: %j',
    (code) => {
      expect(isFailureCode(code)).toBe(false);
      expect(isFailureCode('DEVICE_INACTIVE')).toBe(true);
    },
  );
});
