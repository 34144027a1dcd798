// The settings of the program, typed and in the units that it works in.

import type { KeyEntry } from '../auth/api-keys.js';
import type { KeySource } from '../auth/jwt.js';
import type { Credentials } from '../thingspace/login.js';
import type { PersistedSettings } from './persisted.js';
import { CREDENTIALS, type Values } from './variables.js';

/** Where sessions come from: the emulator that is built in, or the real service. */
export type UpstreamSettings =
  | { readonly kind: 'emulator' }
  | { readonly kind: 'thingspace'; readonly origin: string; readonly credentials: Credentials };

/** How callers say who they are. */
export type AuthSettings =
  | { readonly kind: 'none' }
  | { readonly kind: 'keys'; readonly keys: readonly KeyEntry[] }
  | {
      readonly kind: 'jwt';
      readonly issuer: string;
      readonly audience: string;
      readonly source: KeySource;
      readonly accountsClaim: string;
    };

/** Milliseconds, but for days and bytes. */
export interface HistorySettings {
  readonly settle: number;
  readonly historyDays: number;
  readonly openTtl: number;
  readonly maxStale: number;
  readonly negativeTtl: number;
  readonly cacheBytes: number;
  readonly disk: DiskSettings | undefined;
}

/** Where days outlive the process; the rest in bytes and milliseconds. */
export interface DiskSettings {
  readonly folder: string;
  readonly maxBytes: number;
  readonly syncWithin: number;
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
  /** Whether browsers get the start page and the explorer. */
  readonly explorer: boolean;
  readonly csrfPrevention: boolean;
  /** The operations of a manifest; undefined where there is none. */
  readonly persisted: PersistedSettings | undefined;
  /** The origins whose pages may ask; empty where none but our own may. */
  readonly corsOrigins: readonly string[];
  /** Milliseconds: how long requests are still taken after SIGTERM, and when what is left of them is cut off. */
  readonly drainDelay: number;
  readonly drainTimeout: number;
  readonly auth: AuthSettings;
  /** What lets an operator in from anywhere; undefined where only this machine is. */
  readonly adminToken: string | undefined;
  /** Upstream calls a minute and caller; undefined where there is no limit. */
  readonly rateLimit: number | undefined;
  /** Where /metrics is asked for; undefined where it lies beside /graphql. */
  readonly metricsPort: number | undefined;
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

const EMULATED_ACCOUNT = '0000123456-00001';

export function toSettings(values: Values, auth: AuthSettings, persisted: PersistedSettings | undefined): Settings {
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
    history: toHistory(values, upstream),
    limits: toLimits(values),
    introspection: values.INTROSPECTION,
    explorer: hasExplorer(values, upstream),
    csrfPrevention: values.CSRF_PREVENTION,
    persisted,
    corsOrigins: values.CORS_ORIGINS?.split(',') ?? [],
    drainDelay: values.DRAIN_DELAY_MS,
    drainTimeout: values.DRAIN_TIMEOUT_MS,
    auth,
    adminToken: values.ADMIN_TOKEN,
    rateLimit: values.RATE_LIMIT,
    metricsPort: values.METRICS_PORT,
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

/** It runs queries of its own, so there is none where only a manifest is answered. */
const hasExplorer = ({ EXPLORER, PERSISTED_ONLY }: Values, { kind }: UpstreamSettings): boolean =>
  EXPLORER === undefined ? kind === 'emulator' && !PERSISTED_ONLY : EXPLORER === 'on';

const toLimits = (values: Values): LimitSettings => ({
  body: values.MAX_BODY_KB * 1024,
  tokens: values.MAX_TOKENS,
  depth: values.MAX_DEPTH,
  aliases: values.MAX_ALIASES,
  fields: values.MAX_FIELDS,
  directives: values.MAX_DIRECTIVES,
  repeated: values.MAX_REPEATED_FIELDS,
});

const toHistory = (values: Values, upstream: UpstreamSettings): HistorySettings => ({
  settle: values.SETTLE_HOURS * 3_600_000,
  historyDays: values.HISTORY_DAYS,
  openTtl: values.OPEN_TTL_SECONDS * 1_000,
  maxStale: values.MAX_STALE_SECONDS * 1_000,
  negativeTtl: values.NEGATIVE_TTL_SECONDS * 1_000,
  cacheBytes: values.CACHE_MAX_MB * 1024 * 1024,
  disk: toDisk(values, upstream),
});

/** Synthetic sessions are not worth a place on disk, and with Redis days outlive the process there. */
function toDisk(values: Values, { kind }: UpstreamSettings): DiskSettings | undefined {
  const folder = values.HISTORY_DIR;
  if (kind === 'emulator' || folder === 'off' || values.REDIS_URL !== undefined) return undefined;
  return { folder, maxBytes: values.HISTORY_MAX_MB * 1024 * 1024, syncWithin: values.HISTORY_SYNC_MS };
}

function toUpstream(values: Values): UpstreamSettings {
  const [origin, clientId, clientSecret, username, password] = CREDENTIALS.map((name) => values[name]);
  if (!origin || !clientId || !clientSecret || !username || !password) return { kind: 'emulator' };
  return { kind: 'thingspace', origin, credentials: { clientId, clientSecret, username, password } };
}
