// How their envelopes are read, and which answers refuse a token or a login.
import { describe, expect, test } from '@jest/globals';
import { type RefusedToken, readEnvelope, refusedToken, refusesCredentials } from '../../src/thingspace/failures.js';
import { answer, EXPIRED, fault, HTML, page } from '../support/answers.js';

const POLICY = 'The access policy denied the resource operation for this user';

describe('an envelope', () => {
  const sdk = { responseCode: 'C', message: 'M' };

  test.each<[string, unknown, string, string]>([
    ['of the page', { ...page('M', 'C'), httpStatusCode: '423 LOCKED' }, 'C', 'M'],
    ['of the SDK', sdk, 'C', 'M'],
    ['of the SDK beside a fault that is null', { ...sdk, fault: null }, 'C', 'M'],
    ['a fault of another number', { fault: { code: 101_503, description: 'D' } }, '101503', 'D'],
    ['of the session layer', EXPIRED, EXPIRED.errorCode, 'Expired'],
    ['of the token endpoint', { error: 'invalid_client', error_description: 'D' }, 'invalid_client', 'D'],
    ['a code alone', { errorCode: 'C' }, 'C', ''],
    ['a message alone', { errorMessage: 'M' }, '', 'M'],
  ])('is read: %s', (_, body, code, message) => {
    expect(readEnvelope(JSON.stringify(body))).toEqual({ code, message, fault: false });
  });

  test.each<[string, unknown]>([
    ['wrapped, its code a text', { fault: { code: '900902', message: 'M', description: 'D' } }],
    ['wrapped, its code a number', { fault: { code: 900_902, message: 'M' } }],
    ['bare', { code: '900902', message: 'M', description: 'D' }],
  ])('is known as a fault of the gateway by its number: %s', (_, body) => {
    expect(readEnvelope(JSON.stringify(body))).toEqual({ code: '900902', message: 'M', fault: true });
  });

  test.each([HTML, ...' { null [] "error" {} {"errorCode":null} {"errorCode":{},"message":[]}'.split(' ')])(
    'is not seen in %j',
    (text) => {
      expect(readEnvelope(text)).toBeUndefined();
    },
  );
});

describe('a refused token', () => {
  test.each<[string, number, unknown, RefusedToken | undefined]>([
    ['bearer invalid', 401, fault('900901'), 'bearer'],
    ['bearer missing, by number', 401, fault(900_902), 'bearer'],
    ['bearer expired, bare', 401, { code: '900903', message: 'Expired' }, 'bearer'],
    ['bearer inactive, whatever the status', 403, fault('900904'), 'bearer'],
    ['session expired, as 400', 400, EXPIRED, 'session'],
    ['session header missing', 400, page('', 'DeviceService.REQUEST_FAILED.SessionToken.Format'), 'session'],
    ['session unknown, without a prefix', 403, page('', 'INPUT_INVALID.SessionToken.Invalid'), 'session'],
    ['session in the words of the SDK', 401, { responseCode: 'REQUEST_FAILED.SessionToken.Expired' }, 'session'],
    ['401 as the page has it', 401, page(POLICY, 'INVALID_ACCESS'), 'unnamed'],
    ['401 of a newer service', 401, { responseCode: 'UNAUTHORIZED', message: 'No' }, 'unnamed'],
    ['401 without a body', 401, '', 'unnamed'],
    ['a device failure at 401', 401, page('Device inactive'), undefined],
    ['no access at 401', 401, fault('900910'), undefined],
    ['throttled at 401', 401, fault('900800'), undefined],
    ['no such resource', 400, fault('900906'), undefined],
    ["the page's text at 403", 403, page(POLICY, 'INVALID_ACCESS'), undefined],
    ['any other failure', 400, page('Device Not Found, Request will be queued'), undefined],
    ['no words at all', 500, '', undefined],
  ])('is found, and which of the two: %s', (_, status, body, token) => {
    expect(refusedToken(answer(status, body))).toBe(token);
  });
});

describe('the refusal of a login', () => {
  test.each<[string, number, unknown, boolean]>([
    ['401 in any words', 401, '', true],
    ['400 with an envelope', 400, { error: 'invalid_client' }, true],
    ['403 with an envelope', 403, page('No'), true],
    ['400 in HTML', 400, HTML, false],
    ['a fault of the gateway', 401, fault('900901'), false],
    ['429', 429, page('No'), false],
    ['500', 500, page('No'), false],
  ])('counts against the account only where it refuses the credentials: %s', (_, status, body, counts) => {
    expect(refusesCredentials(answer(status, body))).toBe(counts);
  });
});
