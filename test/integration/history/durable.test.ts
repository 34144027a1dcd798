// What was answered as settled is answered after the end of the process, however it ended. The emulator's call list is the witness.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { credentialsFor, movedClock, type Program, startProgram } from '../../support/programs.js';

const DAY = 86_400_000;
const running = new Set<Program>();
const folders = new Set<string>();
afterEach(async () => {
  for (const each of running) await each.end('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  running.clear();
  folders.clear();
});

async function start(...given: Parameters<typeof startProgram>): Promise<Program> {
  const program = await startProgram(...given);
  running.add(program);
  return program;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'durable-'));
  folders.add(folder);
  return folder;
}

const IMEI = '990000000000001';
const iso = (ago: number): string => new Date(Math.floor(Date.now() / DAY) * DAY - ago * DAY).toISOString();
const SETTLED = { start: iso(170), end: iso(4) };

interface Said {
  readonly sessions: unknown;
  readonly calls: number;
}

async function ask({ origin }: Program, imei = IMEI, { start: from, end } = SETTLED): Promise<Said> {
  const query = `{ device(imei: "${imei}") { sessions(start: "${from}", end: "${end}", first: 50) { totalCount totalBytes nodes { id startTime endTime numBytes } } } }`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${origin}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors, extensions } = (await response.json()) as {
    data?: { device: { sessions: unknown } };
    errors?: unknown;
    extensions: { upstream: { calls: number } };
  };
  return { sessions: data?.device.sessions ?? errors, calls: extensions.upstream.calls };
}

async function stage() {
  const emulator = await start('emulator/main', {});
  const folder = newFolder();
  const environment = {
    ...credentialsFor(emulator.origin),
    HISTORY_DIR: join(folder, 'history'),
    STATE_DIR: folder,
    DRAIN_DELAY_MS: '0',
  };
  return {
    emulator,
    folder: join(folder, 'history'),
    environment,
    api: (more = {}) => start('main', { ...environment, ...more }),
  };
}

describe('what was answered as settled', () => {
  test.each<[string, NodeJS.Signals]>([
    ['killed', 'SIGKILL'],
    ['stopped', 'SIGTERM'],
  ])('costs no call after the program was %s and started again, and is the same', async (_, signal) => {
    const { api } = await stage();
    const first = await api();
    const said = await ask(first);
    await first.end(signal);
    const again = await ask(await api());
    expect([said.calls, again]).toEqual([1, { ...said, calls: 0 }]);
  });

  test('is answered when the upstream has forgotten it, also by a program that never saw it', async () => {
    const { emulator, environment, api } = await stage();
    const first = await api();
    const window = { start: iso(170), end: iso(100) };
    const said = await ask(first, IMEI, window);
    await first.end('SIGKILL');
    await emulator.end('SIGKILL');
    const later = movedClock(120 * DAY);
    await start('emulator/main', { EMULATOR_PORT: new URL(emulator.origin).port }, later);
    expect(await ask(await start('main', environment, later), IMEI, window)).toEqual({ ...said, calls: 0 });
    const forgetful = await start('main', { ...environment, HISTORY_DIR: 'off' }, later);
    expect(JSON.stringify(await ask(forgetful, IMEI, window))).toContain('RANGE_NOT_RETAINED');
  });

  test('of a device that was forgotten is read again, also after a restart', async () => {
    const { api } = await stage();
    const first = await api();
    await ask(first);
    await fetch(`${first.origin}/history/990000000000001`, { method: 'DELETE' });
    await first.end('SIGKILL');
    expect(await ask(await api())).toMatchObject({ calls: 1 });
  });

  test('is shared by two programs on one folder, and each goes on where the other is killed', async () => {
    const { api } = await stage();
    const [one, two] = [await api(), await api()];
    const said = await ask(one);
    expect(await ask(two)).toEqual({ ...said, calls: 0 });
    await one.end('SIGKILL');
    expect(await ask(two, '990000000000002')).toMatchObject({ calls: 1 });
    expect(await ask(await api(), '990000000000002')).toMatchObject({ calls: 0 });
  });
});

describe('a history folder that cannot be used', () => {
  test('of a later version is said once, and everything is answered from memory', async () => {
    const { folder, api } = await stage();
    const first = await api();
    await ask(first);
    await first.end('SIGKILL');
    writeFileSync(join(folder, 'format'), '99\n');
    const program = await api();
    expect(await ask(program)).toMatchObject({ calls: 1 });
    expect(await ask(program)).toMatchObject({ calls: 0 });
    expect(program.logged.filter((line) => line.includes('later version'))).toHaveLength(1);
  });

  test('since there is a file in its place is said once, and everything is answered from memory', async () => {
    const { api } = await stage();
    const path = join(newFolder(), 'file');
    writeFileSync(path, '');
    const program = await api({ HISTORY_DIR: path });
    expect([await ask(program), await ask(program)]).toMatchObject([{ calls: 1 }, { calls: 0 }]);
    expect(program.logged.filter((line) => line.includes('HISTORY_DIR'))).toHaveLength(1);
  });
});
