#!/usr/bin/env node
// The process entry point: reads the environment, starts the server and handles signals.
import './app/boot.js';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Upstream } from './app/compose-upstream.js';
import { type App, createApp } from './app/create-app.js';
import { boundHeap, memoryLimit } from './app/heap.js';
import { heapBounds } from './app/heap-bounds.js';
import { type CommandName, readCommandLine, usage } from './cli/command-line.js';
import { exitWithIssues, forget, printNewKey, say, unlatch } from './cli/commands.js';
import { greeting } from './cli/greeting.js';
import { listenIssue } from './cli/listen-issue.js';
import { helpText, printConfig, securityWarnings, unknownVariables } from './config/help.js';
import { readConfig } from './config/load.js';
import type { Settings } from './config/settings.js';
import { UnusableSettings } from './config/unusable-settings.js';
import { cards } from './emulator/cards.js';
import { type Emulator, startEmulator } from './emulator/server.js';
import { readEmulatorSettings } from './emulator/settings.js';
import { buildSchemas } from './graphql/schema.js';
import { openLog } from './telemetry/log.js';
import { fileLatch, memoryLatch } from './thingspace/latch-file.js';

async function main(): Promise<void> {
  const line = readCommandLine(process.argv.slice(2));
  if (line.kind === 'unknown') return exitWithIssues([line.issue]);
  if (line.kind === 'command') return runCommand(line.name, line.parameters);
  return serve(settingsInForce());
}

function settingsInForce(): Settings {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'));
  return config.ok ? config.settings : exitWithIssues(config.issues);
}

async function runCommand(name: CommandName, parameters: readonly string[]): Promise<void> {
  switch (name) {
    case '--help':
      return say(helpText(usage()));
    case '--new-key':
      return printNewKey(parameters);
    case '--print-schema':
      return say(buildSchemas().publicSdl);
    case '--print-config':
      settingsInForce();
      return say(printConfig(process.env));
    case '--unlatch':
      return unlatch(settingsInForce());
    case '--forget':
      return forget(settingsInForce(), parameters);
    default:
      return name satisfies never;
  }
}

async function serve(settings: Settings): Promise<void> {
  boundHeap(
    heapBounds({
      cache: settings.history.cacheBytes / 2 ** 20,
      limit: memoryLimit(process.constrainedMemory(), totalmem()),
    }),
  );
  const log = await openLog(settings.logLevel, process.stderr.isTTY);
  for (const warning of [...unknownVariables(process.env, settings.upstream.kind), ...securityWarnings(settings)])
    log.warn(warning);
  const emulator = settings.upstream.kind === 'emulator' ? await embedEmulator() : undefined;
  const latch = emulator ? memoryLatch() : fileLatch(settings.stateDir);
  const elapsed = () => performance.now();
  const runtime = { now: Date.now, elapsed, random: Math.random, newId: randomUUID, log, latch };
  const app = await createApp(settings, upstreamOf(settings, emulator), runtime).catch(cannotStart);
  stopOn(['SIGTERM', 'SIGINT'], app, settings, emulator);
  const url = await app.listen().catch(cannotListen(settings));
  say(greeting({ url, emulator: emulator?.url, auth: settings.auth.kind, explorer: settings.explorer }));
}

function cannotStart(error: unknown): never {
  if (error instanceof UnusableSettings) return exitWithIssues(error.issues);
  throw error;
}

const cannotListen =
  (settings: Settings) =>
  (error: NodeJS.ErrnoException): never =>
    exitWithIssues([listenIssue(error, settings, process.platform)]);

/** A free port unless one is named, so that the default start meets nothing that runs already. */
async function embedEmulator(): Promise<Emulator> {
  const read = readEmulatorSettings(process.env);
  if (!read.ok) exitWithIssues(read.issues);
  const port = process.env['EMULATOR_PORT'] ? read.port : 0;
  return startEmulator({ port, host: read.host, now: Date.now, settings: read.settings }).catch(
    (error: NodeJS.ErrnoException) =>
      exitWithIssues([`EMULATOR_PORT: cannot listen on ${port} (${error.code ?? error.message}); wanted a free port`]),
  );
}

function upstreamOf({ upstream }: Settings, emulator: Emulator | undefined): Upstream {
  if (upstream.kind === 'thingspace') return upstream;
  const credentials = { clientId: 'embedded', clientSecret: 'embedded', username: 'embedded', password: 'embedded' };
  return { origin: emulator?.url ?? '', credentials, testDevices: cards };
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

await main();
