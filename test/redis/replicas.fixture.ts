// Replicas for a test: one emulator, one Redis, and as many whole APIs on them as are wanted.
import { randomUUID } from 'node:crypto';
import { afterEach } from '@jest/globals';
import { createClient } from '@redis/client';
import { pino } from 'pino';
import type { Upstream } from '../../src/app/compose-upstream.js';
import { type App, createApp } from '../../src/app/create-app.js';
import { type Emulator, startEmulator } from '../../src/emulator/server.js';
import type { EmulatorSettings } from '../../src/emulator/settings.js';
import { createKeys } from '../../src/redis/keys.js';
import { memoryLatch } from '../../src/thingspace/latch-file.js';
import { NOON, readSettings, upstreamAt } from '../support/pipeline.js';
import { type RedisServer, startRedis } from '../support/redis.js';

export const WEEK = '(start: "2026-11-16", end: "2026-11-22T12:00:00Z")';

export interface Said {
  /** Null where the device failed. */
  readonly totalBytes: string | number | null;
  readonly code: string | undefined;
  readonly calls: number;
}

export interface Replica {
  readonly logged: string[];
  ask(imei: string, window?: string, refresh?: boolean): Promise<Said>;
}

export interface Stage {
  readonly redis: RedisServer;
  readonly emulator: Emulator;
  readonly clock: { now: number };
  readonly keys: ReturnType<typeof createKeys>;
  /** `ahead`: how many milliseconds its clock is. */
  replica(secrets?: Partial<Upstream['credentials']>, ahead?: number): Promise<Replica>;
  /** One command as somebody else would send it. */
  command(...words: string[]): Promise<unknown>;
  /** Starts another Redis where the first one was. */
  restartRedis(): Promise<void>;
}

/** Opens stages that are cleared when the test is over. */
export function useStages(): (switches?: Partial<EmulatorSettings>, ...redis: string[]) => Promise<Stage> {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  return async (switches = {}, ...settings) => {
    let redis = await startRedis(undefined, ...settings);
    closing.push(() => redis.stop());
    const clock = { now: NOON };
    const emulator = await startEmulator({ now: () => clock.now, settings: switches });
    closing.push(() => emulator.close());
    const upstream = upstreamAt(emulator.url);
    return {
      redis,
      emulator,
      clock,
      keys: createKeys({ upstream: upstream.origin, ...upstream.credentials }),
      async replica(secrets = {}, ahead = 0) {
        const logged: string[] = [];
        const runtime = {
          now: () => clock.now + ahead,
          random: () => 0.5,
          elapsed: () => clock.now,
          newId: randomUUID,
          latch: memoryLatch(),
          log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
        };
        const credentials = { ...upstream.credentials, ...secrets };
        const app = await createApp(readSettings({ REDIS_URL: redis.url }), { ...upstream, credentials }, runtime);
        closing.push(() => app.close());
        return replicaAt(app, logged);
      },
      async command(...words) {
        const client = await createClient({ url: redis.url }).connect();
        const reply = await client.sendCommand(words);
        client.destroy();
        return reply;
      },
      async restartRedis() {
        redis = await startRedis(redis.port, ...settings);
      },
    };
  };
}

async function replicaAt(app: App, logged: string[]): Promise<Replica> {
  const url = `${await app.listen()}/graphql`;
  return {
    logged,
    async ask(imei, window = WEEK, refresh = false) {
      const query = `{ device(imei: "${imei}") { sessions${window} { totalBytes } } }`;
      const body = JSON.stringify({ query, extensions: { refresh } });
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return readAnswer((await response.json()) as GraphQLAnswer);
    },
  };
}

interface GraphQLAnswer {
  readonly data?: { readonly device: { readonly sessions: { readonly totalBytes: number } | null } | null } | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  readonly extensions: { readonly upstream: { readonly calls: number } };
}

const readAnswer = ({ data, errors, extensions }: GraphQLAnswer): Said => ({
  totalBytes: data?.device?.sessions?.totalBytes ?? null,
  code: errors?.[0]?.extensions.code,
  calls: extensions.upstream.calls,
});
