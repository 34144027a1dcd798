// Knows how a text is searched for secrets, whole or in part; not where the text comes from.
import { randomBytes } from 'node:crypto';

/** So much of a secret must not be seen either. */
const PART = 12;

export const DEVICE = '353111222333444';

const canary = (kind) => `${kind}-${randomBytes(16).toString('hex')}`;

export function canaryCredentials() {
  const [clientSecret, password] = [canary('secret'), canary('password')];
  return { clientId: 'chaos-client', clientSecret, username: 'chaos-user', password };
}

export const canaryToken = canary;

/** What else tells the secret: the client's name and secret as the token endpoint takes them. */
export const basicOf = ({ clientId, clientSecret }) => Buffer.from(`${clientId}:${clientSecret}`).toString('base64');

/** What any part of a secret looks like, in any case. */
export function partsOf(secrets) {
  const parts = [];
  for (const secret of secrets)
    for (let at = 0; at + PART <= secret.length; at += 1) parts.push(secret.slice(at, at + PART).toLowerCase());
  return parts;
}

export function holdsAny(text, parts) {
  const lower = text.toLowerCase();
  return parts.some((part) => lower.includes(part));
}
