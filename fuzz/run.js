// Random operations against the built program, every answer compared with the truth: FUZZ_OPERATIONS=20000 FUZZ_SEED=1 npm run fuzz
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { operation } from './operations.js';
import { createRandom } from './random.js';
import { sessionsOf } from './sessions.js';
import { knowable } from './truth.js';
import { READINGS, startUpstream } from './upstream.js';

const OPERATIONS = Number(process.env.FUZZ_OPERATIONS ?? 900);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_126);
const DEVICES = 60;
const CALLERS = 4;

const say = (text) => process.stdout.write(`${text}\n`);

/** Resolves with the URL under which the program answers. */
async function startProgram(origin) {
  const credentials = {
    THINGSPACE_CLIENT_ID: 'c',
    THINGSPACE_CLIENT_SECRET: 's',
    THINGSPACE_USERNAME: 'u',
    THINGSPACE_PASSWORD: 'p',
  };
  const env = {
    ...process.env,
    PORT: '0',
    AUTH: 'none',
    LOG_LEVEL: 'error',
    STATE_DIR: '.state/fuzz',
    HISTORY_DIR: 'off',
    THINGSPACE_BASE_URL: origin,
    THINGSPACE_ACCOUNT_NUMBER: '1',
    ...credentials,
  };
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\S+\/graphql/.exec(line) ?? [];
    if (url) return { url, stop: () => child.kill('SIGTERM') };
  }
  throw new Error('The program ended before it listened.');
}

const asker = (url, refresh) => async (query) => {
  const body = JSON.stringify({ query, ...(refresh && { extensions: { refresh } }) });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return response.json();
};

async function fuzz(reading, seed, count) {
  const random = createRandom(seed);
  const now = Date.now();
  const rows = new Map(
    Array.from({ length: DEVICES }, (_, n) => [String(350_000_000_000_000 + n), sessionsOf(random, now)]),
  );
  const upstream = await startUpstream({
    reading,
    random: createRandom(seed + 1),
    sessionsOf: (imei) => rows.get(imei) ?? [],
  });
  const program = process.env.FUZZ_API_URL
    ? { url: process.env.FUZZ_API_URL, stop: () => {} }
    : await startProgram(upstream.origin);
  const devices = [...rows].map(([imei, sessions]) => ({ imei, rows: knowable(sessions, reading) }));
  let [asked, wrong] = [0, 0];
  const caller = async () => {
    while (asked < count) {
      const number = ++asked;
      const { kind, query, right, refresh, walk } = operation(random, now, devices);
      const ask = asker(program.url, refresh);
      const { data, errors, ...rest } = walk ? { data: await walk(ask) } : await ask(query);
      if (!errors && isDeepStrictEqual(JSON.parse(JSON.stringify(data)), JSON.parse(JSON.stringify(right)))) continue;
      wrong += 1;
      if (wrong <= 3)
        say(JSON.stringify({ reading, seed, number, kind, query, right, got: { data, errors, ...rest } }, null, 1));
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  program.stop();
  upstream.close();
  say(`${reading}: ${asked} operations, ${wrong} wrong (seed ${seed})`);
  return wrong;
}

let wrong = 0;
for (const [index, reading] of READINGS.entries())
  wrong += await fuzz(reading, SEED + 10 * index, Math.ceil(OPERATIONS / READINGS.length));
process.exit(wrong === 0 ? 0 : 1);
