// The whole pipeline for a test: an emulator, the API before it, and a client, all on free ports, with a clock of the test's own.
import { GraphQLClient } from 'graphql-request';
import { pino } from 'pino';
import type { Upstream } from '../../src/app/compose-upstream.js';
import { type App, createApp } from '../../src/app/create-app.js';
import { readConfig } from '../../src/config/load.js';
import type { Settings } from '../../src/config/settings.js';
import { type Emulator, startEmulator } from '../../src/emulator/server.js';
import type { EmulatorSettings } from '../../src/emulator/settings.js';
import { memoryLatch } from '../../src/thingspace/latch-file.js';

/** A Sunday noon; every test that needs another now moves its own clock. */
export const NOON = Date.UTC(2026, 10, 22, 12);

export interface Pipeline {
  readonly client: GraphQLClient;
  readonly emulator: Emulator;
  readonly app: App;
  readonly url: string;
  readonly clock: Clock;
  close(): Promise<void>;
}

export interface PipelineOptions {
  readonly emulator?: Partial<EmulatorSettings>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The text of each file that the environment names. */
  readonly files?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
  readonly testDevices?: Upstream['testDevices'];
}

export async function openPipeline({
  emulator: settings = {},
  environment = {},
  files = {},
  log,
  testDevices = [],
}: PipelineOptions = {}): Promise<Pipeline> {
  const clock = clockAt(NOON);
  const now = () => clock.now;
  const emulator = await startEmulator({ now: () => clock.now - clock.ahead, settings });
  const app = await createApp(
    readSettings(environment, files),
    { ...upstreamAt(emulator.url), testDevices },
    {
      now,
      // A test may break the clock, but no duration.
      elapsed: () => clock.now - clock.ahead || 0,
      random: () => 0.5,
      newId: counter(),
      latch: memoryLatch(),
      log: pino({ level: log ? 'trace' : 'silent' }, { write: log ?? (() => {}) }),
    },
  );
  const url = await app.listen();
  const client = new GraphQLClient(`${url}/graphql`, { errorPolicy: 'all' });
  const close = async () => {
    await app.close();
    await emulator.close();
  };
  return { client, emulator, app, url, clock, close };
}

export const SECRETS = {
  clientId: 'a-client',
  clientSecret: 'a-client-secret',
  username: 'a-user',
  password: 'a-password',
};

export const upstreamAt = (origin: string) => ({ origin, credentials: SECRETS });

export function readSettings(
  environment: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Settings {
  const config = readConfig({ PORT: '0', ...environment }, (path) => files[path] ?? '');
  if (!config.ok) throw new Error(config.issues.join('\n'));
  return config.settings;
}

/** The clock of the program. Time passes where `now` is moved; where the clock `jumps`, it is only wrong from then on. */
export interface Clock {
  now: number;
  /** Milliseconds that it is ahead of the time, which is what the upstream and durations go by. */
  ahead: number;
  jump(ms: number): void;
}

const clockAt = (now: number): Clock => ({
  now,
  ahead: 0,
  jump(ms) {
    this.now += ms;
    this.ahead += ms;
  },
});

function counter(): () => string {
  let n = 0;
  return () => `request-${++n}`;
}
