// Knows how soon a dead upstream must be left alone, how quickly callers are told so, and how soon it is back; not how that is decided.
import { startEmulator } from '../dist/emulator/server.js';
import { askAll, isAnswered, untilAnswered } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atMost, exactly, figure, median, none } from './figures.js';
import { openPipeline } from './pipeline.js';

const CALLERS = 50;
/** So that a whole bulkhead is under way when the breaker opens. */
const LATENCY_MS = 50;
const window = settledDays(2);

/** How the upstream goes down and comes back, and whether it lives to count the calls that fail. */
const OUTAGES = {
  'all 503': {
    isCounted: true,
    begin: async ({ emulator }) => emulator.switches.set({ faults: 'unavailable' }),
    end: async ({ emulator }) => {
      emulator.switches.set({ faults: [] });
      return emulator;
    },
  },
  'emulator closed': {
    isCounted: false,
    begin: ({ emulator }) => emulator.close(),
    end: ({ emulator }) => startEmulator({ now: Date.now, port: Number(new URL(emulator.url).port) }),
  },
};

export async function* upstreamDown() {
  for (const [name, outage] of Object.entries(OUTAGES)) yield* suffer(`upstreamDown, ${name}`, outage);
}

async function* suffer(name, { isCounted, begin, end }) {
  const pipeline = await openPipeline({ emulator: { latency: LATENCY_MS } });
  let revived;
  try {
    await askAll(pipeline.url, devices(20), { window, concurrency: 8 });
    pipeline.emulator.calls.clear();
    await begin(pipeline);
    yield* opening(name, pipeline, isCounted);
    yield* whileOpen(name, pipeline);
    revived = await end(pipeline);
    yield* recovery(name, pipeline);
  } finally {
    await pipeline.close();
    if (revived !== pipeline.emulator) await revived?.close();
  }
}

async function* opening(name, { url, emulator: { calls } }, isCounted) {
  const answers = await askAll(url, devices(200, 100), { window, concurrency: CALLERS });
  yield exactly(
    `${name}: refused of 200 from ${CALLERS} callers`,
    answers.filter(({ code }) => code === 'UPSTREAM_UNAVAILABLE').length,
    200,
  );
  if (isCounted) yield atMost(`${name}: report calls that failed until the breaker opened`, calls.count('report'), 20);
}

async function* whileOpen(name, { url, emulator: { calls } }) {
  const before = calls.count();
  const answers = await askAll(url, devices(300, 1_000), { window, concurrency: 2 });
  yield promptness(
    `${name}: answers while open`,
    answers.map(({ ms }) => ms),
  );
  yield exactly(`${name}: upstream calls meanwhile`, calls.count() - before, 0);
  yield none(
    `${name}: other codes`,
    answers.map(({ code }) => code).filter((code) => code !== 'UPSTREAM_UNAVAILABLE'),
  );
}

/** The slowest is printed and not judged, since the machine itself may pause for as long. */
function promptness(name, times) {
  const sorted = times.map((ms) => Math.round(ms * 10) / 10).toSorted((a, b) => a - b);
  const [most, slowest] = [sorted[Math.floor(sorted.length * 0.99)], sorted.at(-1)];
  const measured = `median ${median(sorted)} ms, 99 of 100 within ${most} ms, slowest ${slowest} ms`;
  return figure(name, measured, 'median and 99 of 100 under 50 ms', median(sorted) < 50 && most < 50);
}

async function* recovery(name, { url }) {
  yield atMost(
    `${name}: first answer after recovery`,
    await untilAnswered(url, devices(1, 5_000)[0], { within: 20_000, window }),
    10_000,
    ' ms',
  );
  const answers = await askAll(url, devices(100, 6_000), { window, concurrency: 8 });
  yield exactly(`${name}: answered of the next 100`, answers.filter(isAnswered).length, 100);
}
