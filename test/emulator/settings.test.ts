import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readSessions } from '../../src/emulator/sessions-file.js';
import { readEmulatorSettings, switchVariables } from '../../src/emulator/settings.js';
import { ACCOUNT, emulators, IMEI } from './emulator.fixture.js';

const start = emulators();
const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
afterAll(() => rmSync(folder, { recursive: true }));

const issuesOf = (env: Record<string, string>): string[] => {
  const read = readEmulatorSettings(env);
  return read.ok ? [] : read.issues;
};
const settingsOf = (env: Record<string, string>) => {
  const read = readEmulatorSettings(env);
  if (!read.ok) throw new Error(read.issues.join('\n'));
  return read;
};
function fileOf(...lines: readonly string[]): string {
  const path = join(folder, 'sessions.ndjson');
  writeFileSync(path, lines.join('\n'));
  return path;
}
const lineOf = (fields: object): string =>
  JSON.stringify({
    imei: IMEI,
    startTime: '2025-06-01T10:00:00Z',
    endTime: '2025-06-01T11:00:00Z',
    numBytes: 7,
    ...fields,
  });

describe('the environment', () => {
  test('needs to say nothing: port 4010 on loopback, and no setting but the defaults', () => {
    expect(readEmulatorSettings({ PATH: '/bin', EMULATOR_SEED: '' })).toEqual({
      ok: true,
      settings: {},
      port: 4010,
      host: '127.0.0.1',
    });
  });

  test('has a variable for every switch', () => {
    const env = {
      EMULATOR_PORT: '0',
      EMULATOR_HOST: '0.0.0.0',
      EMULATOR_EDGE: 'overlap',
      EMULATOR_RETENTION: 'refuse',
      EMULATOR_RETENTION_DAYS: '90',
      EMULATOR_DURATION_UNIT: 'minutes',
      EMULATOR_SHUFFLE: 'true',
      EMULATOR_TIME_STYLE: 'go',
      EMULATOR_OPEN_END: 'null',
      EMULATOR_ID_HOLDS: 'imei',
      EMULATOR_ROW_CAP: '500',
      EMULATOR_SESSION_SHAPE: 'access',
      EMULATOR_ONE_SESSION_PER_USER: 'true',
      EMULATOR_BEARER_ENFORCED: 'false',
      EMULATOR_BEARER_LIFETIME_SECONDS: '60',
      EMULATOR_SESSION_IDLE_SECONDS: '30',
      EMULATOR_LATE_ROWS_MS: '1000',
      EMULATOR_GROWTH_MS: '2000',
      EMULATOR_LATENCY: '10-20',
      EMULATOR_FAULTS: 'serverError:0.1, reset:1:2',
      EMULATOR_SEED: '42',
      EMULATOR_CLOCK_OFFSET_MS: '-5',
    };
    expect(Object.keys(env).slice(2).toSorted()).toEqual([...switchVariables.keys()].toSorted());
    expect(settingsOf(env)).toEqual({
      ok: true,
      port: 0,
      host: '0.0.0.0',
      settings: {
        edge: 'overlap',
        retention: 'refuse',
        retentionDays: 90,
        durationUnit: 'minutes',
        shuffle: true,
        timeStyle: 'go',
        openEnd: 'null',
        idHolds: 'imei',
        rowCap: 500,
        sessionShape: 'access',
        oneSessionPerUser: true,
        bearerEnforced: false,
        bearerLifetimeSeconds: 60,
        sessionIdleSeconds: 30,
        lateRowsMs: 1000,
        growthMs: 2000,
        latency: { minMs: 10, maxMs: 20, tailShare: 0, tailMs: 0, msPerDay: 0 },
        faults: [
          { fault: 'serverError', share: 0.1 },
          { fault: 'reset', share: 1, times: 2 },
        ],
        seed: 42,
        clockOffsetMs: -5,
      },
    });
  });

  test.each([
    ['none', { minMs: 0, maxMs: 0 }],
    ['thingspace', { minMs: 150, maxMs: 800, tailMs: 5000 }],
    ['250', { minMs: 250, maxMs: 250 }],
    ['1-2:0.5:900', { minMs: 1, maxMs: 2, tailShare: 0.5, tailMs: 900 }],
  ])('reads a latency of %s', (text, latency) => {
    expect(settingsOf({ EMULATOR_LATENCY: text }).settings.latency).toMatchObject(latency);
  });

  test('is complained of all at once, a line each: the variable, what came, what is wanted', () => {
    const issues = issuesOf({
      EMULATOR_PORT: '70000',
      EMULATOR_EDGE: 'middle',
      EMULATOR_SEED: 'lucky',
      EMULATOR_SHUFFLE: 'yes',
      EMULATOR_LATENCY: '20-10',
      EMULATOR_FAULTS: 'hang:1',
      EMULATOR_COLOUR: 'red',
      EMULATOR_SESSIONS_FILE: join(folder, 'absent'),
    });
    expect(issues).toHaveLength(8);
    expect(issues.filter((line) => line.includes('\n'))).toEqual([]);
    expect(issues).toEqual(
      expect.arrayContaining([
        'EMULATOR_PORT: got "70000", wanted a port from 0 (any free one) to 65535',
        'EMULATOR_EDGE: got "middle", wanted one of start, overlap, contained',
        'EMULATOR_SEED: got "lucky", wanted a whole number from 0 to 4294967295',
        'EMULATOR_SHUFFLE: got "yes", wanted true or false',
        expect.stringMatching(/^EMULATOR_LATENCY: got "20-10", wanted none, thingspace, /),
        expect.stringMatching(/^EMULATOR_FAULTS\.0\.fault: got "hang:1"/),
        expect.stringMatching(/^EMULATOR_COLOUR: is no setting, wanted one of EMULATOR_PORT, /),
        expect.stringMatching(/^EMULATOR_SESSIONS_FILE: got ".+absent", wanted a file that can be read/),
      ]),
    );
  });

  test.each(['serverError:2', 'serverError:x', 'serverError:1:0', 'serverError:1:1:1', ':1'])(
    'refuses the faults %s',
    (text) => {
      expect(issuesOf({ EMULATOR_FAULTS: text })).toEqual([expect.stringMatching(/^EMULATOR_FAULTS/)]);
    },
  );
});

