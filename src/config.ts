// Environment to frozen settings, with every complaint at once. It knows the names and bounds of settings, not what they do.
import { z } from 'zod';
import type { Credentials } from './thingspace/login.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const whole = (min: number, max: number, fallback: number) => {
  const wanted = `a whole number from ${min} to ${max}`;
  const digits = z
    .string()
    .regex(/^\d{1,15}$/, wanted)
    .transform(Number);
  return digits.pipe(z.number().min(min, wanted).max(max, wanted)).prefault(String(fallback)).describe(wanted);
};

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
  MAX_BODY_KB: whole(1, 10_240, 100),
  MAX_TOKENS: whole(10, 1_000_000, 12_000),
  MAX_DEPTH: whole(1, 1_000, 20),
  MAX_ALIASES: whole(0, 100_000, 750),
  MAX_FIELDS: whole(1, 1_000_000, 5_000),
  MAX_DIRECTIVES: whole(0, 100_000, 100),
  MAX_REPEATED_FIELDS: whole(0, 10_000, 20),
  INTROSPECTION: onOff('on'),
  CSRF_PREVENTION: onOff('on'),
  CORS_ORIGINS: z.string().refine(isOrigins, ORIGINS).optional().describe(ORIGINS),
  DRAIN_DELAY_MS: whole(0, 60_000, 500),
  DRAIN_TIMEOUT_MS: whole(100, 600_000, 10_000),
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

type Values = z.output<typeof VARIABLES>;
type Name = keyof Values;

/** Never shown, not even in a complaint. */
const SECRETS = ['THINGSPACE_CLIENT_SECRET', 'THINGSPACE_PASSWORD'] as const satisfies readonly Name[];

export const isSecret = (name: string): boolean => SECRETS.some((secret) => secret === name);

/** Where sessions come from: the emulator that is built in, or the real service. */
export type UpstreamSettings =
  | { readonly kind: 'emulator' }
  | { readonly kind: 'thingspace'; readonly origin: string; readonly credentials: Credentials };

/** Milliseconds, but for days and bytes. */
export interface HistorySettings {
  readonly settle: number;
  readonly historyDays: number;
  readonly openTtl: number;
  readonly maxStale: number;
  readonly negativeTtl: number;
  readonly cacheBytes: number;
}

/** What one request and its document may have: bytes, then counts. */
export interface LimitSettings {
  readonly body: number;
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
  readonly repeated: number;
}

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: Values['LOG_LEVEL'];
  readonly maxPageSize: number;
  readonly maxSessionHours: number;
  /** Milliseconds, like every timeout. */
  readonly operationTimeout: number;
  readonly attemptTimeout: number;
  readonly upstreamConcurrency: number;
  readonly upstreamQueue: number;
  readonly history: HistorySettings;
  readonly limits: LimitSettings;
  readonly introspection: boolean;
  readonly csrfPrevention: boolean;
  /** The origins whose pages may ask; empty where none but our own may. */
  readonly corsOrigins: readonly string[];
  /** Milliseconds: how long requests are still taken after SIGTERM, and when what is left of them is cut off. */
  readonly drainDelay: number;
  readonly drainTimeout: number;
  readonly callBudget: number;
  readonly fleetMax: number;
  readonly showCost: boolean;
  readonly allowRefresh: boolean;
  readonly loginAttempts: number;
  readonly stateDir: string;
  /** Where replicas share what they have read; it may hold a password. */
  readonly redisUrl: string | undefined;
  readonly upstream: UpstreamSettings;
  /** The account of a device that is asked for without one. */
  readonly accountNumber: string | undefined;
}

export type Config =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly complaints: readonly string[] };

export type ReadFile = (path: string) => string;

/** An empty variable counts as unset. */
export function readConfig(environment: Environment, readFile: ReadFile): Config {
  const complaints: string[] = [];
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const given = { ...set, ...readSecrets(set, readFile, complaints) };
  const parsed = VARIABLES.safeParse(given);
  complaints.push(
    ...(parsed.error?.issues ?? []).map((issue) => complaint(issue, given)),
    ...missingCredentials(given),
  );
  if (parsed.success) complaints.push(...contradictions(parsed.data));
  if (!parsed.success || complaints.length > 0) return { ok: false, complaints: [...new Set(complaints)] };
  return { ok: true, settings: Object.freeze(toSettings(parsed.data)) };
}

