// Knows how the API is run as a process of its own, watched and stopped; not what it is asked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const MEBIBYTE = 2 ** 20;

/** Settings of a program that asks the upstream at that origin, and can log in there. */
export const environmentFor = (origin) => ({
  AUTH: 'none',
  HISTORY_DIR: 'off',
  THINGSPACE_BASE_URL: origin,
  THINGSPACE_CLIENT_ID: 'chaos-client',
  THINGSPACE_CLIENT_SECRET: 'chaos-client-secret',
  THINGSPACE_USERNAME: 'chaos-user',
  THINGSPACE_PASSWORD: 'chaos-password',
  THINGSPACE_ACCOUNT_NUMBER: '0000123456-00001',
});

/** Loaded before the program: a clock that is moved by so many milliseconds. */
const MOVED_CLOCK =
  'data:text/javascript,const now = Date.now; Date.now = () => now() + Number(process.env.CLOCK_MOVED_BY_MS)';

/** Loaded before the program: to any message it collects garbage, twice, and answers with its memory. */
const PROBE =
  'data:text/javascript,const answer = () => { gc(); process.send(process.memoryUsage()); }; process.on("message", () => { gc(); setTimeout(answer, 500); }); process.channel.unref()';

/** Freed memory goes back to the system at once, so that the resident set is what is held and not what once was. */
const PROBED = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '32768', MALLOC_TRIM_THRESHOLD_: '131072' };

/** Resolves once the program says where it listens; `flags` are Node's, and `log` receives each line of the program's log. */
export async function startProgram(environment, { clockMovedBy = 0, probed = false, flags = [], log } = {}) {
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    CLOCK_MOVED_BY_MS: String(clockMovedBy),
    ...(probed && PROBED),
    ...environment,
  };
  const all = ['--import', MOVED_CLOCK, ...flags, ...(probed ? ['--expose-gc', '--import', PROBE] : [])];
  const stdio = ['ignore', 'pipe', log ? 'pipe' : 'ignore', ...(probed ? ['ipc'] : [])];
  const child = spawn(process.execPath, [...all, MAIN], { env, stdio });
  if (log) createInterface(child.stderr).on('line', log);
  const url = await saidBy(child);
  return { url, pid: child.pid, stop: () => stop(child), memory: () => memoryOf(child) };
}

async function saidBy(child) {
  for await (const text of createInterface(child.stdout)) {
    const [url] = /http:[^\s]+(?=\/graphql)/.exec(text) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`The program ended (${child.exitCode}) before it listened.`);
}

/** The code it exits with; SIGKILL after ten seconds. */
async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code, signal] = await ended;
  clearTimeout(late);
  return code ?? signal;
}

/** Mebibytes, resident and on the heap. */
async function memoryOf(child) {
  const answered = once(child, 'message');
  child.send('memory');
  const [{ rss, heapUsed }] = await answered;
  return { resident: rss / MEBIBYTE, heap: heapUsed / MEBIBYTE };
}
