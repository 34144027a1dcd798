// Knows what an outage of the login endpoint must leave behind: nothing; not how a login is made.
import { ask, isAnswered, untilAnswered } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atMost, exactly, figure, none } from './figures.js';
import { openPipeline } from './pipeline.js';

const OUTAGE_MS = 10_000;
const PAUSE_MS = 100;
const window = settledDays(2);

export async function* loginDown() {
  const pipeline = await openPipeline({ emulator: { faults: 'loginDown' } });
  try {
    const { codes, unready } = await sufferOutage(pipeline);
    yield none(
      'loginDown: codes other than UPSTREAM_UNAVAILABLE',
      codes.filter((code) => code !== 'UPSTREAM_UNAVAILABLE'),
    );
    yield exactly(`loginDown: /readyz other than 200 in ${codes.length} looks`, unready, 0);
    yield atMost('loginDown: logins in ten seconds', pipeline.emulator.calls.count('login'), 20);
    yield* recovery(pipeline);
  } finally {
    await pipeline.close();
  }
}

async function sufferOutage({ url }) {
  const codes = [];
  let unready = 0;
  for (const began = Date.now(); Date.now() - began < OUTAGE_MS; ) {
    const answer = await ask(url, devices(1)[0], { window });
    codes.push(answer.code);
    if ((await fetch(`${url}/readyz`)).status !== 200) unready += 1;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { codes, unready };
}

async function* recovery({ url, latch, emulator }) {
  emulator.switches.set({ faults: [] });
  const latched = await latch.read();
  yield figure('loginDown: latch', latched === undefined ? 'open' : 'shut', 'open', latched === undefined);
  yield atMost(
    'loginDown: back by itself after',
    await untilAnswered(url, devices(1)[0], { within: 20_000, window }),
    10_000,
    ' ms',
  );
  const others = await Promise.all(devices(20, 1).map((imei) => ask(url, imei, { window })));
  yield exactly('loginDown: answered of 20 after that', others.filter(isAnswered).length, 20);
}
