// How the login latch is kept in a folder of its own, and what is made of a file that is no latch.
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LatchState } from '../../src/thingspace/latch.js';
import { fileLatch, memoryLatch } from '../../src/thingspace/latch-file.js';

const STATE: LatchState = { credentials: 'a-salt:a-hash', refusals: 1, lastRefusal: 1_795_348_800_000 };
const NAME = 'login-latch.json';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latch-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});
/** What a latch reads whose file holds this text. */
const readFrom = async (text: string) => {
  await writeFile(join(root, NAME), text);
  return fileLatch(root).read();
};

describe.each([
  ['in a file', () => fileLatch(root)],
  ['in memory', () => memoryLatch()],
])('a latch %s', (_, open) => {
  test('holds nothing at first, then the last that was written, then nothing again', async () => {
    const latch = open();
    expect(await latch.read()).toBeUndefined();
    for (const state of [STATE, { ...STATE, refusals: 2 }, undefined, undefined]) {
      expect(await latch.write(state)).toBe(true);
      expect(await latch.read()).toEqual(state);
    }
  });
});

describe('a latch in a file', () => {
  test('outlives the process, in a folder that need not be there', async () => {
    const folder = join(root, 'not', 'yet');
    await fileLatch(folder).write(STATE);
    expect(await fileLatch(folder).read()).toEqual(STATE);
  });

  test('leaves one file with just the state, for nobody else to read', async () => {
    await fileLatch(root).write(STATE);
    expect(await readdir(root)).toEqual([NAME]);
    expect(JSON.parse(await readFile(join(root, NAME), 'utf8'))).toEqual(STATE);
    expect((await stat(join(root, NAME))).mode & 0o077).toBe(0);
  });

  test('is gone at once when somebody removes the file', async () => {
    const latch = fileLatch(root);
    await latch.write(STATE);
    await rm(join(root, NAME));
    expect(await latch.read()).toBeUndefined();
  });
});

describe('a latch file that cannot be used', () => {
  const whole = JSON.stringify(STATE);
  test.each([
    '',
    'garbage',
    'null',
    '[]',
    whole.slice(0, -5),
    whole.slice(0, 20),
    JSON.stringify({ ...STATE, refusals: '1' }),
    JSON.stringify({ ...STATE, refusals: -1 }),
    JSON.stringify({ ...STATE, refusals: 1.5 }),
    JSON.stringify({ ...STATE, credentials: undefined }),
    JSON.stringify({ ...STATE, lastRefusal: null }),
  ])('is nothing: %j', async (text) => {
    expect(await readFrom(text)).toBeUndefined();
  });

  test('is replaced by the next state', async () => {
    expect(await readFrom('garbage')).toBeUndefined();
    expect(await fileLatch(root).write(STATE)).toBe(true);
    expect(await fileLatch(root).read()).toEqual(STATE);
  });

  test('since it is a folder is nothing, and writing says false', async () => {
    await mkdir(join(root, NAME, 'inside'), { recursive: true });
    const latch = fileLatch(root);
    expect([await latch.read(), await latch.write(STATE), await latch.write(undefined)]).toEqual([
      undefined,
      false,
      false,
    ]);
  });

  test('since its folder is a file is nothing, and writing says false', async () => {
    await writeFile(join(root, 'a-file'), '');
    const latch = fileLatch(join(root, 'a-file'));
    expect([await latch.read(), await latch.write(STATE)]).toEqual([undefined, false]);
  });
});
