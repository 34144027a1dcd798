// Knows that ten thousand faulty calls of all kinds must neither end the process nor make it grow; not what each fault does.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../dist/emulator/server.js';
import { ask } from './caller.js';
import { devices, settledDays } from './devices.js';
import { EXPECTATIONS } from './expectations.js';
import { atLeast, atMost, exactly, none } from './figures.js';
import { environmentFor, startProgram } from './program.js';

/** As many large bodies as ever come at once, and more: memory that they took is not always given back. */
const LARGE = 50;
const WARM_UP = 2_000;
const FAULTY = 10_000;
const MOST_ASKED = 30_000;
const CONCURRENCY = 50;
/** Fewer than the failures in a row that open the breaker, since a failed login fails all that wait for it. */
const UPSTREAM_CONCURRENCY = 10;
const window = settledDays(1);

/** Faults that would end all traffic, hold it up or fill it with gigabytes have a small share or none. */
const SHARES = {
  loginRefused: 0,
  loginDown: 0.005,
  tokenDown: 0.005,
  latency: 0.002,
  oneByteChunks: 0.002,
  hangBeforeHeaders: 0.002,
  hangInBody: 0.002,
  slowDrip: 0.002,
  hugeBody: 0.002,
  rateLimitedBare: 0.01,
  expireSession: 0.01,
  expireBearer: 0.01,
};

const KNOWN = new Set([
  'UPSTREAM_ACCESS_DENIED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_MALFORMED',
  undefined,
]);

export async function* mixedFaults() {
  const emulator = await startEmulator({ now: Date.now, settings: { faults: 'hugeBody', callsKept: 1_000 } });
  const stateDir = await mkdtemp(join(tmpdir(), 'chaos-state-'));
  const program = await startProgram(
    { ...environmentFor(emulator.url), ...BOUNDS, STATE_DIR: stateDir },
    { probed: true },
  );
  const traffic = createTraffic(program.url, emulator);
  try {
    await traffic.until(LARGE);
    emulator.switches.set({ faults: mixture() });
    await traffic.until(WARM_UP);
    const before = await program.memory();
    await traffic.until(WARM_UP + FAULTY);
    const after = await program.memory();
    yield atLeast('mixedFaults: faulty report calls after the warm-up', traffic.faulty() - WARM_UP, FAULTY);
    yield none(
      'mixedFaults: codes that none of the faults has',
      [...traffic.codes].filter((code) => !KNOWN.has(code)),
    );
    yield growth('mixedFaults: growth of the resident set', before.resident, after.resident, 40);
    yield growth('mixedFaults: growth of the heap', before.heap, after.heap, 10);
    yield exactly('mixedFaults: exit code on SIGTERM', await program.stop(), 0);
  } finally {
    await program.stop();
    await emulator.close();
    await rm(stateDir, { recursive: true });
  }
}

const growth = (name, before, after, most) => atMost(name, Math.round((after - before) * 10) / 10, most, ' MiB');

/** Rules are tried in order, so later ones need a larger share to strike as often as the first. */
function mixture() {
  const even = Object.keys(EXPECTATIONS).filter((fault) => !(fault in SHARES));
  const special = Object.entries(SHARES).filter(([, share]) => share > 0);
  return [
    ...special.map(([fault, share]) => ({ fault, share })),
    ...even.map((fault, i) => ({ fault, share: 1 / (even.length - i), retryAfterSeconds: 2 })),
  ];
}

/** Bounds so tight that what the program keeps on purpose is full before the warm-up ends. */
const BOUNDS = {
  UPSTREAM_CONCURRENCY: String(UPSTREAM_CONCURRENCY),
  ATTEMPT_TIMEOUT_MS: '500',
  OPERATION_TIMEOUT_MS: '1900',
  CACHE_MAX_MB: '1',
  LOG_LEVEL: 'silent',
};

/** Every report call is faulty, so the emulator's count is the measure of how far it has come. */
function createTraffic(url, { calls }) {
  const codes = new Set();
  const faulty = () => calls.count('report');
  let asked = 0;
  const work = async (enough) => {
    while (faulty() < enough && asked < MOST_ASKED) {
      const answer = await ask(url, devices(1, asked++)[0], { window });
      codes.add(answer.code);
      await patienceAfter(answer);
    }
  };
  return { codes, faulty, until: (enough) => Promise.all(Array.from({ length: CONCURRENCY }, () => work(enough))) };
}

/** Waits as long as an open breaker asks for, since calls that are turned away are no faulty calls. */
async function patienceAfter({ code, errors }) {
  const { retryAfterMs } = errors?.[0].extensions ?? {};
  if (code === 'UPSTREAM_UNAVAILABLE' && retryAfterMs !== undefined)
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
}
