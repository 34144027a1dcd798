// Prints what two real replicas on one real Redis do: calls, failures, waits and bytes. It asserts nothing: machines differ.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '@redis/client';

const ACCOUNT = '0000123456-00001';
const DAY = 86_400_000;
const say = (text) => process.stdout.write(`${text}\n`);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const day = (ago) => new Date(Math.floor(Date.now() / DAY) * DAY - ago * DAY).toISOString();
const children = new Set();

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function start(command, args, env, ready) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  for await (const line of createInterface(child.stdout)) {
    const found = ready.exec(line);
    if (!found) continue;
    child.stdout.resume();
    return { child, url: found[0] };
  }
  throw new Error(`${command} ended before it was ready`);
}

async function kill({ child }, signal = 'SIGKILL') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

const redisPort = await freePort();
const startRedis = () =>
  start(
    'redis-server',
    ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {},
    /Ready to accept/,
  );
const startEmulator = (env = {}) =>
  start(process.execPath, ['dist/emulator/main.js'], { EMULATOR_PORT: '0', ...env }, /http:\/\/[\d.]+:\d+/);
const startReplica = ({ url }) =>
  start(
    process.execPath,
    ['dist/main.js'],
    {
      PORT: '0',
      LOG_LEVEL: 'error',
      STATE_DIR: '/tmp/replicas-state',
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      AUTH: 'none',
      THINGSPACE_BASE_URL: url,
      THINGSPACE_CLIENT_ID: 'a',
      THINGSPACE_CLIENT_SECRET: 'b',
      THINGSPACE_USERNAME: 'c',
      THINGSPACE_PASSWORD: 'd',
      THINGSPACE_ACCOUNT_NUMBER: ACCOUNT,
    },
    /http:\S+\/graphql/,
  );

async function ask({ url }, imei, from, to) {
  const query = `{ device(imei: "${imei}") { sessions(start: "${from}", end: "${to}") { totalBytes totalCount } } }`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  }).catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  const { calls, heldDays } = answer?.extensions?.upstream ?? {};
  return { sessions: answer?.data?.device?.sessions ?? undefined, calls, heldDays };
}

async function callsAt({ url }, route) {
  return (await (await fetch(`${url}/__calls?route=${route}`)).json()).length;
}

let series = 0;
/** So many devices that nobody has asked for yet. */
const coldDevices = (count) => Array.from({ length: count }, () => `99000001${String(series++).padStart(7, '0')}`);

/** Days that stand still: what is read of them now and a minute later is the same. */
const month = [day(33), day(3)];
const spread = (devices, replicas, queries) =>
  Promise.all(
    Array.from({ length: queries }, async (_, n) => {
      const imei = devices[n % devices.length];
      const replica = replicas[Math.floor(n / devices.length) % replicas.length];
      return { imei, ...(await ask(replica, imei, ...month)) };
    }),
  );

/** Answers that failed, and answers that are not what a second upstream of the same data says. */
async function judge(answers) {
  const truth = new Map();
  for (const imei of new Set(answers.map((answer) => answer.imei)))
    truth.set(imei, (await ask(judgeReplica, imei, ...month)).sessions);
  const failed = answers.filter(({ sessions }) => sessions === undefined).length;
  const wrong = answers.filter(
    ({ imei, sessions }) => sessions !== undefined && JSON.stringify(sessions) !== JSON.stringify(truth.get(imei)),
  ).length;
  return `${answers.length} queries, ${failed} failed, ${wrong} wrong`;
}

let redis = await startRedis();
const emulator = await startEmulator({ EMULATOR_LATENCY: '150-800' });
const judgeReplica = await start(
  process.execPath,
  ['dist/main.js'],
  { PORT: '0', LOG_LEVEL: 'error' },
  /http:\S+\/graphql/,
);
let replicas = [await startReplica(emulator), await startReplica(emulator)];

async function colds() {
  const calls = [];
  for (let round = 0; round < 5; round++) {
    const before = await callsAt(emulator, 'report');
    const answers = await spread(coldDevices(50), replicas, 200);
    calls.push((await callsAt(emulator, 'report')) - before);
    say(`  round ${round + 1}: ${calls.at(-1)} calls; ${await judge(answers)}`);
  }
  say(`200 queries on both for 50 cold devices: ${median(calls)} calls, median of 5 (wanted 50)`);
}

async function killRedis() {
  const devices = coldDevices(100);
  const asking = spread(devices, replicas, 400);
  await setTimeout(300);
  await kill(redis);
  say(`Redis killed in the middle: ${await judge(await asking)}`);
  say(`Redis gone: ${await judge(await spread(coldDevices(50), replicas, 200))}`);
  redis = await startRedis();
  const started = performance.now();
  for (;;) {
    const [imei] = coldDevices(1);
    await ask(replicas[0], imei, ...month);
    if ((await ask(replicas[1], imei, ...month)).calls === 0) break;
  }
  say(`Redis back: shared again after ${((performance.now() - started) / 1000).toFixed(1)} s (wanted under 5)`);
}

