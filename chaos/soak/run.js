// Runs mixed load and faults against the built program and compares every answer with the truth: SOAK_SECONDS=600 node chaos/soak/run.js
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../dist/emulator/server.js';
import { atLeast, atMost, exactly, figure, line, none } from '../figures.js';
import { environmentFor, startProgram } from '../program.js';
import { CLOCK_PRELOAD, scaledClock } from './clock.js';
import { faultsAt } from './faults.js';
import { createQuestions } from './questions.js';
import { ask } from './traffic.js';
import { slicesOf, watch } from './watch.js';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const SIMULATED_SECONDS = 3_600;
/** More flags for the Node that runs the program, to compare bounds. */
const FLAGS = (process.env.SOAK_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
const CACHE_MAX_MB = process.env.SOAK_CACHE_MAX_MB ?? '16';
const MOST_MEBIBYTES = 200;
const MOST_GROWTH_PERCENT = 5;
const SLICES = 10;
/** The first three minutes of ten, and at least half a minute: until then the cache fills and code is compiled. */
const WARM_UP_SLICES = Math.min(6, Math.max(3, Math.ceil((30 / SECONDS) * SLICES)));
const SEED = 20_261_126;

const say = (text) => process.stdout.write(text);

const settingsOf = (origin, stateDir) => ({
  ...environmentFor(origin),
  CACHE_MAX_MB,
  STATE_DIR: stateDir,
  MAX_PAGE_SIZE: '5000',
  ATTEMPT_TIMEOUT_MS: '3000',
  OPERATION_TIMEOUT_MS: '10000',
  LOG_LEVEL: 'error',
});

/** Mulberry32: the same questions in the same order in every run, as far as callers take turns alike. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function soak() {
  const epoch = Date.now();
  const rate = SIMULATED_SECONDS / SECONDS;
  const now = scaledClock(epoch, rate);
  const emulator = await startEmulator({
    now,
    settings: { callsKept: 1_000, latency: '1-8', bearerLifetimeSeconds: 900 },
  });
  const stateDir = await mkdtemp(join(tmpdir(), 'soak-state-'));
  const logged = [];
  const program = await startProgram(
    { ...settingsOf(emulator.url, stateDir), CLOCK_EPOCH: String(epoch), CLOCK_RATE: String(rate) },
    { flags: ['--import', CLOCK_PRELOAD, ...FLAGS], log: (text) => logged.push(text) },
  );
  const watched = watch(program.pid);
  const elapsed = () => (Date.now() - epoch) / 1000;
  const weather = setInterval(() => emulator.switches.set({ faults: faultsAt(elapsed()) }), 1_000);
  try {
    const random = randomFrom(SEED);
    const tally = await ask(program.url, createQuestions({ random, now }), {
      random,
      done: () => elapsed() >= SECONDS,
    });
    watched.stop();
    clearInterval(weather);
    const exit = await program.stop();
    return { tally, samples: watched.samples, logged, exit, calls: emulator.calls.count('report') };
  } finally {
    watched.stop();
    clearInterval(weather);
    await program.stop();
    await emulator.close();
    await rm(stateDir, { recursive: true });
  }
}

function growthOf(slices) {
  const steady = slices.slice(WARM_UP_SLICES);
  const half = Math.floor(steady.length / 2);
  const mean = (some) => some.reduce((sum, { median }) => sum + median, 0) / some.length;
  return (mean(steady.slice(-half)) / mean(steady.slice(0, half)) - 1) * 100;
}

const round = (value) => Math.round(value * 10) / 10;

function* judge({ tally, samples, logged, exit, calls }) {
  const asked = Object.values(tally.asked).reduce((sum, count) => sum + count, 0);
  say(
    `asked: ${asked} (${Object.entries(tally.asked)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')})\n`,
  );
  say(
    `answered: ${tally.answered}, left: ${tally.left}, refused: ${JSON.stringify(tally.refused)}, report calls: ${calls}\n`,
  );
  const resident = slicesOf(samples, SLICES, (sample) => sample.resident);
  const files = slicesOf(samples, SLICES, (sample) => sample.files);
  for (const [i, { until, median, most }] of resident.entries())
    say(
      `until ${Math.round(until)} s: ${round(median)} MiB resident (at most ${round(most)}), ${files[i].median} files (at most ${files[i].most})\n`,
    );
  yield none('answers that are not the truth', tally.complaints);
  yield atLeast('answered in percent of what was asked', Math.round((tally.answered / asked) * 100), 70);
  yield atMost(
    `most resident with CACHE_MAX_MB=${CACHE_MAX_MB}`,
    round(Math.max(...resident.map(({ most }) => most))),
    MOST_MEBIBYTES,
    ' MiB',
  );
  yield atMost(
    'growth of resident memory after the first minutes',
    round(growthOf(resident)),
    MOST_GROWTH_PERCENT,
    ' %',
  );
  yield figure(
    'open files after the first minutes',
    files
      .slice(WARM_UP_SLICES)
      .map(({ most }) => most)
      .join(' '),
    'not growing',
    files.at(-1).most <= files[WARM_UP_SLICES].most + 8,
  );
  yield none('lines of log at error level, and warnings of Node', logged);
  yield exactly('exit code on SIGTERM', exit, 0);
}

let rejections = 0;
process.on('unhandledRejection', () => {
  rejections += 1;
});
const outcome = await soak();
let failed = 0;
for (const each of [...judge(outcome), exactly('unhandled rejections of the callers', rejections, 0)]) {
  say(line(each));
  if (!each.kept) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
