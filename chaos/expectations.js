// Knows what the table of failures promises for each fault of the emulator; not how a fault is made.

/** Short enough that a fault which hangs is over soon, long enough for the largest body. */
export const TIMEOUT_MS = { ATTEMPT_TIMEOUT_MS: '700', OPERATION_TIMEOUT_MS: '2000' };

const ATTEMPTS = 3;

/** Report calls are counted per question; `rule` makes a rule of the fault other than: always. */
const refused = (code, calls, rule = {}) => ({ code, calls, rule });

/** `change` makes of the true sessions what the fault leaves of them. */
const answered = ({ calls = 1, rule = {}, change = (sessions) => sessions } = {}) => ({ calls, rule, change });

const emptied = answered({ change: (sessions) => ({ ...sessions, totalCount: 0, totalBytes: 0, nodes: [] }) });
const malformed = refused('UPSTREAM_MALFORMED', 1);
const late = refused('UPSTREAM_TIMEOUT', ATTEMPTS);
const down = refused('UPSTREAM_UNAVAILABLE', ATTEMPTS);
const concurrencyLimit = refused('UPSTREAM_RATE_LIMITED', 1, { retryAfterSeconds: 30 });
const outside = (code) => refused(code, 0);

export const EXPECTATIONS = {
  latency: [answered({ rule: { latency: 20 } }), { ...late, rule: { latency: 30_000 } }],
  hangBeforeHeaders: [late],
  hangInBody: [late],
  cutInBody: [refused('UPSTREAM_MALFORMED', ATTEMPTS), answered({ calls: 2, rule: { times: 1 } })],
  reset: [down, answered({ calls: 2, rule: { times: 1 } })],
  slowDrip: [late],
  oneByteChunks: [answered()],
  hugeBody: [malformed],
  rateLimited: [concurrencyLimit, answered({ calls: 2, rule: { retryAfterSeconds: 1, times: 1 } })],
  rateLimitedDate: [concurrencyLimit, answered({ calls: 2, rule: { retryAfterSeconds: 1, times: 1 } })],
  rateLimitedBare: [refused('UPSTREAM_RATE_LIMITED', ATTEMPTS)],
  serverError: [down, answered({ calls: ATTEMPTS, rule: { times: 2 } })],
  unavailable: [down],
  badGateway: [down],
  gatewayTimeout: [down],
  notJson: [malformed],
  emptyBody: [malformed],
  accessDenied: [refused('UPSTREAM_ACCESS_DENIED', 2)],
  sessionsAbsent: [emptied],
  sessionsNull: [emptied],
  sessionsEmpty: [emptied],
  txidNull: [answered({ change: (sessions) => ({ ...sessions, transactionIds: [] }) })],
  bytesAbsent: [answered({ change: withoutBytes })],
  startMissing: [malformed],
  endBeforeStart: [malformed],
  unreadableTime: [malformed],
  wrongTypes: [malformed],
  negativeBytes: [malformed],
  unsafeBytes: [malformed],
  expireSession: [refused('UPSTREAM_ACCESS_DENIED', 2), answered({ calls: 2, rule: { times: 1 } })],
  expireBearer: [refused('UPSTREAM_ACCESS_DENIED', 2), answered({ calls: 2, rule: { times: 1 } })],
  loginRefused: [outside('UPSTREAM_ACCESS_DENIED')],
  loginDown: [outside('UPSTREAM_UNAVAILABLE'), answered({ rule: { times: 1 } })],
  tokenDown: [outside('UPSTREAM_UNAVAILABLE'), answered({ rule: { times: 1 } })],
};

/** One row loses its bytes: the middle one of the whole answer, margins included, so which it is does not show here. */
function withoutBytes(sessions, told) {
  const lost = sessions.nodes.findIndex(({ numBytes }, i) => told.nodes[i]?.numBytes !== numBytes);
  const nodes = sessions.nodes.map((node, i) => (i === lost ? { ...node, numBytes: 0 } : node));
  return { ...sessions, nodes, totalBytes: sessions.totalBytes - (sessions.nodes[lost]?.numBytes ?? 0) };
}
