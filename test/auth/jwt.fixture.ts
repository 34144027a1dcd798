// How a test gets an issuer that signs, publishes its keys and fails as it is told.
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { identifyByJwt, type JwtOptions } from '../../src/auth/jwt.js';

export const NOON = Date.UTC(2026, 10, 22, 12);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const DAY = 1_440 * MINUTE;
export const at = (instant: number) => Math.floor(instant / SECOND);

export interface SigningKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function signingKey(alg: string, kid = `${alg}-key`): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export const CLAIMS = {
  iss: 'https://issuer.example.com/',
  aud: 'sessions',
  sub: 'dashboard',
  exp: at(NOON + 5 * MINUTE),
  accounts: ['0000123456-00001'],
};

export type Claims = Readonly<Record<string, unknown>>;

/** A claim that is given as undefined is left out. */
export const sign = ({ alg, kid, privateKey }: SigningKey, claims: Claims = {}, header: object = {}): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify({ ...CLAIMS, ...claims })))
    .setProtectedHeader({ alg, kid, ...header })
    .sign(privateKey);

/** A key, and a token that is signed with it and never expires. */
export async function lasting(kid: string): Promise<{ readonly key: SigningKey; readonly token: string }> {
  const key = await signingKey('ES256', kid);
  return { key, token: await sign(key, { exp: 9_999_999_999 }) };
}

export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const setOf = (...keys: readonly SigningKey[]): JSONWebKeySet => ({
  keys: keys.map(({ publicJwk }) => publicJwk),
});

/** An issuer behind a fake network, with a clock: `publish` says what it answers from now on. */
export function issuer(given: Partial<JwtOptions> = {}) {
  const clock = { now: NOON };
  const asked: string[] = [];
  const told: string[] = [];
  let answer = async (_signal: AbortSignal): Promise<Response> => new Response(null, { status: 404 });
  const fetch: typeof globalThis.fetch = async (url, init) => {
    asked.push(String(url));
    return answer(init?.signal ?? AbortSignal.abort());
  };
  const identify = identifyByJwt({
    issuer: CLAIMS.iss,
    audience: CLAIMS.aud,
    source: { kind: 'url', url: 'https://issuer.example.com/keys' },
    accountsClaim: 'accounts',
    now: () => clock.now,
    fetch,
    emit: (reason) => told.push(reason),
    ...given,
  });
  return {
    clock,
    asked,
    told,
    ask: (token: string) => identify({ authorization: `Bearer ${token}` }),
    identify,
    answerWith(next: typeof answer) {
      answer = next;
    },
    publish(...keys: readonly SigningKey[]) {
      answer = async () => Response.json(setOf(...keys));
    },
  };
}
