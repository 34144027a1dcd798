// The process: environment, output, signals. It knows no request.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type App, createApp } from './app.js';
import { readConfig } from './config.js';
import { explain, exposures, printConfig, strangers } from './config-text.js';
import { type Emulator, startEmulator } from './emulator/server.js';
import { readEmulatorSettings } from './emulator/settings.js';
import { buildSchemas } from './graphql/schema.js';
import type { Settings } from './settings.js';
import { openLog } from './telemetry/log.js';
import { fileLatch, memoryLatch } from './thingspace/latch-file.js';
import type { Upstream } from './upstream.js';

/** sysexits.h: something is wrong with the configuration. */
const EX_CONFIG = 78;

const say = (text: string): void => void process.stdout.write(text);

function refuse(complaints: readonly string[]): never {
  process.stderr.write(`${complaints.join('\n')}\n`);
  process.exit(EX_CONFIG);
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return say(explain());
  if (process.argv.includes('--print-schema')) return say(buildSchemas().publicSdl);
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'));
  if (!config.ok) refuse(config.complaints);
  const { settings } = config;
  if (process.argv.includes('--print-config')) return say(printConfig(process.env));
  if (process.argv.includes('--unlatch')) return unlatch(settings);
  if (process.argv.includes('--forget')) return forget(settings, process.argv.at(-1) ?? '');
  const log = await openLog(settings.logLevel, process.stderr.isTTY);
  for (const warning of [...strangers(process.env, settings.upstream.kind), ...exposures(settings)]) log.warn(warning);
  const emulator = settings.upstream.kind === 'emulator' ? await embedEmulator() : undefined;
  const latch = emulator ? memoryLatch() : fileLatch(settings.stateDir);
  const elapsed = () => performance.now();
  const door = { now: Date.now, elapsed, random: Math.random, newId: randomUUID, log, latch };
  const app = await createApp(settings, upstreamOf(settings, emulator), door);
  stopOn(['SIGTERM', 'SIGINT'], app, settings, emulator);
  say(greeting(await app.listen().catch(cannotListen), emulator));
}

/** Servers that run notice by themselves before their next login. */
async function unlatch(settings: Settings): Promise<void> {
  const { stateDir, redisUrl: url, upstream } = settings;
  const own = fileLatch(stateDir);
  if (!(await own.write(undefined))) refuse([`STATE_DIR: cannot write to ${JSON.stringify(stateDir)}`]);
  if (url !== undefined && upstream.kind === 'thingspace') {
    const { origin, credentials } = upstream;
    const tell = ({ reason }: { reason: string }) =>
      refuse([`REDIS_URL: the latch that replicas share is still closed (${reason}); wanted a Redis that answers`]);
    const { unlatchShared } = await import('./redis/unlatch.js');
    await unlatchShared({ url, now: Date.now, tell }, { upstream: origin, ...credentials }, own);
  }
  say('The login latch is open; the next request logs in.\n');
}

/** Asks the server that runs at this machine, since it is the one that holds the device. */
async function forget({ host, port }: Settings, imei: string): Promise<void> {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/history/${encodeURIComponent(imei)}`;
  const response = await fetch(url, { method: 'DELETE' }).catch(() =>
    refuse([`HOST and PORT: nothing answers at ${url}`]),
  );
  if (!response.ok) refuse([`forget: ${await response.text()}`]);
  say(`Everything held of ${imei} is dropped; the next question reads it again.\n`);
}

const cannotListen = (error: NodeJS.ErrnoException): never =>
  refuse([`PORT or HOST: cannot listen there (${error.code ?? error.message}); wanted a free port of this machine`]);

/** A free port unless one is named, so that the default start meets nothing that runs already. */
async function embedEmulator(): Promise<Emulator> {
  const read = readEmulatorSettings(process.env);
  if (!read.ok) refuse(read.complaints);
  const port = process.env['EMULATOR_PORT'] ? read.port : 0;
  return startEmulator({ port, host: read.host, now: Date.now, settings: read.settings }).catch(
    (error: NodeJS.ErrnoException) =>
      refuse([`EMULATOR_PORT: cannot listen on ${port} (${error.code ?? error.message}); wanted a free port`]),
  );
}

function upstreamOf({ upstream }: Settings, emulator: Emulator | undefined): Upstream {
  if (upstream.kind === 'thingspace') return upstream;
  const credentials = { clientId: 'embedded', clientSecret: 'embedded', username: 'embedded', password: 'embedded' };
  return { origin: emulator?.url ?? '', credentials };
}

/**
 * The first signal drains: for a moment requests are still taken, so that connections that are kept alive end with an
 * answer and a balancer sees /readyz. The second ends at once.
 */
function stopOn(
  signals: readonly NodeJS.Signals[],
  app: App,
  { drainDelay, drainTimeout }: Settings,
  emulator: Emulator | undefined,
): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), drainTimeout).unref();
    app.drain();
    await wait(drainDelay);
    await app.close();
    await emulator?.close();
    process.exit(0);
  };
  for (const signal of signals) process.on(signal, stop);
}

function greeting(url: string, emulator: Emulator | undefined): string {
  const query =
    '{ device(imei: \\"990000000000001\\") { sessions(first: 3) { totalCount totalBytes nodes { startTime duration numBytes } } } }';
  const curl = `curl -s ${url}/graphql -H 'content-type: application/json' -d '{"query":"${query}"}'`;
  if (!emulator) return `GraphQL over ThingSpace: ${url}/graphql\n`;
  return `
  GraphQL API   ${url}/graphql

  *** EMULATOR: no THINGSPACE_ credentials are set, so every session you see is SYNTHETIC. ***
  Upstream      ${emulator.url} (built in; GET /__calls lists what it was asked)

  Try:
  ${curl}

`;
}

await main();