async function restart() {
  const [imei] = coldDevices(1);
  const settled = [day(179), day(3)];
  const first = await ask(replicas[0], imei, ...settled);
  const whole = await ask(replicas[0], imei, day(179), new Date().toISOString());
  for (const replica of replicas) await kill(replica, 'SIGTERM');
  replicas = [await startReplica(emulator), await startReplica(emulator)];
  const client = await createClient({ url: `redis://127.0.0.1:${redisPort}` }).connect();
  for (const [n, replica] of replicas.entries()) {
    await client.configResetStat();
    const again = await ask(replica, imei, ...settled);
    const stats = await client.info('commandstats');
    const commands = [...stats.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name, calls]) => `${name} ${calls}`);
    const isSame = JSON.stringify(again.sessions) === JSON.stringify(first.sessions);
    say(
      `restarted replica ${n + 1}: ${again.heldDays} settled days for ${again.calls} calls, ${isSame ? 'the same answer' : 'ANOTHER ANSWER'}; Redis was asked: ${commands.filter((text) => !/^(config|info)/.test(text)).join(', ')}`,
    );
  }
  const upToNow = await ask(replicas[0], imei, day(179), new Date().toISOString());
  say(
    `the 180 days up to now: ${whole.calls} call(s) before the restart, ${upToNow.calls} after it, within OPEN_TTL_SECONDS`,
  );
  client.destroy();
}

async function killHolder() {
  const slow = await startEmulator({ EMULATOR_LATENCY: '3000' });
  const [one, two] = [await startReplica(slow), await startReplica(slow)];
  const [warm, imei] = coldDevices(2);
  await ask(one, warm, ...month);
  const dying = ask(one, imei, ...month);
  await setTimeout(500);
  const before = await callsAt(slow, 'report');
  const started = performance.now();
  const waiting = ask(two, imei, ...month);
  await setTimeout(500);
  await kill(one);
  await dying;
  const { sessions } = await waiting;
  const ms = performance.now() - started;
  say(
    `kill -9 the holder: the other ${sessions ? 'answered' : 'FAILED'} after ${(ms / 1000).toFixed(1)} s, of which 3.0 s its own call (lease 3 s), with ${(await callsAt(slow, 'report')) - before} further call`,
  );
  await kill(two);
  await kill(slow);
}

async function oneSession() {
  const strict = await startEmulator({ EMULATOR_ONE_SESSION_PER_USER: 'true' });
  const pair = [await startReplica(strict), await startReplica(strict)];
  const until = performance.now() + 60_000;
  let [asked, failed] = [0, 0];
  while (performance.now() < until) {
    const answers = await Promise.all(pair.map((replica) => ask(replica, coldDevices(1)[0], ...month)));
    asked += answers.length;
    failed += answers.filter(({ sessions }) => sessions === undefined).length;
    await setTimeout(100);
  }
  say(
    `one session a user, a minute: ${asked} cold queries, ${failed} failed, ${await callsAt(strict, 'login')} login(s)`,
  );
  for (const running of [...pair, strict]) await kill(running);
}

async function bytes() {
  const { openRedis } = await import('../dist/redis/connection.js');
  const { createDayStore } = await import('../dist/redis/day-store.js');
  const { createKeys } = await import('../dist/redis/keys.js');
  const store = openRedis({ url: `redis://127.0.0.1:${redisPort}`, timeout: 5_000, now: Date.now, emit: say });
  await store.ready();
  const keys = createKeys({ upstream: 'https://thingspace.verizon.com', clientId: '', username: '' });
  const days = createDayStore({ redis: store, keys, historyDays: 400, unsettledFor: DAY, now: Date.now });
  const client = await createClient({ url: `redis://127.0.0.1:${redisPort}` }).connect();
  for (const sessions of [0, 8, 288]) {
    const [imei] = coldDevices(1);
    const device = { imei, accountNumber: ACCOUNT };
    const today = Math.floor(Date.now() / DAY);
    const held = new Map(Array.from({ length: 180 }, (_, n) => [today - n - 3, syntheticDay(today - n - 3, sessions)]));
    await days.put(device, held);
    const sizes = await Promise.all(
      [...held.keys()].map((each) => client.sendCommand(['MEMORY', 'USAGE', keys.day(device, each)])),
    );
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    say(
      `${sessions} sessions a day: ${mean.toFixed(0)} bytes a device-day, key included (wanted at most ${100 + 30 * sessions})`,
    );
  }
  client.destroy();
  await store.close();
}

/** Sessions of minutes to hours and up to 20 MB, with the ids that the emulator gives. */
function syntheticDay(of, count) {
  const step = DAY / Math.max(1, count);
  const start = Float64Array.from({ length: count }, (_, n) => of * DAY + n * step + Math.random() * step);
  const rounded = start.map(Math.floor);
  return {
    series: {
      start: rounded,
      end: rounded.map((instant) => instant + Math.floor(Math.random() * Math.min(4 * 3_600_000, 2 * step))),
      bytes: rounded.map(() => Math.floor(Math.random() * 20_000_000)),
    },
    readAt: Date.now(),
    settled: true,
    deviceId: '9000000001',
    transactionId: crypto.randomUUID(),
  };
}

const parts = { colds, killRedis, restart, killHolder, oneSession, bytes };
const wanted = process.argv.slice(2);
try {
  for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await part();
} finally {
  for (const child of children) child.kill('SIGKILL');
}
process.exit(0);
