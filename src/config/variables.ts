// The environment variables: names, bounds, defaults and descriptions.
import { z } from 'zod';

const wantedWhole = (min: number, max: number): string => `a whole number from ${min} to ${max}`;

const digits = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, wantedWhole(min, max))
    .transform(Number)
    .pipe(z.number().min(min, wantedWhole(min, max)).max(max, wantedWhole(min, max)));

const whole = (min: number, max: number, fallback: number) =>
  digits(min, max).prefault(String(fallback)).describe(wantedWhole(min, max));

/** Off unless set. */
const wholeIfSet = (min: number, max: number) => digits(min, max).optional().describe(wantedWhole(min, max));

const choice = <const T extends readonly [string, ...string[]]>(values: T, fallback: NoInfer<T[number]>) => {
  const wanted = `one of ${values.join(', ')}`;
  return z.enum(values, wanted).prefault(fallback).describe(wanted);
};

const onOff = (fallback: 'on' | 'off') =>
  choice(['on', 'off'], fallback)
    .transform((value) => value === 'on')
    .describe('one of on, off');

const text = (wanted: string, pattern = /\S/) => z.string().regex(pattern, wanted);

const optional = (wanted: string, pattern?: RegExp) => text(wanted, pattern).optional().describe(wanted);

const ORIGIN = 'an origin without a path, https or on loopback, such as https://thingspace.verizon.com';

const ORIGINS = 'origins with commas between them, such as https://app.example.com, or * for all';

const isOrigins = (value: string): boolean =>
  value === '*' || value.split(',').every((each) => /^https?:/.test(each) && URL.canParse(each) && isOrigin(each));

/** As a browser writes it, so that it can be compared as text. */
const isOrigin = (value: string): boolean => new URL(value).origin === value;

/** Credentials must not travel in clear, except to this machine itself. */
function isSafeOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, href, origin } = new URL(value);
  if (href !== `${origin}/`) return false;
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

const JWKS_URL = 'a URL, https or on loopback, such as https://login.example.com/.well-known/jwks.json';

/** Whoever could change keys on their way could be anyone. */
function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin, username, password } = new URL(value);
  return isSafeOrigin(origin) && `${username}${password}` === '';
}

const AUTH = 'one of none, keys, jwt';

const REDIS = 'a URL that begins with redis:// or rediss:// and names a host';

function isRedisUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname } = new URL(value);
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d{0,4})?$/.test(pathname);
}