/** Secrets that are mounted as files, as container platforms do; the line break at the end is not part of them. */
function readSecrets(set: Environment, readFile: ReadFile, complaints: string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of SECRETS) {
    const path = set[`${name}_FILE`];
    if (path === undefined) continue;
    if (set[name] !== undefined) complaints.push(`${name}_FILE: got a path beside ${name}, wanted only one of them`);
    try {
      found[name] = readFile(path).replace(/\r?\n$/, '');
    } catch {
      complaints.push(`${name}_FILE: got ${JSON.stringify(path)}, wanted the path of a file that can be read`);
    }
  }
  return found;
}

function complaint({ path, message }: z.core.$ZodIssue, given: Environment): string {
  const name = String(path[0]);
  // A URL may have a password in it, which is one of the reasons to refuse it.
  const came = isSecret(name) ? '(a secret)' : JSON.stringify(given[name]?.replace(/\/\/.*@/s, '//…@'));
  return `${name}: got ${came}, wanted ${message}`;
}

const CREDENTIALS = [
  'THINGSPACE_BASE_URL',
  'THINGSPACE_CLIENT_ID',
  'THINGSPACE_CLIENT_SECRET',
  'THINGSPACE_USERNAME',
  'THINGSPACE_PASSWORD',
] as const satisfies readonly Name[];

/** All of them missing means the emulator; some of them missing is a mistake, a line each. */
function missingCredentials(given: Environment): string[] {
  const missing = CREDENTIALS.filter((name) => given[name] === undefined);
  if (missing.length === CREDENTIALS.length) return [];
  return missing.map(
    (name) =>
      `${name}: got nothing, wanted ${VARIABLES.shape[name].description}, since other THINGSPACE_ variables are set`,
  );
}

/** A session may still be running so long after its day, so no day may be taken for settled before. */
const contradictions = ({ SETTLE_HOURS, MAX_SESSION_HOURS }: Values): string[] =>
  SETTLE_HOURS >= MAX_SESSION_HOURS
    ? []
    : [`SETTLE_HOURS: got ${SETTLE_HOURS}, wanted at least MAX_SESSION_HOURS, ${MAX_SESSION_HOURS}`];

const EMULATED_ACCOUNT = '0000123456-00001';

function toSettings(values: Values): Settings {
  const upstream = toUpstream(values);
  return {
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    maxPageSize: values.MAX_PAGE_SIZE,
    maxSessionHours: values.MAX_SESSION_HOURS,
    operationTimeout: values.OPERATION_TIMEOUT_MS,
    attemptTimeout: values.ATTEMPT_TIMEOUT_MS,
    upstreamConcurrency: values.UPSTREAM_CONCURRENCY,
    upstreamQueue: values.UPSTREAM_QUEUE,
    history: toHistory(values),
    limits: toLimits(values),
    introspection: values.INTROSPECTION,
    csrfPrevention: values.CSRF_PREVENTION,
    corsOrigins: values.CORS_ORIGINS?.split(',') ?? [],
    drainDelay: values.DRAIN_DELAY_MS,
    drainTimeout: values.DRAIN_TIMEOUT_MS,
    callBudget: values.CALL_BUDGET,
    fleetMax: values.FLEET_MAX,
    showCost: values.COST_EXTENSION,
    allowRefresh: values.REFRESH,
    loginAttempts: values.LOGIN_ATTEMPTS,
    stateDir: values.STATE_DIR,
    redisUrl: values.REDIS_URL,
    upstream,
    accountNumber: values.THINGSPACE_ACCOUNT_NUMBER ?? (upstream.kind === 'emulator' ? EMULATED_ACCOUNT : undefined),
  };
}

const toLimits = (values: Values): LimitSettings => ({
  body: values.MAX_BODY_KB * 1024,
  tokens: values.MAX_TOKENS,
  depth: values.MAX_DEPTH,
  aliases: values.MAX_ALIASES,
  fields: values.MAX_FIELDS,
  directives: values.MAX_DIRECTIVES,
  repeated: values.MAX_REPEATED_FIELDS,
});

const toHistory = (values: Values): HistorySettings => ({
  settle: values.SETTLE_HOURS * 3_600_000,
  historyDays: values.HISTORY_DAYS,
  openTtl: values.OPEN_TTL_SECONDS * 1_000,
  maxStale: values.MAX_STALE_SECONDS * 1_000,
  negativeTtl: values.NEGATIVE_TTL_SECONDS * 1_000,
  cacheBytes: values.CACHE_MAX_MB * 1024 * 1024,
});

function toUpstream(values: Values): UpstreamSettings {
  const [origin, clientId, clientSecret, username, password] = CREDENTIALS.map((name) => values[name]);
  if (!origin || !clientId || !clientSecret || !username || !password) return { kind: 'emulator' };
  return { kind: 'thingspace', origin, credentials: { clientId, clientSecret, username, password } };
}
