// The explorer and the start page over HTTP: who gets them, with which policy, and that programs do not notice.
import { afterEach, describe, expect, test } from '@jest/globals';
import { cards } from '../../src/emulator/cards.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

const opened: Pipeline[] = [];
afterEach(() => Promise.all(opened.splice(0).map((pipeline) => pipeline.close())));

async function open(environment = {}): Promise<Pipeline> {
  const pipeline = await openPipeline({ environment, testDevices: cards });
  opened.push(pipeline);
  return pipeline;
}

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('before the emulator', () => {
  test('a browser that opens /graphql gets the explorer, with a policy that names no other origin and evaluates nothing', async () => {
    const { url } = await open();
    const response = await fetch(`${url}/graphql`, { headers: HTML });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(await response.text()).toContain('DevicePage');
  });

  test('its example variables are dates for which the test devices have data', async () => {
    const { url, clock } = await open();
    const text = await (await fetch(`${url}/graphql`, { headers: HTML })).text();
    expect(text).toContain(new Date(Math.floor(clock.now / 86_400_000) * 86_400_000).toISOString());
    expect(text).toContain('990000000000200');
  });

  test.each(['explorer.js', 'explorer.css'])('%s comes from this server', async (name) => {
    const { url } = await open();
    const response = await fetch(`${url}/explorer/${name}`);
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
  });

  test('the start page lists every test device, each with a link into the explorer', async () => {
    const { url } = await open();
    const text = await (await fetch(`${url}/`, { headers: HTML })).text();
    for (const { imei } of cards) expect(text).toContain(`device(imei%3A%20%22${imei}%22)`);
  });

  test('a program that asks for JSON is answered as ever', async () => {
    const { url } = await open();
    const headers = { accept: 'application/json', 'apollo-require-preflight': '1' };
    const answer = await fetch(`${url}/graphql?query={__typename}`, { headers });
    expect(await answer.json()).toMatchObject({ data: { __typename: 'Query' } });
    expect((await fetch(`${url}/`)).status).toBe(404);
  });

  test('a caller without credentials gets the page, and no data', async () => {
    const key = [{ name: 'a', hash: `sha256:${'a'.repeat(64)}`, accounts: 'all' }];
    const pipeline = await openPipeline({
      environment: { AUTH: 'keys', AUTH_KEYS_FILE: 'keys' },
      files: { keys: JSON.stringify(key) },
    });
    opened.push(pipeline);
    expect((await fetch(`${pipeline.url}/graphql`, { headers: HTML })).status).toBe(200);
    expect((await fetch(`${pipeline.url}/graphql?query={__typename}`)).status).toBe(401);
  });
});

describe('with EXPLORER=off', () => {
  test.each(['/', '/explorer/explorer.js', '/explorer/explorer.css', '/graphql'])(
    'nothing of it is at %s',
    async (path) => {
      const { url } = await open({ EXPLORER: 'off' });
      const response = await fetch(url + path, { headers: HTML });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('content-type')).toContain('json');
    },
  );
});
