// Knows how often refused credentials may be sent, however often the program is started and asked; not where refusals are kept.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../dist/emulator/server.js';
import { askAll } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atMost, exactly, figure, none } from './figures.js';
import { environmentFor, startProgram } from './program.js';

const MINUTE = 60_000;
const QUERIES = 8;

/** Which call carries the wrong one, and which clocks the three starts have. */
const CASES = [
  { name: 'three starts in a row', route: 'login', wrong: { THINGSPACE_PASSWORD: 'wrong-password' }, moved: [0, 0, 0] },
  {
    name: 'three starts, hours apart',
    route: 'login',
    wrong: { THINGSPACE_PASSWORD: 'wrong-password' },
    moved: [0, 60, 600],
  },
  {
    name: 'wrong secret, hours apart',
    route: 'token',
    wrong: { THINGSPACE_CLIENT_SECRET: 'wrong-secret' },
    moved: [0, 60, 600],
  },
];

export async function* wrongPassword() {
  for (const each of CASES) yield* withUpstream(each);
}

async function* withUpstream({ name, route, wrong, moved }) {
  const stateDir = await mkdtemp(join(tmpdir(), 'chaos-state-'));
  const emulator = await startEmulator({ now: Date.now });
  const environment = { ...environmentFor(emulator.url), STATE_DIR: stateDir, ...wrong };
  try {
    for (const [i, minutes] of moved.entries())
      yield* oneStart(`wrongPassword, ${name}, start ${i + 1}`, environment, minutes * MINUTE);
    yield atMost(`wrongPassword, ${name}: ${route} calls in all`, emulator.calls.count(route), 2);
    yield exactly(`wrongPassword, ${name}: report calls`, emulator.calls.count('report'), 0);
  } finally {
    await emulator.close();
    await rm(stateDir, { recursive: true });
  }
}

async function* oneStart(name, environment, clockMovedBy) {
  const program = await startProgram(environment, { clockMovedBy });
  try {
    const answers = await askAll(program.url, devices(QUERIES), { window: settledDays(2), concurrency: QUERIES / 2 });
    const ready = await fetch(`${program.url}/readyz`);
    const { reason = '' } = await ready.json();
    const others = answers.map(({ code }) => code).filter((code) => code !== 'UPSTREAM_ACCESS_DENIED');
    yield none(`${name}: codes other than UPSTREAM_ACCESS_DENIED`, others);
    yield figure(`${name}: /readyz`, `${ready.status} ${reason}`, '503 and why', isTold(ready, reason));
  } finally {
    await program.stop();
  }
}

const isTold = ({ status }, reason) => status === 503 && reason.includes('refused our credentials');
