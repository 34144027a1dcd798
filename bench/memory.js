// Knows how much memory 20,000 devices cost the API when it may hold 64 MB of them, and that it forgets whole days only: node scripts/memory.js
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const DEVICES = 20_000;
const PER_OPERATION = 5;
const CONCURRENCY = 16;
/** Every so manieth device is asked about again. */
const SAMPLED = 20;
const WANTED_MEBIBYTES = 250;
const DAY = 86_400_000;

/** Seven days that are settled, so that whoever holds them never has to read them again. */
const today = Math.floor(Date.now() / DAY) * DAY;
const WINDOW = { start: new Date(today - 10 * DAY).toISOString(), end: new Date(today - 3 * DAY).toISOString() };
const PLACES = Array.from({ length: PER_OPERATION }, (_, place) => place);
/** One text for all operations: queries that differ would fill another cache, that of parsed documents. */
const QUERY = `query ($start: DateTime!, $end: DateTime!, ${PLACES.map((place) => `$i${place}: IMEI!`).join(', ')}) {
  ${PLACES.map((place) => `d${place}: device(imei: $i${place}) { ...Figures }`).join('\n  ')}
}
fragment Figures on Device {
  sessions(start: $start, end: $end, first: 0) { totalCount totalBytes totalDuration start end }
}`;
const LATCHES = join(tmpdir(), `memory-${process.pid}`);

const say = (text) => process.stdout.write(`${text}\n`);
const imeiOf = (n) => String(353_000_000_000_000 + n);

/** A program of ours, and the first origin that it prints. */
async function start(path, environment) {
  const main = fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin !== undefined) return { child, origin };
  }
  throw new Error(`${path} ended before it listened.`);
}

async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  clearTimeout(late);
}

const startApi = (emulator) => start('main.js', environmentFor(emulator));

const environmentFor = ({ origin }) => ({
  PORT: '0',
  LOG_LEVEL: 'error',
  CACHE_MAX_MB: '64',
  UPSTREAM_CONCURRENCY: String(CONCURRENCY),
  STATE_DIR: LATCHES,
  HISTORY_DIR: `${LATCHES}/history`,
  AUTH: 'none',
  THINGSPACE_BASE_URL: origin,
  THINGSPACE_CLIENT_ID: 'memory',
  THINGSPACE_CLIENT_SECRET: 'memory',
  THINGSPACE_USERNAME: 'memory',
  THINGSPACE_PASSWORD: 'memory',
  THINGSPACE_ACCOUNT_NUMBER: '0000123456-00001',
});

/** Resident memory in MiB: the most there ever was, and what there is now. */
async function resident({ child }) {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  const mebibytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { peak: mebibytes('VmHWM'), now: mebibytes('VmRSS') };
}

async function callsOf({ origin }) {
  const response = await fetch(`${origin}/__calls/count`);
  return (await response.json()).report;
}

/** Notes what is answered about PER_OPERATION devices, by number. */
async function ask({ origin }, numbers, answers) {
  const imeis = Object.fromEntries(numbers.map((n, place) => [`i${place}`, imeiOf(n)]));
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables: { ...WINDOW, ...imeis } }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors[0]));
  for (const [place, n] of numbers.entries()) answers.set(n, JSON.stringify(data[`d${place}`].sessions));
}

async function askAll(api, numbers) {
  const answers = new Map();
  const operations = [];
  for (let at = 0; at < numbers.length; at += PER_OPERATION) operations.push(numbers.slice(at, at + PER_OPERATION));
  const work = async () => {
    for (let some = operations.shift(); some; some = operations.shift()) await ask(api, some, answers);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return answers;
}

async function measure(emulator, api) {
  const began = Date.now();
  const all = Array.from({ length: DEVICES }, (_, n) => n);
  const before = await resident(api);
  const first = await askAll(api, all);
  const firstCalls = await callsOf(emulator);
  const sample = all.filter((n) => n % SAMPLED === 0);
  const second = await askAll(api, sample);
  const secondCalls = (await callsOf(emulator)) - firstCalls;
  const { peak, now } = await resident(api);
  const different = sample.filter((n) => first.get(n) !== second.get(n));
  const sessions = [...first.values()].reduce((sum, text) => sum + JSON.parse(text).totalCount, 0);
  say(
    `asked first:   ${first.size} devices, 7 settled days and ${Math.round(sessions / first.size)} sessions each, ${firstCalls} calls`,
  );
  say(
    `asked again:   ${second.size} of them, ${secondCalls} calls; ${different.length} answered otherwise than before`,
  );
  say(
    `resident MiB:  ${Math.round(before.peak)} at the start, ${Math.round(peak)} at most, ${Math.round(now)} at the end`,
  );
  say(`time:          ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return [
    [firstCalls === DEVICES, 'every device costs one call'],
    [different.length === 0, 'what was forgotten in part is answered whole'],
    [secondCalls === 0, 'what memory has given up costs no call, since it is on disk'],
    [peak < WANTED_MEBIBYTES, `less than ${WANTED_MEBIBYTES} MiB are resident at any time`],
  ];
}

const emulator = await start('emulator/main.js', { EMULATOR_PORT: '0' });
try {
  const api = await startApi(emulator);
  try {
    const promises = await measure(emulator, api);
    for (const [kept, promise] of promises) say(`${kept ? 'kept  ' : 'BROKEN'}  ${promise}`);
    process.exitCode = promises.every(([kept]) => kept) ? 0 : 1;
  } finally {
    await stop(api);
  }
} finally {
  await stop(emulator);
  await rm(LATCHES, { recursive: true, force: true });
}
