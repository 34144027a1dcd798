// The process asked for something else than serving: what it prints and how it exits.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readKeys } from '../../src/auth/api-keys.js';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly issues: string;
}

function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Said> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['dist/main.js', ...args], { env }, (_error, out, issues) =>
      resolve({ code: child.exitCode ?? -1, out, issues }),
    );
  });
}

describe('npm start --', () => {
  test('--help names every command and every setting, and exits with 0', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    for (const word of ['--print-config', '--print-schema', '--new-key', 'AUTH_KEYS_FILE', 'METRICS_PORT'])
      expect(out).toContain(word);
  });

  test('--print-config prints what is in force without a secret', async () => {
    const { code, out } = await run(['--print-config'], { PORT: '80', RATE_LIMIT: '30' });
    expect([code, out.split('\n')]).toEqual([0, expect.arrayContaining(['PORT=80', 'RATE_LIMIT=30', 'AUTH='])]);
  });

  test('--print-config complains like a start does', async () => {
    const { code, issues } = await run(['--print-config'], { AUTH: 'keys' });
    expect([code, issues]).toEqual([78, expect.stringContaining('AUTH_KEYS_FILE: got nothing')]);
  });

  test('--print-schema prints the public schema', async () => {
    const { code, out } = await run(['--print-schema']);
    expect([code, out]).toEqual([0, expect.stringContaining('type DeviceSessionConnection')]);
  });

  test('--new-key prints a key and an entry that knows it', async () => {
    const { code, out } = await run(['--new-key', 'dashboard', '0000123456-00001']);
    const key = /ts_[\w-]{43}/.exec(out)?.[0] ?? '';
    const entry = out.split('\n').find((line) => line.includes('{')) ?? '';
    expect([code, readKeys(`[${entry}]`)]).toEqual([
      0,
      {
        ok: true,
        keys: [
          {
            name: 'dashboard',
            hash: `sha256:${createHash('sha256').update(key).digest('hex')}`,
            accounts: ['0000123456-00001'],
          },
        ],
      },
    ]);
  });

  test('--new-key without an account says what is wanted, and exits with 78', async () => {
    const { code, issues } = await run(['--new-key', 'dashboard']);
    expect([code, issues]).toEqual([78, expect.stringContaining('wanted account numbers')]);
  });

  test.each(['--hlep', '--print-config=x'])(
    '%s is refused with what there is, and nothing is started',
    async (wrong) => {
      const { code, issues } = await run([wrong]);
      expect([code, issues]).toEqual([78, expect.stringContaining(`${wrong}: no such argument, wanted one of --help`)]);
    },
  );
});
