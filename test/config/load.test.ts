// Which settings an environment means, and which issues it causes.
import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../src/config/environment.js';
import { readConfig } from '../../src/config/load.js';
import type { Settings } from '../../src/config/settings.js';

const LIVE = {
  AUTH: 'none',
  THINGSPACE_BASE_URL: 'https://thingspace.verizon.com',
  THINGSPACE_CLIENT_ID: 'key-1',
  THINGSPACE_CLIENT_SECRET: 'hush-1',
  THINGSPACE_USERNAME: 'user-1',
  THINGSPACE_PASSWORD: 'hush-2',
};

/** Files are named by what they hold. */
function readFile(path: string): string {
  if (path === 'nowhere') throw new Error('ENOENT');
  return path;
}

function settingsOf(environment: Environment): Settings {
  const config = readConfig(environment, readFile);
  if (!config.ok) throw new Error(config.issues.join('\n'));
  return config.settings;
}

function issuesOf(environment: Environment): readonly string[] {
  const config = readConfig(environment, readFile);
  return config.ok ? [] : config.issues;
}

const DEFAULTS: Settings = {
  host: '127.0.0.1',
  port: 4_000,
  logLevel: 'info',
  maxPageSize: 1_000,
  maxSessionHours: 24,
  operationTimeout: 75_000,
  attemptTimeout: 35_000,
  upstreamConcurrency: 8,
  upstreamQueue: 2_000,
  history: {
    settle: 172_800_000,
    historyDays: 400,
    openTtl: 60_000,
    maxStale: 86_400_000,
    negativeTtl: 60_000,
    cacheBytes: 268_435_456,
    disk: undefined,
  },
  limits: {
    body: 102_400,
    tokens: 12_000,
    depth: 20,
    aliases: 750,
    fields: 5_000,
    directives: 100,
    repeated: 20,
  },
  introspection: true,
  explorer: true,
  csrfPrevention: true,
  persisted: undefined,
  corsOrigins: [],
  drainDelay: 500,
  drainTimeout: 10_000,
  auth: { kind: 'none' },
  rateLimit: undefined,
  metricsPort: undefined,
  adminToken: undefined,
  callBudget: 500,
  fleetMax: 500,
  showCost: true,
  allowRefresh: true,
  loginAttempts: 2,
  stateDir: '.state',
  redisUrl: undefined,
  upstream: { kind: 'emulator' },
  accountNumber: '0000123456-00001',
};

