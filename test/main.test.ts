// The process itself, as built: what it says, how it refuses settings, and how it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

function start(program: 'main' | 'emulator/main', environment: Record<string, string> = {}): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', HISTORY_DIR: 'off', ...environment };
  const child = spawn(process.execPath, [`dist/${program}.js`], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  return child;
}

async function firstLineWith(child: ChildProcess, word: string): Promise<string> {
  if (!child.stdout) throw new Error('The output of the child is not piped.');
  for await (const line of createInterface(child.stdout)) if (line.includes(word)) return line;
  throw new Error(`The process ended without saying "${word}".`);
}

async function refusal(environment: Record<string, string>): Promise<{ code: unknown; issues: string[] }> {
  const child = start('main', environment);
  const issues: string[] = [];
  child.stderr?.on('data', (text) => issues.push(...String(text).trim().split('\n')));
  const [code] = await once(child, 'close');
  return { code, issues };
}

describe('started with nothing', () => {
  test('it says loudly that sessions are synthetic, answers the line it prints, and stops on SIGTERM with 0', async () => {
    const child = start('main');
    const curl = await firstLineWith(child, 'curl -s');
    const url = /http:\S+/.exec(curl)?.[0] ?? '';
    const body = /-d '(.*)'$/.exec(curl)?.[1] ?? '';
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { data, errors } = (await answer.json()) as { data: unknown; errors?: unknown };
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ device: { sessions: { nodes: [{}, {}, {}] } } });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('started with credentials', () => {
  test('it talks to the upstream that they name', async () => {
    const emulator = start('emulator/main', { EMULATOR_PORT: '0' });
    const url = /http:\/\/[\d.:]+/.exec(await firstLineWith(emulator, 'http://'))?.[0] ?? '';
    const api = start('main', {
      AUTH: 'none',
      THINGSPACE_BASE_URL: url,
      THINGSPACE_CLIENT_ID: 'a',
      THINGSPACE_CLIENT_SECRET: 'b',
      THINGSPACE_USERNAME: 'c',
      THINGSPACE_PASSWORD: 'd',
    });
    const graphql = /http:\S+/.exec(await firstLineWith(api, '/graphql'))?.[0] ?? '';
    const query = '{ device(imei: "990000000000001", accountNumber: "0000000042-00001") { sessions { totalCount } } }';
    await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const calls: unknown = await (await fetch(`${url}/__calls?route=report`)).json();
    expect(JSON.stringify(calls)).toContain('0000000042-00001');
  });
});

describe('started with settings that cannot be used', () => {
  test('it says which credentials are missing, and exits with 78', async () => {
    const { code, issues } = await refusal({
      THINGSPACE_CLIENT_ID: 'a',
      THINGSPACE_PASSWORD: 'hush',
      THINGSPACE_USERNAME: '',
    });
    expect(code).toBe(78);
    expect(issues.map((line) => line.split(':')[0])).toEqual([
      'THINGSPACE_BASE_URL',
      'THINGSPACE_CLIENT_SECRET',
      'THINGSPACE_USERNAME',
    ]);
  });

  test('it tells all issues at once, a line each, and exits with 78', async () => {
    const { code, issues } = await refusal({ PORT: 'eighty', HOST: 'a host', MAX_PAGE_SIZE: '0' });
    expect(code).toBe(78);
    expect(issues).toEqual([
      'PORT: got "eighty", wanted a whole number from 0 to 65535',
      'HOST: got "a host", wanted a host name or an address',
      'MAX_PAGE_SIZE: got "0", wanted a whole number from 1 to 1000000',
    ]);
  });

  test('it names settings of the emulator too', async () => {
    const { code, issues } = await refusal({ EMULATOR_EDGE: 'sideways' });
    expect(code).toBe(78);
    expect(issues.join()).toContain('EMULATOR_EDGE');
  });
});

describe('killed while it answers', () => {
  test('it starts again with the same state folder and answers the same', async () => {
    const state = mkdtempSync(join(tmpdir(), 'killed-'));
    const query =
      '{ device(imei: "990000000000212") { sessions(start: "2026-11-01", end: "2026-11-20") { totalBytes } } }';
    const askAt = async (url: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
    };
    const begin = async () => {
      const child = start('main', { STATE_DIR: state, EMULATOR_CLOCK_OFFSET_MS: '0' });
      return { child, url: /http:\S+/.exec(await firstLineWith(child, 'GraphQL API'))?.[0] ?? '' };
    };
    const first = await begin();
    const answer = await askAt(first.url);
    const underWay = Array.from({ length: 50 }, () => askAt(first.url).catch(() => 'cut off'));
    first.child.kill('SIGKILL');
    await Promise.all(underWay);
    const second = await begin();
    expect(await askAt(second.url)).toMatchObject({ data: (answer as { data: object }).data });
    rmSync(state, { recursive: true });
  });
});
