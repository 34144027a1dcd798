// Knows how an emulator and the API before it are put together on free ports, with the real clock; not what is asked of them.
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createApp } from '../dist/app/create-app.js';
import { readConfig } from '../dist/config/load.js';
import { startEmulator } from '../dist/emulator/server.js';
import { memoryLatch } from '../dist/thingspace/latch-file.js';

export const CREDENTIALS = {
  clientId: 'chaos-client',
  clientSecret: 'chaos-client-secret',
  username: 'chaos-user',
  password: 'chaos-password',
};

/** The API alone, before an upstream that runs already. */
export async function openApi(origin, { environment = {}, credentials = CREDENTIALS, log } = {}) {
  const latch = memoryLatch();
  const app = await createApp(
    settingsFrom(environment),
    { origin, credentials },
    {
      now: Date.now,
      elapsed: () => performance.now(),
      random: Math.random,
      newId: randomUUID,
      latch,
      log: pino({ level: log ? 'trace' : 'silent' }, { write: log ?? (() => {}) }),
    },
  );
  return { url: await app.listen(), latch, close: () => app.close() };
}

/** The API and an emulator of its own behind it. */
export async function openPipeline({ emulator: settings = {}, ...options } = {}) {
  const emulator = await startEmulator({ now: Date.now, settings });
  const api = await openApi(emulator.url, options);
  const close = async () => {
    await api.close();
    await emulator.close();
  };
  return { url: api.url, latch: api.latch, emulator, close };
}

function settingsFrom(environment) {
  const config = readConfig({ PORT: '0', ...environment }, () => '');
  if (!config.ok) throw new Error(config.issues.join('\n'));
  return config.settings;
}