describe('the settings', () => {
  test('of an empty environment are the defaults and the emulator, and cannot be changed', () => {
    expect(settingsOf({})).toEqual(DEFAULTS);
    expect(Object.isFrozen(settingsOf({}))).toBe(true);
  });

  test('take an empty variable for one that is not set, and pass over those of others', () => {
    const empty = Object.fromEntries(['PORT', 'HOST', 'LOG_LEVEL', ...Object.keys(LIVE)].map((name) => [name, '']));
    expect(settingsOf({ ...empty, PATH: '/bin', HOME: undefined })).toEqual(DEFAULTS);
  });

  test.each<[string, string, Partial<Settings>]>([
    ['PORT', '0', { port: 0 }],
    ['HOST', '::', { host: '::' }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['MAX_SESSION_HOURS', '48', { maxSessionHours: 48 }],
    ['COST_EXTENSION', 'off', { showCost: false }],
    ['REFRESH', 'off', { allowRefresh: false }],
    ['CACHE_MAX_MB', '1', { history: { ...DEFAULTS.history, cacheBytes: 1_048_576 } }],
    ['FLEET_MAX', '7', { fleetMax: 7 }],
    ['MAX_BODY_KB', '1', { limits: { ...DEFAULTS.limits, body: 1_024 } }],
    ['MAX_TOKENS', '99', { limits: { ...DEFAULTS.limits, tokens: 99 } }],
    ['MAX_DEPTH', '5', { limits: { ...DEFAULTS.limits, depth: 5 } }],
    ['MAX_ALIASES', '0', { limits: { ...DEFAULTS.limits, aliases: 0 } }],
    ['MAX_FIELDS', '9', { limits: { ...DEFAULTS.limits, fields: 9 } }],
    ['MAX_DIRECTIVES', '0', { limits: { ...DEFAULTS.limits, directives: 0 } }],
    ['MAX_REPEATED_FIELDS', '0', { limits: { ...DEFAULTS.limits, repeated: 0 } }],
    ['INTROSPECTION', 'off', { introspection: false }],
    ['CSRF_PREVENTION', 'off', { csrfPrevention: false }],
    ['CORS_ORIGINS', '*', { corsOrigins: ['*'] }],
    [
      'CORS_ORIGINS',
      'https://a.example,http://localhost:3000',
      { corsOrigins: ['https://a.example', 'http://localhost:3000'] },
    ],
    ['DRAIN_DELAY_MS', '0', { drainDelay: 0 }],
    ['DRAIN_TIMEOUT_MS', '100', { drainTimeout: 100 }],
    ['OPERATION_TIMEOUT_MS', '100', { operationTimeout: 100 }],
    ['ATTEMPT_TIMEOUT_MS', '600000', { attemptTimeout: 600_000 }],
    ['UPSTREAM_CONCURRENCY', '1000', { upstreamConcurrency: 1_000 }],
    ['UPSTREAM_QUEUE', '0', { upstreamQueue: 0 }],
    ['LOGIN_ATTEMPTS', '1', { loginAttempts: 1 }],
    ['STATE_DIR', '/var/lib/x', { stateDir: '/var/lib/x' }],
    ['HISTORY_DIR', '/var/lib/x', { history: DEFAULTS.history }],
    ['THINGSPACE_ACCOUNT_NUMBER', 'TestAccount-1', { accountNumber: 'TestAccount-1' }],
  ])('have %s=%s and leave the rest alone', (name, value, changed) => {
    expect(settingsOf({ [name]: value })).toEqual({ ...DEFAULTS, ...changed });
  });

  test('refuse to take a day for settled while a session of it may still run', () => {
    expect(issuesOf({ SETTLE_HOURS: '23' })).toEqual(['SETTLE_HOURS: got 23, wanted at least MAX_SESSION_HOURS, 24']);
  });

  test('are of the real service once all credentials are there, and then no account is made up', () => {
    const credentials = { clientId: 'key-1', clientSecret: 'hush-1', username: 'user-1', password: 'hush-2' };
    const upstream = { kind: 'thingspace', origin: 'https://thingspace.verizon.com', credentials };
    expect(settingsOf(LIVE)).toMatchObject({ upstream });
    expect(settingsOf(LIVE).accountNumber).toBeUndefined();
  });

  test.each(['hush-3', 'hush-3\n', 'hush-3\r\n'])(
    'take a secret from a file, without its last line break: %j',
    (held) => {
      const environment = { ...LIVE, THINGSPACE_PASSWORD: '', THINGSPACE_PASSWORD_FILE: held };
      expect(settingsOf(environment).upstream).toMatchObject({ credentials: { password: 'hush-3' } });
    },
  );

  test.each([
    ['https://Staging.ThingSpace.verizon.com/', 'https://staging.thingspace.verizon.com'],
    ['https://example.com:8443', 'https://example.com:8443'],
    ['http://localhost:4010', 'http://localhost:4010'],
    ['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
    ['http://127.1.2.3', 'http://127.1.2.3'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
  ])('have the origin %s, in clear only on loopback', (url, origin) => {
    expect(settingsOf({ ...LIVE, THINGSPACE_BASE_URL: url }).upstream).toMatchObject({ origin });
  });
});

describe('a mistaken environment', () => {
  test.each([
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PORT', ' 4000', 'a whole number from 0 to 65535'],
    ['HOST', 'a b', 'a host name or an address'],
    ['CORS_ORIGINS', 'example.com', 'origins with commas between them, such as https://app.example.com, or * for all'],
    [
      'CORS_ORIGINS',
      'https://a.example/',
      'origins with commas between them, such as https://app.example.com, or * for all',
    ],
    [
      'CORS_ORIGINS',
      '*,https://a.example',
      'origins with commas between them, such as https://app.example.com, or * for all',
    ],
    ['INTROSPECTION', 'no', 'one of on, off'],
    ['MAX_DEPTH', '0', 'a whole number from 1 to 1000'],
    ['LOG_LEVEL', 'INFO', 'one of trace, debug, info, warn, error, fatal, silent'],
    ['MAX_SESSION_HOURS', '24.5', 'a whole number from 1 to 168'],
    ['THINGSPACE_ACCOUNT_NUMBER', 'a b', 'an account number, such as 0000123456-00001'],
  ])('is told what came and what is wanted: %s=%s', (name, value, wanted) => {
    expect(issuesOf({ [name]: value })).toEqual([`${name}: got ${JSON.stringify(value)}, wanted ${wanted}`]);
  });

  test('is told everything at once, each in a line', () => {
    const issues = issuesOf({ ...LIVE, PORT: 'x', LOG_LEVEL: 'x', THINGSPACE_USERNAME: '' });
    expect(issues.map((line) => line.split(':')[0])).toEqual(['PORT', 'LOG_LEVEL', 'THINGSPACE_USERNAME']);
  });

  test.each(Object.keys(LIVE))('is told that %s is missing where the other credentials are there', (name) => {
    expect(issuesOf({ ...LIVE, [name]: '' })).toEqual([expect.stringContaining(`${name}: got nothing, wanted `)]);
  });

  test('may not give metrics the port of the API', () => {
    expect(issuesOf({ PORT: '4001', METRICS_PORT: '4001' })).toEqual([
      'METRICS_PORT: got 4001, wanted another one than PORT, or none',
    ]);
    expect(issuesOf({ PORT: '0', METRICS_PORT: '0' })).toEqual([]);
  });

  const TEN_GIGABYTES = 10_737_418_240;
  test.each<[Record<string, string>, unknown]>([
    [{}, { folder: '.history', maxBytes: TEN_GIGABYTES, syncWithin: 1_000 }],
    [
      { HISTORY_DIR: '/var/lib/x', HISTORY_MAX_MB: '1', HISTORY_SYNC_MS: '0' },
      { folder: '/var/lib/x', maxBytes: 1_048_576, syncWithin: 0 },
    ],
    [{ HISTORY_DIR: 'off' }, undefined],
    [{ REDIS_URL: 'redis://cache' }, undefined],
  ])('has its history on disk before a real upstream, unless it is off or in Redis: %j', (given, disk) => {
    expect(settingsOf({ ...LIVE, ...given }).history.disk).toEqual(disk);
  });

  test('is told of all that is missing beside a lone credential', () => {
    const issues = issuesOf({ THINGSPACE_PASSWORD: 'hush-2' });
    expect(issues.map((line) => line.split(':')[0])).toEqual(
      Object.keys(LIVE).filter((name) => !['AUTH', 'THINGSPACE_PASSWORD'].includes(name)),
    );
  });

  test.each([
    ['', 'nowhere', 'got "nowhere", wanted the path of a file that can be read'],
    ['hush-2', 'hush-3', 'got a path beside THINGSPACE_PASSWORD, wanted only one of them'],
  ])('is told of a file that cannot be used: %j beside %j', (given, path, reason) => {
    const environment = { ...LIVE, THINGSPACE_PASSWORD: given, THINGSPACE_PASSWORD_FILE: path };
    expect(issuesOf(environment)[0]).toBe(`THINGSPACE_PASSWORD_FILE: ${reason}`);
  });

  test.each([
    'http://user:hush@cache:6379',
    'redis://',
    'redis://user:hu/sh@cache',
    'redis://:hush@cache/first',
    'rediss://:hush@cache:70000',
  ])('is told what REDIS_URL wants, and not the password in %j', (url) => {
    const [issue = '', ...more] = issuesOf({ REDIS_URL: url });
    expect(issue).toContain('wanted a URL that begins with redis:// or rediss:// and names a host');
    expect(issue).not.toMatch(/hush|hu\/sh/);
    expect(more).toEqual([]);
  });

  test('is not what REDIS_URL has with a password, a port and the number of a database', () => {
    const url = 'rediss://user:hush@cache:6380/2';
    expect(settingsOf({ REDIS_URL: url }).redisUrl).toBe(url);
  });

  test('is never told a secret, not even one that cannot be used', () => {
    const secrets = { THINGSPACE_CLIENT_SECRET: '\t  \t', THINGSPACE_PASSWORD: '   ' };
    const issues = issuesOf({ ...LIVE, ...secrets, PORT: 'x' }).join('\n');
    expect(issues).toContain('THINGSPACE_PASSWORD: got (a secret), wanted the password of the UWS user');
    for (const secret of ['hush', '\\t', '"   "', ...Object.values(secrets)]) expect(issues).not.toContain(secret);
  });

  test.each([
    'http://thingspace.verizon.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'https://thingspace.verizon.com/api',
    'https://user@thingspace.verizon.com',
    'thingspace.verizon.com',
    'null',
  ])('is not let to send credentials to %s', (url) => {
    expect(issuesOf({ ...LIVE, THINGSPACE_BASE_URL: url })).toEqual([
      expect.stringMatching(/^THINGSPACE_BASE_URL: got .*, wanted an origin without a path, https or on loopback/),
    ]);
  });
});