describe('a file of sessions', () => {
  test('is all that its devices answer with; a device that is not in it is not found', async () => {
    const path = fileOf(lineOf({}), '', lineOf({ startTime: '2025-06-02T10:00:00+02:00', endTime: null, numBytes: 8 }));
    const { caller } = await start(settingsOf({ EMULATOR_SESSIONS_FILE: path }).settings);
    expect(await caller.sessions()).toEqual([
      { startTime: '2025-06-01T10:00:00.000Z', endTime: '2025-06-01T11:00:00.000Z', numBytes: 7 },
      { startTime: '2025-06-02T08:00:00.000Z', numBytes: 8 },
    ]);
    expect((await caller.ask({ imei: '353000000000025' })).text).toContain('Device Not Found');
  });

  test('shows rows that name an account to that account alone', async () => {
    const read = readSessions([lineOf({}), lineOf({ accountNumber: 'other', numBytes: 8 })].join('\n'), 'file');
    const rowsOf = (account: string) =>
      read.ok ? read.rows(IMEI, account)?.map(({ numBytes }) => numBytes) : undefined;
    expect(rowsOf(ACCOUNT)).toEqual([7]);
    expect(rowsOf('other')).toEqual([7, 8]);
    const owned = readSessions(lineOf({ accountNumber: 'other' }), 'file');
    expect(owned.ok && owned.rows(IMEI, ACCOUNT)).toBeUndefined();
  });

  test.each([
    ['{', 'FILE line 2: got "{", wanted a JSON object'],
    ['7', 'FILE line 2: got "7", wanted a JSON object'],
    [lineOf({ imei: 7 }), 'FILE line 2: imei: got 7, wanted a string of 15 digits'],
    [lineOf({ startTime: 'x' }), 'FILE line 2: startTime: got "x", wanted an ISO 8601 date-time with Z or an offset'],
    [lineOf({ endTime: '2025-06-01T09:59:59Z' }), 'FILE line 2: endTime: got "2025-06-01T09:59:59Z", wanted'],
    [lineOf({ numBytes: -1 }), 'FILE line 2: numBytes: got -1, wanted a whole number from 0 to 2^53 - 1'],
    [lineOf({ numBytes: undefined }), 'FILE line 2: numBytes: got nothing, wanted'],
    [lineOf({ colour: 'red' }), 'FILE line 2: colour is no field of a session'],
  ])('with the line %s is refused: %s', (line, issue) => {
    const path = fileOf(lineOf({}), line);
    expect(issuesOf({ EMULATOR_SESSIONS_FILE: path })).toEqual([expect.stringContaining(issue.replace('FILE', path))]);
  });

  test('that is bad all over is complained of in 20 lines and a count of the rest', () => {
    const path = fileOf(...Array(50).fill('x'));
    const issues = issuesOf({ EMULATOR_SESSIONS_FILE: path });
    expect([issues.length, issues.at(-1)]).toEqual([21, '... and 30 more issues']);
  });
});
