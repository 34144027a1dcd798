// Which variables name a way for callers to say who they are, and which issues they cause.
import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../src/config/environment.js';
import { securityWarnings } from '../../src/config/help.js';
import { readConfig } from '../../src/config/load.js';

const HASH = `sha256:${'a'.repeat(64)}`;
const ED25519 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const FILES: Readonly<Record<string, string>> = {
  'keys.json': JSON.stringify([{ name: 'dashboard', hash: HASH, accounts: ['0000123456-00001'] }]),
  'no-keys.json': '[]',
  'jwks.json': JSON.stringify({ keys: [ED25519] }),
  'unusable-jwks.json': JSON.stringify({
    keys: [{ kty: 'OKP' }, { kty: 'oct', k: 'AAAA' }, { ...ED25519, use: 'enc' }],
  }),
  'mixed-jwks.json': JSON.stringify({ keys: [{ kty: 'OKP' }, ED25519] }),
  'no-jwks.json': '{"keys":{}}',
};
const LIVE = {
  THINGSPACE_BASE_URL: 'https://thingspace.verizon.com',
  THINGSPACE_CLIENT_ID: 'key-1',
  THINGSPACE_CLIENT_SECRET: 'hush-1',
  THINGSPACE_USERNAME: 'user-1',
  THINGSPACE_PASSWORD: 'hush-2',
};
const JWT = { AUTH: 'jwt', JWT_ISSUER: 'https://login.example.com/', JWT_AUDIENCE: 'sessions' };
const JWKS_URL = 'https://login.example.com/jwks.json';

function readFile(path: string): string {
  const text = FILES[path];
  if (text === undefined) throw new Error('ENOENT');
  return text;
}

const read = (environment: Environment) => readConfig(environment, readFile);
const authOf = (environment: Environment) => {
  const config = read(environment);
  return config.ok ? config.settings.auth : config.issues;
};

describe('the way callers say who they are', () => {
  test('is none while the emulator serves, unless it is named', () => {
    expect(authOf({})).toEqual({ kind: 'none' });
    expect(authOf({ AUTH: 'none' })).toEqual({ kind: 'none' });
  });

  test('must be named before a real upstream', () => {
    expect(authOf(LIVE)).toEqual(['AUTH: got nothing, wanted one of none, keys, jwt, since the upstream is real']);
    expect(authOf({ ...LIVE, AUTH: 'none' })).toEqual({ kind: 'none' });
  });

  test('is a file of keys', () => {
    expect(authOf({ AUTH: 'keys', AUTH_KEYS_FILE: 'keys.json' })).toEqual({
      kind: 'keys',
      keys: [{ name: 'dashboard', hash: HASH, accounts: ['0000123456-00001'] }],
    });
  });

  test('is signed tokens, whose keys come from a URL or a file', () => {
    const common = { kind: 'jwt', issuer: JWT.JWT_ISSUER, audience: 'sessions' };
    expect(authOf({ ...JWT, JWT_JWKS_URL: JWKS_URL })).toEqual({
      ...common,
      accountsClaim: 'accounts',
      source: { kind: 'url', url: JWKS_URL },
    });
    expect(authOf({ ...JWT, JWT_JWKS_FILE: 'jwks.json', JWT_ACCOUNTS_CLAIM: 'tenants' })).toEqual({
      ...common,
      accountsClaim: 'tenants',
      source: { kind: 'set', set: { keys: [ED25519] } },
    });
  });

  test.each<[string, Environment, RegExp]>([
    ['an unknown word', { AUTH: 'basic' }, /^AUTH: got "basic", wanted one of none, keys, jwt$/],
    ['no file', { AUTH: 'keys' }, /^AUTH_KEYS_FILE: got nothing, wanted .*, since AUTH is keys$/],
    ['a file that is not there', { AUTH: 'keys', AUTH_KEYS_FILE: 'x' }, /^AUTH_KEYS_FILE: got "x", wanted the path/],
    ['a file without a key', { AUTH: 'keys', AUTH_KEYS_FILE: 'no-keys.json' }, /^AUTH_KEYS_FILE: /],
    ['a file that nobody reads', { AUTH_KEYS_FILE: 'keys.json' }, /^AUTH_KEYS_FILE: .*since AUTH is not set$/],
    ['an issuer that nobody reads', { AUTH: 'none', JWT_ISSUER: 'x' }, /^JWT_ISSUER: .*since AUTH is none$/],
    ['no keys of the issuer', JWT, /^JWT_JWKS_URL: wanted either it or JWT_JWKS_FILE/],
    ['two sources', { ...JWT, JWT_JWKS_URL: JWKS_URL, JWT_JWKS_FILE: 'jwks.json' }, /^JWT_JWKS_URL: wanted either/],
    ['keys in clear', { ...JWT, JWT_JWKS_URL: 'http://login.example.com/jwks' }, /^JWT_JWKS_URL: got .*https/],
    ['no key set', { ...JWT, JWT_JWKS_FILE: 'no-jwks.json' }, /^JWT_JWKS_FILE: wanted a JSON Web Key Set/],
    ['no issuer', { ...JWT, JWT_ISSUER: '', JWT_JWKS_URL: JWKS_URL }, /^JWT_ISSUER: got nothing/],
  ])('is refused with one line: %s', (_, environment, line) => {
    expect(authOf(environment)).toEqual([expect.stringMatching(line)]);
  });

  test('is not signed tokens where no key of the file can check any, and is where one can', () => {
    expect(authOf({ ...JWT, JWT_JWKS_FILE: 'unusable-jwks.json' })).toEqual([
      expect.stringMatching(
        /^JWT_JWKS_FILE: got 3 keys, none of which can check a signature; wanted a public key of RSA/,
      ),
    ]);
    expect(authOf({ ...JWT, JWT_JWKS_FILE: 'mixed-jwks.json' })).toMatchObject({ kind: 'jwt' });
  });

  test('is complained of together with whatever else is wrong', () => {
    const issues = authOf({ PORT: 'x', RATE_LIMIT: '0', AUTH: 'keys', JWT_ACCOUNTS_CLAIM: 'tenants' });
    expect(issues).toHaveLength(4);
    expect(String(issues)).toMatch(/PORT: .*RATE_LIMIT: .*AUTH_KEYS_FILE: .*JWT_ACCOUNTS_CLAIM: /);
  });

  test('is warned about where it is none before a real upstream, and not elsewhere', () => {
    const warnings = (environment: Environment) => {
      const config = read(environment);
      return config.ok ? securityWarnings(config.settings) : config.issues;
    };
    expect(warnings({ ...LIVE, AUTH: 'none' })).toEqual([expect.stringMatching(/^AUTH: none, so whoever/)]);
    expect(warnings({ ...LIVE, AUTH: 'keys', AUTH_KEYS_FILE: 'keys.json' })).toEqual([]);
    expect(warnings({})).toEqual([]);
  });
});
