// Knows that a caller who leaves is not worked for any more; not how that reaches the upstream.
import { ask } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atMost, exactly, median } from './figures.js';
import { openPipeline } from './pipeline.js';

const CALLERS = 20;
const window = settledDays(2);

export async function* callerLeaves() {
  const pipeline = await openPipeline({ emulator: { faults: 'hangBeforeHeaders' } });
  const delays = [];
  try {
    for (const imei of devices(CALLERS)) delays.push(await leave(pipeline, imei));
    yield atMost('callerLeaves: median until the upstream sees it', median(delays), 100, ' ms');
    yield atMost('callerLeaves: slowest until the upstream sees it', Math.max(...delays), 100, ' ms');
    yield exactly(`callerLeaves: report calls of ${CALLERS} callers`, pipeline.emulator.calls.count('report'), CALLERS);
  } finally {
    await pipeline.close();
  }
}

/** Milliseconds from the caller's leaving to the end of its upstream call; Infinity where that goes on for seconds. */
async function leave({ url, emulator: { calls } }, imei) {
  const caller = new AbortController();
  const asked = ask(url, imei, { window, signal: caller.signal }).catch(() => undefined);
  await calls.until((call) => call.imei === imei);
  await sleep(30);
  const left = Date.now();
  caller.abort();
  await asked;
  const closed = calls.until((call) => call.imei === imei && call.closedByCaller !== undefined);
  const call = await Promise.race([closed, sleep(3_000)]);
  return call === undefined ? Number.POSITIVE_INFINITY : Date.parse(call.closedByCaller) - left;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
