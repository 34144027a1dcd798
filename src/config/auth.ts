// Reads the authentication settings from the environment and the files that it names.
import type { JsonWebKey } from 'node:crypto';
import { readKeys } from '../auth/api-keys.js';
import { canVerify } from '../auth/public-key.js';
import type { Environment, ReadFile } from './environment.js';
import type { AuthSettings } from './settings.js';
import { CREDENTIALS, type Name, VARIABLES } from './variables.js';

export type Auth =
  | { readonly ok: true; readonly settings: AuthSettings }
  | { readonly ok: false; readonly issues: readonly string[] };

/** What each way needs; a variable of another way is a mistake, since somebody believes it to be in force. */
const NEEDED = { none: [], keys: ['AUTH_KEYS_FILE'], jwt: ['JWT_ISSUER', 'JWT_AUDIENCE'] } as const satisfies Record<
  AuthSettings['kind'],
  readonly Name[]
>;
const JWKS = ['JWT_JWKS_URL', 'JWT_JWKS_FILE'] as const satisfies readonly Name[];

/** Of variables whose values may still be wrong in themselves, which is reported elsewhere. */
export function readAuth(given: Environment, readFile: ReadFile): Auth {
  const { data: kind, success } = VARIABLES.shape.AUTH.safeParse(given['AUTH']);
  if (!success) return { ok: false, issues: [] };
  const issues = issuesOf(kind, given);
  if (issues.length > 0) return { ok: false, issues };
  switch (kind) {
    case undefined:
    case 'none':
      return { ok: true, settings: { kind: 'none' } };
    case 'keys':
      return readKeysFile(given['AUTH_KEYS_FILE'] ?? '', readFile);
    case 'jwt':
      return readJwt(given, readFile);
    default:
      return kind satisfies never;
  }
}

function issuesOf(auth: AuthSettings['kind'] | undefined, given: Environment): string[] {
  // Sessions of real devices are not shown to everybody because nobody thought of it.
  if (auth === undefined && CREDENTIALS.every((name) => given[name] !== undefined))
    return [`AUTH: got nothing, wanted ${VARIABLES.shape.AUTH.description}, since the upstream is real`];
  const kind = auth ?? 'none';
  const missing = NEEDED[kind].filter((name) => given[name] === undefined);
  const beside = OF_SOME_WAY.filter((name) => given[name] !== undefined && !name.startsWith(PREFIXES[kind]));
  return [
    ...missing.map(
      (name) => `${name}: got nothing, wanted ${VARIABLES.shape[name].description}, since AUTH is ${kind}`,
    ),
    ...beside.map((name) => `${name}: got a value, wanted none, since AUTH is ${auth ?? 'not set'}`),
    ...(kind === 'jwt' && JWKS.filter((name) => given[name] !== undefined).length !== 1
      ? ['JWT_JWKS_URL: wanted either it or JWT_JWKS_FILE, since AUTH is jwt']
      : []),
  ];
}

const OF_SOME_WAY = [...NEEDED.keys, ...NEEDED.jwt, ...JWKS, 'JWT_ACCOUNTS_CLAIM'] as const;

/** Of the variables that a way reads; an impossible one for the way that reads none. */
const PREFIXES = { none: '-', keys: 'AUTH_', jwt: 'JWT_' } as const;

function readKeysFile(path: string, readFile: ReadFile): Auth {
  const text = textIn(path, readFile);
  if (text === undefined) return unreadable('AUTH_KEYS_FILE', path);
  const read = readKeys(text);
  if (read.ok) return { ok: true, settings: { kind: 'keys', keys: read.keys } };
  return { ok: false, issues: read.issues.map((each) => `AUTH_KEYS_FILE: ${each}`) };
}

function readJwt(given: Environment, readFile: ReadFile): Auth {
  const { JWT_ISSUER: issuer = '', JWT_AUDIENCE: audience = '', JWT_JWKS_URL: url, JWT_JWKS_FILE: path = '' } = given;
  const accountsClaim = VARIABLES.shape.JWT_ACCOUNTS_CLAIM.safeParse(given['JWT_ACCOUNTS_CLAIM']).data ?? '';
  const settings = { kind: 'jwt', issuer, audience, accountsClaim } as const;
  if (url !== undefined) return { ok: true, settings: { ...settings, source: { kind: 'url', url } } };
  const text = textIn(path, readFile);
  if (text === undefined) return unreadable('JWT_JWKS_FILE', path);
  const set = readKeySet(text);
  if (set?.keys.some(canVerify)) return { ok: true, settings: { ...settings, source: { kind: 'set', set } } };
  if (set)
    return {
      ok: false,
      issues: [`JWT_JWKS_FILE: got ${set.keys.length} keys, none of which can check a signature; wanted ${USABLE}`],
    };
  return { ok: false, issues: ['JWT_JWKS_FILE: wanted a JSON Web Key Set, such as {"keys":[{"kty":"RSA",…}]}'] };
}

const USABLE = 'a public key of RSA (2048 bits or more), EC or Ed25519';

function readKeySet(text: string): { keys: JsonWebKey[] } | undefined {
  try {
    const set = JSON.parse(text) as { keys?: unknown } | null;
    const isSet = Array.isArray(set?.keys) && set.keys.every((key) => typeof key === 'object' && key !== null);
    return isSet ? (set as { keys: JsonWebKey[] }) : undefined;
  } catch {
    return undefined;
  }
}

function textIn(path: string, readFile: ReadFile): string | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}

const unreadable = (name: Name, path: string): Auth => ({
  ok: false,
  issues: [`${name}: got ${JSON.stringify(path)}, wanted the path of a file that can be read`],
});
