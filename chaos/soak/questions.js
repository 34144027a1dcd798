// Knows what the soak asks: each kind of question with its share, and how its answer is judged; not how often, and of what upstream.
import { fleetMatches, recentMatches, settledMatches } from './judge.js';
import { DAY } from './truth.js';

/** Days that ended so long ago change no more. */
const SETTLED_DAYS = 4;
const POOL = 150;
const ACCOUNTS = 6;
const FLEET = 50;
/** The card of the emulator with about 290 sessions a day. */
const LOAD_CARD = '990000000000213';
const FAILING_CARDS = {
  990000000000400: 'DEVICE_NOT_FOUND',
  990000000000403: 'DEVICE_NOT_CERTIFIED',
  990000000000404: 'DEVICE_INACTIVE',
  990000000000409: 'SERVICE_NOT_PURCHASED',
  990000000000500: 'DEVICE_IN_SEVERAL_ACCOUNTS',
  990000000000256: 'UPSTREAM_MALFORMED',
};

const FIGURES = 'start end totalCount totalBytes totalDuration';
const STATISTICS = 'durationStats { median p95: percentile(p: 95) } bytesStats { median max }';
const NODES = 'nodes { id startTime endTime duration numBytes bytesPerSecond }';
const VARIABLES = '$imei: IMEI!, $account: String, $start: DateTime, $end: DateTime, $first: Int, $last: Int';
const withFields = (fields, more = '') => `query (${VARIABLES}${more}) {
  device(imei: $imei, accountNumber: $account) { sessions(start: $start, end: $end, first: $first, last: $last) { ${fields} } } }`;

const PAGE = withFields(
  `${FIGURES} freshness { asOf stale } ${STATISTICS} ${NODES} pageInfo { hasNextPage endCursor }`,
);
const TOTALS = withFields(`${FIGURES} freshness { asOf stale }`);
const RECENT = withFields(`start end freshness { asOf stale } nodes { startTime endTime numBytes }`);
const timelineBy = (interval) =>
  withFields(
    `${FIGURES} timeline(interval: ${interval}, timeZone: $zone) { start end count totalBytes averageDuration }`,
    ', $zone: TimeZone',
  );
const TIMELINES = { HOUR: timelineBy('HOUR'), DAY: timelineBy('DAY'), WEEK: timelineBy('WEEK') };
const FLEET_REPORT = `query ($imeis: [IMEI!]!, $start: DateTime, $end: DateTime) { fleet(imeis: $imeis, start: $start, end: $end) {
  coverage { requested answered failed stale } totalCount totalBytes totalDuration
  perDay: timeline(interval: DAY) { start end count totalBytes }
  devices(orderBy: { field: TOTAL_BYTES, direction: DESC }) { device { imei } sessions { totalCount totalBytes totalDuration } problem { code retryable } } } }`;