/** Every variable that the program reads, in the order of the README's table. */
export const VARIABLES = z.object({
  PORT: whole(0, 65_535, 4_000),
  HOST: text('a host name or an address', /^[\w.:-]+$/)
    .prefault('127.0.0.1')
    .describe('a host name or an address'),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
  MAX_PAGE_SIZE: whole(1, 1_000_000, 1_000),
  MAX_SESSION_HOURS: whole(1, 168, 24),
  OPERATION_TIMEOUT_MS: whole(100, 600_000, 75_000),
  ATTEMPT_TIMEOUT_MS: whole(100, 600_000, 35_000),
  UPSTREAM_CONCURRENCY: whole(1, 1_000, 8),
  UPSTREAM_QUEUE: whole(0, 1_000_000, 2_000),
  SETTLE_HOURS: whole(1, 720, 48),
  HISTORY_DAYS: whole(180, 3_650, 400),
  OPEN_TTL_SECONDS: whole(0, 86_400, 60),
  MAX_STALE_SECONDS: whole(0, 2_592_000, 86_400),
  NEGATIVE_TTL_SECONDS: whole(0, 86_400, 60),
  CACHE_MAX_MB: whole(1, 65_536, 256),
  HISTORY_DIR: text('the path of a folder, or off').prefault('.history').describe('the path of a folder, or off'),
  HISTORY_MAX_MB: whole(1, 16_777_216, 10_240),
  HISTORY_SYNC_MS: whole(0, 60_000, 1_000),
  MAX_BODY_KB: whole(1, 10_240, 100),
  MAX_TOKENS: whole(10, 1_000_000, 12_000),
  MAX_DEPTH: whole(1, 1_000, 20),
  MAX_ALIASES: whole(0, 100_000, 750),
  MAX_FIELDS: whole(1, 1_000_000, 5_000),
  MAX_DIRECTIVES: whole(0, 100_000, 100),
  MAX_REPEATED_FIELDS: whole(0, 10_000, 20),
  INTROSPECTION: onOff('on'),
  EXPLORER: z.enum(['on', 'off'], 'one of on, off').optional().describe('one of on, off'),
  CSRF_PREVENTION: onOff('on'),
  PERSISTED_OPERATIONS: optional('the path of a manifest of operations'),
  PERSISTED_ONLY: onOff('off'),
  CORS_ORIGINS: z.string().refine(isOrigins, ORIGINS).optional().describe(ORIGINS),
  DRAIN_DELAY_MS: whole(0, 60_000, 500),
  DRAIN_TIMEOUT_MS: whole(100, 600_000, 10_000),
  AUTH: z.enum(['none', 'keys', 'jwt'], AUTH).optional().describe(AUTH),
  AUTH_KEYS_FILE: optional('the path of a file of hashed keys'),
  JWT_ISSUER: optional('the issuer of tokens, as their claim iss has it'),
  JWT_AUDIENCE: optional('what tokens are issued for, as their claim aud has it'),
  JWT_JWKS_URL: z.string().refine(isSafeUrl, JWKS_URL).optional().describe(JWKS_URL),
  JWT_JWKS_FILE: optional('the path of a file that holds a JSON Web Key Set'),
  JWT_ACCOUNTS_CLAIM: text('the name of a claim').prefault('accounts').describe('the name of a claim'),
  ADMIN_TOKEN: optional('a secret of 16 characters or more', /^[\x21-\x7e]{16,1024}$/),
  ADMIN_TOKEN_FILE: optional('the path of a file that holds ADMIN_TOKEN'),
  RATE_LIMIT: wholeIfSet(1, 1_000_000),
  METRICS_PORT: wholeIfSet(0, 65_535),
  CALL_BUDGET: whole(1, 100_000, 500),
  FLEET_MAX: whole(1, 100_000, 500),
  COST_EXTENSION: onOff('on'),
  REFRESH: onOff('on'),
  LOGIN_ATTEMPTS: whole(1, 2, 2),
  STATE_DIR: text('the path of a folder').prefault('.state').describe('the path of a folder'),
  REDIS_URL: z.string().refine(isRedisUrl, REDIS).optional().describe(REDIS),
  THINGSPACE_BASE_URL: z
    .string()
    .refine(isSafeOrigin, ORIGIN)
    .transform((url) => new URL(url).origin)
    .optional()
    .describe(ORIGIN),
  THINGSPACE_CLIENT_ID: optional('the key of the ThingSpace application'),
  THINGSPACE_CLIENT_SECRET: optional('the secret of the ThingSpace application'),
  THINGSPACE_CLIENT_SECRET_FILE: optional('the path of a file that holds THINGSPACE_CLIENT_SECRET'),
  THINGSPACE_USERNAME: optional('the name of the UWS user'),
  THINGSPACE_PASSWORD: optional('the password of the UWS user'),
  THINGSPACE_PASSWORD_FILE: optional('the path of a file that holds THINGSPACE_PASSWORD'),
  THINGSPACE_ACCOUNT_NUMBER: optional(
    'an account number, such as 0000123456-00001',
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  ),
});

export type Values = z.output<typeof VARIABLES>;
export type Name = keyof Values;

/** Never shown, not even in an error message. */
export const SECRETS = [
  'THINGSPACE_CLIENT_SECRET',
  'THINGSPACE_PASSWORD',
  'ADMIN_TOKEN',
] as const satisfies readonly Name[];

export const isSecret = (name: string): boolean => SECRETS.some((secret) => secret === name);

/** What a real upstream is asked with. */
export const CREDENTIALS = [
  'THINGSPACE_BASE_URL',
  'THINGSPACE_CLIENT_ID',
  'THINGSPACE_CLIENT_SECRET',
  'THINGSPACE_USERNAME',
  'THINGSPACE_PASSWORD',
] as const satisfies readonly Name[];
