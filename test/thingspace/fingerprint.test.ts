// Tests that a fingerprint recognises a secret and does not tell it.
import { describe, expect, test } from '@jest/globals';
import { fingerprint, isFingerprintOf } from '../../src/thingspace/fingerprint.js';

const SECRET = '["a-client","a-client-secret","a-user","a-password"]';
const KNOWN = fingerprint(SECRET);

describe('a fingerprint', () => {
  test('is known again for its secret and for no other', () => {
    expect(isFingerprintOf(KNOWN, SECRET)).toBe(true);
    expect(isFingerprintOf(KNOWN, `${SECRET} `)).toBe(false);
  });

  test('differs each time, so that equal secrets are not seen to be equal', () => {
    const again = fingerprint(SECRET);
    expect(again).not.toBe(KNOWN);
    expect(isFingerprintOf(again, SECRET)).toBe(true);
  });

  test('holds nothing of the secret, and is as long for a short one', () => {
    expect(KNOWN).toMatch(/^[0-9a-f]{32}:[0-9a-f]{64}$/);
    expect(fingerprint('')).toHaveLength(KNOWN.length);
  });

  test.each(['', ':', 'garbage', KNOWN.slice(0, -1), `${KNOWN}0`, KNOWN.replace(':', '')])(
    'is not seen in a text that is none: %j',
    (text) => {
      expect(isFingerprintOf(text, SECRET)).toBe(false);
    },
  );
});
