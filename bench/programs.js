// How the emulator, the API and the bare proxy are started as processes of their own, and ended; not what is asked of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ORIGIN = /http:\/\/127\.0\.0\.1:\d+/;
const PATIENCE_MS = 15_000;

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Only the variables that are named reach the program, so that no setting of the caller's shell bends the figures. */
async function start(script, settings) {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', ...settings };
  const child = spawn(process.execPath, [pathOf(script)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for await (const line of createInterface({ input: child.stdout, signal })) {
    const origin = ORIGIN.exec(line)?.[0];
    if (origin) return { child, pid: child.pid, origin };
  }
  child.kill('SIGKILL');
  throw new Error(`${script} did not start`);
}

async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(timer);
}

const apiSettings = (upstream, stateDir) => ({
  PORT: '0',
  LOG_LEVEL: 'error',
  MAX_PAGE_SIZE: '1000000',
  STATE_DIR: stateDir,
  HISTORY_DIR: join(stateDir, 'history'),
  AUTH: 'none',
  THINGSPACE_BASE_URL: upstream,
  THINGSPACE_CLIENT_ID: 'bench',
  THINGSPACE_CLIENT_SECRET: 'bench',
  THINGSPACE_USERNAME: 'bench',
  THINGSPACE_PASSWORD: 'bench',
  THINGSPACE_ACCOUNT_NUMBER: 'bench',
});

/** Every other setting is the program's default. */
export async function startAll() {
  const stateDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const running = [];
  const stopAll = async () => {
    for (const program of running.toReversed()) await stop(program);
    rmSync(stateDir, { recursive: true, force: true });
  };
  const add = async (script, settings) => running[running.push(await start(script, settings)) - 1];
  try {
    const emulator = await add('../dist/emulator/main.js', { EMULATOR_PORT: '0' });
    const direct = await add('direct.js', { DIRECT_UPSTREAM: emulator.origin });
    const api = await add('../dist/main.js', apiSettings(emulator.origin, stateDir));
    return { emulator, direct, api, stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
