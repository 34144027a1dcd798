// Knows what goes wrong upstream during the soak, and when; not what the API makes of it. Faults that nobody could tell from the truth are left out.

/** Share of all report calls that each strikes while the upstream is at work. */
const SHARES = {
  serverError: 0.02,
  unavailable: 0.01,
  badGateway: 0.01,
  gatewayTimeout: 0.01,
  rateLimited: 0.01,
  rateLimitedBare: 0.01,
  reset: 0.01,
  cutInBody: 0.01,
  notJson: 0.005,
  emptyBody: 0.005,
  startMissing: 0.005,
  endBeforeStart: 0.005,
  unreadableTime: 0.005,
  wrongTypes: 0.005,
  negativeBytes: 0.005,
  unsafeBytes: 0.005,
  expireSession: 0.005,
  expireBearer: 0.005,
  hangBeforeHeaders: 0.0015,
  hangInBody: 0.0015,
  oneByteChunks: 0.001,
  hugeBody: 0.0005,
};
const SLOW = { fault: 'latency', share: 0.05, latency: { minMs: 200, maxMs: 900 } };

/** Once a minute the upstream is down for some seconds, so that the breaker opens and closes again. */
const DOWN_FROM_S = 40;
const DOWN_TO_S = 44;

const AT_WORK = [...Object.entries(SHARES).map(([fault, share]) => ({ fault, share, retryAfterSeconds: 1 })), SLOW].map(
  ({ retryAfterSeconds, ...rule }) => (rule.fault === 'rateLimited' ? { ...rule, retryAfterSeconds } : rule),
);
const DOWN = [{ fault: 'unavailable', share: 1 }];

/** What goes wrong so many seconds after the beginning. */
export const faultsAt = (second) => (second % 60 >= DOWN_FROM_S && second % 60 < DOWN_TO_S ? DOWN : AT_WORK);
