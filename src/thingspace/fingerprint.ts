// Salted scrypt fingerprints of credentials.
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** Slow on purpose: whoever finds the file must not be able to guess a password from it. */
export function fingerprint(secret: string, salt = randomBytes(16).toString('hex')): string {
  return `${salt}:${scryptSync(secret, salt, 32).toString('hex')}`;
}

export function isFingerprintOf(known: string, secret: string): boolean {
  const [salt = ''] = known.split(':');
  const expected = Buffer.from(fingerprint(secret, salt));
  const given = Buffer.from(known);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
