// `npm run unlatch` opens the login latch that replicas share, or says that it could not.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createClient } from '@redis/client';
import { createKeys } from '../../src/redis/keys.js';
import { startRedis } from '../support/redis.js';

const ORIGIN = 'http://127.0.0.1:9';

async function unlatch(url: string): Promise<{ code: unknown; said: string }> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    STATE_DIR: await mkdtemp(join(tmpdir(), 'latch-')),
    REDIS_URL: url,
    AUTH: 'none',
    THINGSPACE_BASE_URL: ORIGIN,
    THINGSPACE_CLIENT_ID: 'a',
    THINGSPACE_CLIENT_SECRET: 'b',
    THINGSPACE_USERNAME: 'c',
    THINGSPACE_PASSWORD: 'd',
  };
  const child = spawn(process.execPath, ['dist/main.js', '--unlatch'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (said += String(text)));
  const [code] = await once(child, 'close');
  return { code, said };
}

test('unlatch writes into Redis that refusals are forgiven, and fails where Redis does not answer', async () => {
  const redis = await startRedis();
  try {
    const { latch } = createKeys({ upstream: ORIGIN, clientId: 'a', username: 'c' });
    const client = await createClient({ url: redis.url }).connect();
    await client.set(latch, JSON.stringify({ credentials: 'f', refusals: 2, lastRefusal: 1 }));
    expect(await unlatch(redis.url)).toEqual({ code: 0, said: expect.stringContaining('latch is open') });
    expect(JSON.parse((await client.get(latch)) ?? '')).toMatchObject({ refusals: 0 });
    client.destroy();
  } finally {
    await redis.stop();
  }
  expect(await unlatch(redis.url)).toEqual({ code: 78, said: expect.stringMatching(/^REDIS_URL: .*still closed/) });
});
