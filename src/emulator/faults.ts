// The fault table: each fault is a function from the normal reply to a faulty one.
import { type EmulatorResponse, json, plain } from './answers.js';
import type { Route } from './calls.js';
import { alterations, altered } from './damage.js';
import * as deliveries from './deliveries.js';
import type { Reply } from './exchange.js';
import { documented, gateway } from './failures.js';
import { type Latency, latencyMs, THINGSPACE_LATENCY } from './latency.js';

/** What a fault may ask of the emulator in which it happens. */
export interface FaultContext {
  /** One draw, 0 <= draw < 1, of this call. */
  readonly draw: number;
  /** The caller's clock, milliseconds since 1970. */
  readonly now: number;
  readonly latency?: Latency | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly expire: (which: 'bearer' | 'session') => void;
  readonly refuseLogin: () => EmulatorResponse;
}

export interface Fault {
  readonly description: string;
  /** The route it strikes unless its rule names another. */
  readonly route: Route;
  readonly strike: (next: () => Reply, context: FaultContext) => Reply;
}

const RETRY_AFTER_SECONDS = 2;

const onReport = (description: string, strike: Fault['strike']): Fault => ({ description, route: 'report', strike });
const instead = (description: string, answer: EmulatorResponse): Fault => onReport(description, () => ({ answer }));
const delivered = (description: string, deliver: deliveries.Delivery): Fault =>
  onReport(description, (next) => ({ ...next(), deliver }));
const inside = (description: string, name: keyof typeof alterations): Fault =>
  onReport(description, (next) => {
    const reply = next();
    return { ...reply, answer: altered(reply.answer, alterations[name]) };
  });
const expiring = (which: 'bearer' | 'session'): Fault =>
  onReport(`Expires the ${which} token just before the call is looked at`, (next, context) => {
    context.expire(which);
    return next();
  });
const throttled = (description: string, retryAfter: (context: FaultContext) => string): Fault =>
  onReport(description, (_next, context) => {
    const headers = { ...gateway.throttled.headers, 'retry-after': retryAfter(context) };
    return { answer: { ...gateway.throttled, headers } };
  });

const HTML = '<html><head><title>Error</title></head><body><h1>The gateway is unwell</h1></body></html>\n';
const unavailable = json(503, { errorCode: 'SERVICE_UNAVAILABLE', errorMessage: 'Try again later' });

export const faults = {
  latency: onReport('Answers late, by the rule\'s latency or the preset "thingspace"', (next, context) => {
    const reply = next();
    const waitMs = latencyMs(context.latency ?? THINGSPACE_LATENCY, context.draw, reply.days);
    return { ...reply, waitMs: waitMs + (reply.waitMs ?? 0) };
  }),
  hangBeforeHeaders: delivered('Never answers', deliveries.hangBeforeHeaders),
  hangInBody: delivered('Stops in the middle of the body, socket open', deliveries.hangInBody),
  cutInBody: delivered('Closes the socket in the middle of the body', deliveries.cutInBody),
  reset: delivered('Resets the connection', deliveries.reset),
  slowDrip: delivered('Sends the body in 20 pieces, 250 ms apart', deliveries.slowDrip),
  oneByteChunks: delivered('Sends the body in chunks of one byte', deliveries.oneByteChunks),
  hugeBody: delivered('Streams a report of more than 32 MB', deliveries.hugeBody),
  rateLimited: throttled('429 with Retry-After in seconds', ({ retryAfterSeconds = RETRY_AFTER_SECONDS }) =>
    String(retryAfterSeconds),
  ),
  rateLimitedDate: throttled('429 with Retry-After as a date', ({ now, retryAfterSeconds = RETRY_AFTER_SECONDS }) =>
    new Date(now + retryAfterSeconds * 1000).toUTCString(),
  ),
  rateLimitedBare: instead('429 without Retry-After', gateway.throttled),
  serverError: instead(
    '500 with a text that is not documented',
    json(500, { errorCode: 'INTERNAL_ERROR', errorMessage: 'An unexpected error occurred' }),
  ),
  unavailable: instead('503', unavailable),
  badGateway: instead('502 with a page of HTML', plain(502, 'text/html', HTML)),
  gatewayTimeout: instead('504 with an empty body', plain(504, 'text/plain', '')),
  notJson: instead('200 with HTML for a body', plain(200, 'text/html', HTML)),
  emptyBody: instead('200 with an empty body', plain(200, 'application/json', '')),
  accessDenied: instead('401 INVALID_ACCESS, also after a renewal', documented.accessDenied),
  sessionsAbsent: inside('A report without the key sessions', 'sessionsAbsent'),
  sessionsNull: inside('A report whose sessions are null', 'sessionsNull'),
  sessionsEmpty: inside('A report whose sessions are empty', 'sessionsEmpty'),
  txidNull: inside('A report whose txid is null', 'txidNull'),
  bytesAbsent: inside('The middle row has no numBytes', 'bytesAbsent'),
  startMissing: inside('The middle row has no startTime', 'startMissing'),
  endBeforeStart: inside('The middle row ends before it starts', 'endBeforeStart'),
  unreadableTime: inside('The middle row has a startTime that cannot be read', 'unreadableTime'),
  wrongTypes: inside('The middle row has a string for numBytes', 'wrongTypes'),
  negativeBytes: inside('The middle row has numBytes of -1', 'negativeBytes'),
  unsafeBytes: inside('The middle row has numBytes beyond 2^53', 'unsafeBytes'),
  expireSession: expiring('session'),
  expireBearer: expiring('bearer'),
  loginRefused: {
    description: 'Refuses a login; it counts towards the lock',
    route: 'login',
    strike: (_next, context) => ({ answer: context.refuseLogin() }),
  },
  loginDown: { ...instead('503 at login', unavailable), route: 'login' },
  tokenDown: { ...instead('503 at the token endpoint', unavailable), route: 'token' },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
