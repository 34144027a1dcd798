// What each failure answer of theirs means, how soon to ask again, and what their documentation does not have.
import { describe, expect, test } from '@jest/globals';
import type { FailureCode } from '../../src/errors.js';
import { driftOf, failureOf, readRetryAfter, type UpstreamResponse } from '../../src/thingspace/failures.js';
import { answer, EXPIRED, fault, HTML, page } from '../support/answers.js';

const NOW = Date.UTC(2026, 0, 1);
const failed = (given: UpstreamResponse) => failureOf(given, NOW);

const DOCUMENTED: [number, string, FailureCode][] = [
  [400, 'Device Not Found, Request will be queued', 'DEVICE_NOT_FOUND'],
  [401, 'The access policy denied the resource operation for this user', 'UPSTREAM_ACCESS_DENIED'],
  [403, 'Device Not Certified', 'DEVICE_NOT_CERTIFIED'],
  [404, 'Device inactive', 'DEVICE_INACTIVE'],
  [409, 'Service Not Purchased', 'SERVICE_NOT_PURCHASED'],
  [500, 'Device is active in several accounts', 'DEVICE_IN_SEVERAL_ACCOUNTS'],
];

describe('a documented failure', () => {
  test.each(DOCUMENTED)(
    '%d "%s" is %s, and by its text alone: code, case, spacing and status may vary',
    (status, text, code) => {
      const spaced = `\n ${text.toUpperCase().replaceAll(' ', '\t  ')} `;
      for (const message of [text, text.toLowerCase(), spaced, text.replaceAll(' ', '')]) {
        for (const other of [status, 400, 404, 429, 503]) {
          expect(failed(answer(other, page(message))).code).toBe(code);
          expect(failed(answer(other, { responseCode: 'X', message })).code).toBe(code);
          expect(failed(answer(other, { fault: { code: 404, message } })).code).toBe(code);
        }
      }
    },
  );

  test.each(DOCUMENTED)('%d "%s" keeps the words of the upstream', (status, text) => {
    expect(failed(answer(status, page(text)))).toMatchObject({
      message: `The upstream answered ${status}: ${text}`,
      details: { upstream: { status, errorCode: 'INVALID_PARAMETER', errorMessage: text } },
    });
  });

  test.each(['Device', 'Device inactive since May', 'Not Device inactive'])('is not any text like it: %s', (text) => {
    expect(failed(answer(404, page(text))).code).toBe('UPSTREAM_REJECTED');
  });
});

describe('another failure', () => {
  test.each<[string, number, unknown, FailureCode]>([
    ['an unknown text', 400, page('Something new'), 'UPSTREAM_REJECTED'],
    ['a 403 of which nothing can be read', 403, HTML, 'UPSTREAM_REJECTED'],
    ['a readable 404', 404, page('No such thing'), 'UPSTREAM_REJECTED'],
    ['404 without an envelope', 404, HTML, 'UPSTREAM_MISCONFIGURED'],
    ['no such resource', 400, fault('900906'), 'UPSTREAM_MISCONFIGURED'],
    ['429', 429, '', 'UPSTREAM_RATE_LIMITED'],
    ['throttled out', 503, fault('900800'), 'UPSTREAM_RATE_LIMITED'],
    ['throttled out, by number, bare', 500, { code: 900_807, message: 'Throttled' }, 'UPSTREAM_RATE_LIMITED'],
    ['500 with an unknown text', 500, page('Oh no', 'INTERNAL_ERROR'), 'UPSTREAM_UNAVAILABLE'],
    ['502 in HTML', 502, HTML, 'UPSTREAM_UNAVAILABLE'],
    ['a fault that is none of the 900s', 500, fault('101503'), 'UPSTREAM_UNAVAILABLE'],
    ['no access', 403, fault('900908'), 'UPSTREAM_ACCESS_DENIED'],
    ['no scope', 403, fault(900_910), 'UPSTREAM_ACCESS_DENIED'],
    ['a bearer that stays refused', 401, fault('900901'), 'UPSTREAM_ACCESS_DENIED'],
    ['a session that stays expired', 400, EXPIRED, 'UPSTREAM_ACCESS_DENIED'],
    ['a session that stays expired, whatever the status', 500, EXPIRED, 'UPSTREAM_ACCESS_DENIED'],
    ['401 of a newer service', 401, page('Who are you', 'UNAUTHORIZED'), 'UPSTREAM_ACCESS_DENIED'],
    ['a code of the gateway that is unknown', 403, fault('900999'), 'UPSTREAM_REJECTED'],
  ])('is told by its status and its code: %s', (_, status, body, code) => {
    expect(failed(answer(status, body)).code).toBe(code);
  });

  test('says only its status where nothing can be read', () => {
    const { message, details } = failed(answer(502, HTML));
    expect([message, details]).toEqual(['The upstream answered 502', { upstream: { status: 502 } }]);
  });
});

describe('what the upstream says besides', () => {
  test.each([
    ['120', 120_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['2026-01-01', undefined],
    ['-1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is when to ask again: %s', (header, sleep) => {
    expect(readRetryAfter(header, NOW)).toBe(sleep);
    const details = failed({ ...answer(429), headers: { 'retry-after': header } }).details;
    expect(details).toEqual({ upstream: { status: 429 }, ...(sleep !== undefined && { retryAfterMs: sleep }) });
  });

  test.each([
    ['a documented text at its status', 404, page('Device inactive'), undefined],
    ['a documented text at another', 400, page('Device inactive'), 'documented text at another status'],
    ['a text that is unknown', 409, page('New'), 'unknown text'],
    ['a failure told by its status alone', 502, HTML, undefined],
  ])('is drift where the documentation does not have it: %s', (_, status, body, drift) => {
    expect(driftOf(answer(status, body))).toBe(drift);
  });
});
