// Kills the API with SIGKILL at random moments under load, starts it again on the same history folder, and compares every answer with what a second API
// of the same data says: node chaos/kill-points.js [kills]. What was answered as settled must cost no call, and no total may be wrong.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { startEmulator } from '../dist/emulator/server.js';
import { ask } from './caller.js';
import { devices, settledDays } from './devices.js';
import { openApi } from './pipeline.js';
import { environmentFor } from './program.js';

const KILLS = Number(process.argv[2] ?? 200);
const CALLERS = 8;
const AGAIN = 40;
const window = settledDays(170);
const folder = mkdtempSync(join(tmpdir(), 'kill-points-'));
const say = (text) => process.stdout.write(`${text}\n`);

async function start(origin) {
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    LOG_LEVEL: 'error',
    CACHE_MAX_MB: '1',
    STATE_DIR: folder,
    ...environmentFor(origin),
    HISTORY_DIR: join(folder, 'history'),
  };
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\S+(?=\/graphql)/.exec(line) ?? [];
    if (url) return { child, url };
  }
  throw new Error('The program ended before it listened.');
}

const sessionsOf = ({ sessions }) => JSON.stringify(sessions);
const emulator = await startEmulator({ now: Date.now, settings: { latency: [0, 30] } }).catch(() =>
  startEmulator({ now: Date.now }),
);
const judge = await startEmulator({ now: Date.now });
const apart = await openApi(judge.url, { environment: { CACHE_MAX_MB: '64' } });
const truth = new Map();
const truthOf = async (imei) => {
  if (!truth.has(imei)) truth.set(imei, sessionsOf(await ask(apart.url, imei, { window })));
  return truth.get(imei);
};

const answered = [];
const tally = { cut: 0, asked: 0, again: 0, wrong: 0, calls: 0 };
let next = 0;

/** Asks for devices that nobody has asked for until the program dies. */
async function load(url) {
  for (;;) {
    const [imei] = devices(1, next++);
    const answer = await ask(url, imei, { window }).catch(() => undefined);
    if (!answer?.sessions) {
      tally.cut += 1;
      return;
    }
    tally.asked += 1;
    answered.push(imei);
    if (sessionsOf(answer) !== (await truthOf(imei))) tally.wrong += 1;
  }
}

/** The last that were answered before the kill, and some of all others. */
async function check(url) {
  const others = Array.from({ length: AGAIN / 2 }, () => answered[Math.floor(Math.random() * answered.length)]);
  const before = emulator.calls.count('report');
  for (const imei of new Set([...answered.slice(-AGAIN / 2), ...others])) {
    tally.again += 1;
    if (sessionsOf(await ask(url, imei, { window })) !== (await truthOf(imei))) tally.wrong += 1;
  }
  tally.calls += emulator.calls.count('report') - before;
}

try {
  let program = await start(emulator.url);
  for (let kill = 1; kill <= KILLS; kill++) {
    const loads = Array.from({ length: CALLERS }, () => load(program.url));
    await wait(100 + Math.random() * 700);
    const ended = once(program.child, 'exit');
    program.child.kill('SIGKILL');
    await ended;
    await Promise.all(loads);
    program = await start(emulator.url);
    if (answered.length > 0) await check(program.url);
    if (kill % 10 === 0) say(`${kill} kills: ${JSON.stringify(tally)}`);
  }
  program.child.kill('SIGKILL');
  say(
    `${KILLS} kills under load: ${tally.asked} answers, ${tally.cut} cut off; ${tally.again} asked again after a restart for ${tally.calls} upstream calls (wanted 0); ${tally.wrong} wrong (wanted 0)`,
  );
  process.exitCode = tally.calls + tally.wrong === 0 ? 0 : 1;
} finally {
  await apart.close();
  await judge.close();
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
