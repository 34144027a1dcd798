// Knows what two hundred requests must cost when a token expires under them; not how a token is renewed.
import { ask, askAll, isAnswered } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atMost, exactly } from './figures.js';
import { openPipeline } from './pipeline.js';

const REQUESTS = 200;
/** So that all of them are in flight at once. */
const LATENCY_MS = 300;
const window = settledDays(2);

/** What expires, and what may be fetched because of it; one replay for each token that may have been refused. */
const LOSSES = {
  session: { expired: ['session'], logins: [1, 1], tokenFetches: [0, 1], replays: 1 },
  bearer: { expired: ['bearer'], logins: [0, 0], tokenFetches: [1, 1], replays: 1 },
  'both tokens': { expired: ['bearer', 'session'], logins: [1, 1], tokenFetches: [1, 1], replays: 2 },
};

/** The token is dead when all of them are sent, or dies when half of them have arrived. */
const MOMENTS = {
  'before the first': async (_calls, expire) => expire(),
  'amid them': async (calls, expire) => {
    await calls.until(() => calls.count('report') >= REQUESTS / 2);
    expire();
  },
};

export async function* sessionExpiry() {
  for (const shape of ['uws', 'access', 'fault'])
    for (const moment of Object.keys(MOMENTS)) yield* expiry('session', shape, moment);
}

export async function* bearerExpiry() {
  for (const moment of Object.keys(MOMENTS)) yield* expiry('bearer', 'uws', moment);
}

/** As after a restart of the upstream. */
export async function* bothExpiry() {
  for (const shape of ['uws', 'access']) yield* expiry('both tokens', shape, 'before the first');
}

async function* expiry(lost, sessionShape, moment) {
  const environment = { UPSTREAM_CONCURRENCY: String(REQUESTS) };
  const pipeline = await openPipeline({ environment, emulator: { sessionShape, latency: LATENCY_MS } });
  try {
    const answers = await askThrough(pipeline, LOSSES[lost], moment);
    yield* judge(`expiry of ${lost}, ${sessionShape}, ${moment}`, LOSSES[lost], answers, pipeline.emulator);
  } finally {
    await pipeline.close();
  }
}

async function askThrough({ url, emulator }, { expired }, moment) {
  await ask(url, devices(1)[0], { window });
  emulator.calls.clear();
  const dying = MOMENTS[moment](emulator.calls, () => expired.forEach(emulator.expire));
  const answers = await askAll(url, devices(REQUESTS, 1), { window, concurrency: REQUESTS });
  await dying;
  return answers;
}

function* judge(name, { logins, tokenFetches, replays }, answers, { calls }) {
  yield exactly(`${name}: answered of ${REQUESTS}`, answers.filter(isAnswered).length, REQUESTS);
  yield within(`${name}: logins`, calls.count('login'), logins);
  yield within(`${name}: token fetches`, calls.count('token'), tokenFetches);
  yield atMost(`${name}: report calls`, calls.count('report'), (1 + replays) * REQUESTS);
  yield atMost(`${name}: report calls for one device`, mostForOneDevice(calls.list('report')), 1 + replays);
}

const within = (name, count, [least, most]) =>
  least === most ? exactly(name, count, most) : atMost(name, count, most);

function mostForOneDevice(calls) {
  const counts = new Map();
  for (const { imei } of calls) counts.set(imei, (counts.get(imei) ?? 0) + 1);
  return Math.max(...counts.values());
}
