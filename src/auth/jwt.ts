// Authenticates callers by JWT: signature, issuer, audience and expiry.
import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { type AccountNumber, readAccountNumber } from '../sessions/device.js';
import { bearerOf } from './bearer.js';
import { type Identify, type Identity, isCallerName } from './caller.js';
import { createJwksCache, type JwksCache } from './jwks-cache.js';

export type KeySource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'set'; readonly set: JSONWebKeySet };

export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly source: KeySource;
  /** The name of the claim that lists accounts; it may look like a URL. */
  readonly accountsClaim: string;
  readonly now: () => number;
  readonly fetch?: typeof globalThis.fetch;
  /** Called with the reason whenever the issuer's keys could not be fetched. */
  readonly emit: (reason: string) => void;
}

/** With a secret in common, whoever can check a token could also make one; so only signatures by key pairs are taken. */
const ALGORITHMS: NonNullable<JWTVerifyOptions['algorithms']> = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Longer than all headers of a request together may be. */
const MAX_TOKEN = 16_384;
const TOLERANCE_SECONDS = 5;

const WANTED = 'Wanted a token, as "Authorization: Bearer <token>".';
const NO_TOKEN = 'What came is not a token.';
const UNHAD: Identity = { kind: 'unknowable', reason: 'The keys of the issuer cannot be had just now.' };
const UNUSABLE: Identity = { kind: 'unknowable', reason: 'The key that the token is signed with cannot be used.' };

const REASONS: ReadonlyMap<string, string> = new Map([
  [errors.JOSEAlgNotAllowed.code, 'The token is signed with an algorithm that is not taken here.'],
  [errors.JOSENotSupported.code, 'The token demands an extension that is not known here.'],
  [errors.JWKSNoMatchingKey.code, 'The token is signed with a key that the issuer does not publish.'],
  [errors.JWSSignatureVerificationFailed.code, 'The signature of the token is not good.'],
  [errors.JWSInvalid.code, NO_TOKEN],
  [errors.JWTInvalid.code, NO_TOKEN],
]);

/** Throws where a set that is given is none. */
export function identifyByJwt(options: JwtOptions): Identify {
  const find = finder(issuerKeys(options));
  return async (headers) => {
    const token = bearerOf(headers);
    if (token === undefined) return refused(WANTED, headers.authorization !== undefined);
    if (token.length > MAX_TOKEN) return refused(NO_TOKEN);
    try {
      return toIdentity(await verify(token, find, checksOf(options)), options.accountsClaim);
    } catch (error) {
      return toRefusal(error, options);
    }
  };
}

type KeySet = ReturnType<typeof createLocalJWKSet>;

function issuerKeys({ source, now, emit, fetch = globalThis.fetch }: JwtOptions): JwksCache<KeySet> {
  if (source.kind === 'url') return createJwksCache({ url: source.url, read: readSet, now, fetch, emit });
  const set = createLocalJWKSet(source.set);
  return { current: async () => set, latest: async () => set };
}

function readSet(text: string): KeySet {
  const set: JSONWebKeySet = JSON.parse(text);
  return createLocalJWKSet(set);
}

/** A key that is not known may have been published since. */
const finder =
  ({ current, latest }: JwksCache<KeySet>): JWTVerifyGetKey<CryptoKey> =>
  async (header, token) => {
    const find = async (set: KeySet | undefined) => {
      if (!set) throw new errors.JWKSTimeout();
      return set(header, token);
    };
    try {
      return await find(await current());
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return find(await latest());
    }
  };

const checksOf = ({ issuer, audience, now }: JwtOptions): JWTVerifyOptions => ({
  algorithms: ALGORITHMS,
  issuer,
  audience,
  requiredClaims: ['exp', 'sub'],
  clockTolerance: TOLERANCE_SECONDS,
  currentDate: new Date(now()),
});

async function verify(token: string, find: JWTVerifyGetKey<CryptoKey>, checks: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, find, checks)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    return verifyWithAny(token, error, checks);
  }
}

/** A token that does not name its key may be signed with any that suits. */
async function verifyWithAny(
  token: string,
  keys: AsyncIterable<CryptoKey>,
  checks: JWTVerifyOptions,
): Promise<JWTPayload> {
  let unusable: unknown;
  let isTried = false;
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, checks)).payload;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) isTried = true;
      // A key that cannot be used may stand beside one that can.
      else if (error instanceof errors.JOSEError) throw error;
      else unusable = error;
    }
  }
  throw isTried || unusable === undefined ? new errors.JWSSignatureVerificationFailed() : unusable;
}

function toIdentity(claims: JWTPayload, accountsClaim: string): Identity {
  const { sub } = claims;
  if (!isCallerName(sub)) return refused('The token names its bearer in a way that is not taken here.');
  return { kind: 'known', caller: { name: sub, accounts: accountsIn(claims[accountsClaim]) } };
}

function accountsIn(claim: unknown): ReadonlySet<AccountNumber> {
  const given: readonly unknown[] =
    typeof claim === 'string' ? claim.split(/[\s,]+/) : Array.isArray(claim) ? claim : [];
  return new Set(given.flatMap((each) => (typeof each === 'string' ? (readAccountNumber(each) ?? []) : [])));
}

function toRefusal(error: unknown, options: JwtOptions): Identity {
  if (error instanceof errors.JWKSTimeout) return UNHAD;
  if (error instanceof errors.JWTExpired) return refused(`The token expired at ${instantOf(error.payload.exp)}.`);
  if (error instanceof errors.JWTClaimValidationFailed) return refused(claimReason(error, options));
  const reason = error instanceof errors.JOSEError ? REASONS.get(error.code) : undefined;
  return reason === undefined ? UNUSABLE : refused(reason);
}

function claimReason({ claim, reason, payload }: errors.JWTClaimValidationFailed, options: JwtOptions): string {
  if (claim === 'aud') return `The token is for another audience; wanted ${options.audience}.`;
  if (claim === 'iss') return `The token is of another issuer; wanted ${options.issuer}.`;
  if (claim === 'sub') return 'The token does not say who brings it.';
  if (claim === 'exp') return 'The token does not say when it expires.';
  if (claim === 'nbf' && reason === 'check_failed') return `The token is not valid before ${instantOf(payload.nbf)}.`;
  return 'The token has a time that is not a number.';
}

function instantOf(seconds = Number.NaN): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? 'a time beyond all calendars' : date.toISOString();
}

const refused = (reason: string, isGiven = true): Identity => ({ kind: 'refused', reason, isGiven });