const ZONES = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const WRONG = [
  ['{ device(imei: ', 'GRAPHQL_PARSE_FAILED'],
  ['{ device(imei: "353000000000001") { session { x } } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ device(imei: "12") { sessions { totalCount } } }', 'BAD_USER_INPUT'],
  ['{ device(imei: "353000000000001") { sessions(first: 100000000) { totalCount } } }', 'BAD_USER_INPUT'],
  [
    '{ device(imei: "353000000000001") { sessions(start: "2026-01-02", end: "2026-01-01") { totalCount } } }',
    'BAD_USER_INPUT',
  ],
  [`{ ${Array.from({ length: 800 }, (_, i) => `a${i}: __typename`).join(' ')} }`, 'QUERY_TOO_COMPLEX'],
  ['mutation { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
];

/** Everything that is asked draws from `random`, and reads the time from `now`. */
export function createQuestions({ random, now }) {
  let fresh = 0;
  const below = (n) => Math.floor(random() * n);
  const oneOf = (list) => list[below(list.length)];
  const pooled = () => imeiOf(below(POOL));
  const newcomer = () => imeiOf(POOL + fresh++);
  const account = () => `000012345${below(ACCOUNTS)}-00001`;
  const settledWindow = (days, within = 170) => {
    const newest = Math.floor(now() / DAY) - SETTLED_DAYS;
    const end = (newest - below(Math.max(1, within - days - SETTLED_DAYS))) * DAY;
    return { start: end - days * DAY, end };
  };
  const settled = (imei, window, { query, page, ...more }) => ({
    query,
    variables: { imei, ...dates(window), ...sizeOf(page), ...more.variables },
    refresh: more.refresh,
    judge: ({ device: { sessions } }) =>
      settledMatches(sessions, { imei, ...window, page, mayBeStale: more.refresh === true }),
  });
  const firstOf = (size) => ({ size, fromEnd: false });
  const lastOf = (size) => ({ size, fromEnd: true });
  return {
    cold: {
      share: 18,
      ask: () => settled(newcomer(), settledWindow(oneOf([7, 30])), { query: PAGE, page: firstOf(50) }),
    },
    warm: {
      share: 36,
      ask: () => settled(pooled(), settledWindow(oneOf([1, 7, 30]), 40), { query: PAGE, page: lastOf(100) }),
    },
    recent: { share: 10, ask: () => recent(pooled(), now) },
    largePage: {
      share: 3,
      ask: () =>
        settled(LOAD_CARD, settledWindow(oneOf([10, 20, 30])), {
          query: PAGE,
          page: oneOf([firstOf, lastOf])(oneOf([2_000, 5_000])),
          variables: { account: account() },
        }),
    },
    timeline: {
      share: 10,
      ask: () =>
        settled(oneOf([pooled(), newcomer()]), settledWindow(oneOf([14, 60])), {
          query: TIMELINES[oneOf(['HOUR', 'DAY', 'WEEK'])],
          variables: { zone: oneOf(ZONES) },
        }),
    },
    longTimeline: {
      share: 1,
      ask: () =>
        settled(LOAD_CARD, settledWindow(150, 168), {
          query: TIMELINES.DAY,
          variables: { zone: oneOf(ZONES), account: account() },
        }),
    },
    fleet: {
      share: 4,
      ask: () =>
        fleet(
          Array.from({ length: FLEET }, (_, i) => (i % 10 ? pooledAt(i, below) : newcomer())),
          settledWindow(7, 40),
        ),
    },
    refresh: { share: 4, ask: () => settled(pooled(), settledWindow(7, 40), { query: TOTALS, refresh: true }) },
    leaver: {
      share: 8,
      ask: () => ({
        ...settled(newcomer(), settledWindow(30), { query: PAGE, page: firstOf(50) }),
        leaveAfter: 1 + below(60),
      }),
    },
    failing: { share: 3, ask: () => failing(oneOf(Object.entries(FAILING_CARDS)), settledWindow(7)) },
    wrong: { share: 3, ask: () => wrong(oneOf(WRONG)) },
  };
}

const imeiOf = (n) => `3530000${String(n).padStart(8, '0')}`;
/** Fifty different ones of the pool. */
const pooledAt = (i, below) => imeiOf(i * 3 + below(3));
const dates = ({ start, end }) => ({ start: new Date(start).toISOString(), end: new Date(end).toISOString() });
const sizeOf = (page) => (page ? { [page.fromEnd ? 'last' : 'first']: page.size } : { first: 0 });

function recent(imei, now) {
  const start = (Math.floor(now() / DAY) - 3) * DAY;
  const page = { size: 1_000, fromEnd: false };
  return {
    query: RECENT,
    variables: { imei, start: new Date(start).toISOString(), first: page.size },
    judge: ({ device: { sessions } }) => recentMatches(sessions, { imei, start, page, now: now() }),
  };
}

const fleet = (imeis, window) => ({
  query: FLEET_REPORT,
  variables: { imeis, ...dates(window) },
  judge: ({ fleet: report }, isTrouble) => fleetMatches(report, imeis, window, isTrouble),
});

const failing = ([imei, code], window) => ({ query: TOTALS, variables: { imei, ...dates(window), first: 0 }, code });

const wrong = ([query, code]) => ({ query, variables: {}, code, isCallers: true });
