// Whatever happens to the folder, the store answers as if days were missing, never with wrong ones, and says why once.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openFolder } from '../../src/disk/open-folder.js';
import { listOf } from '../../src/history/day.js';
import { device, held, heldDays, sessionOn } from '../history/cached-days.js';
import { kept, ONE, useFolders } from './disk.fixture.js';

const open = useFolders();
const failing = (code: string) => async () => Promise.reject(Object.assign(new Error('a path'), { code }));

/** Each of the days says which one it is. */
const days = listOf({ first: 0, last: 12 });
const all = new Map(days.map((day) => [day, held(day, { rows: [sessionOn(day, day)] })]));

describe('a file of the folder', () => {
  test('that was cut short or changed anywhere gives days that were put, or none, and the damage is said once', async () => {
    const stage = await open();
    await stage.open().put(ONE, all);
    const whole = await readFile(stage.pathOf());
    const harm = fc.record({
      at: fc.nat(whole.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(harm, async ({ at, bytes, cut }) => {
        const harmed = cut ? whole.subarray(0, at) : Buffer.from(whole);
        if (!cut) harmed.set(bytes.subarray(0, whole.length - at), at);
        await writeFile(stage.pathOf(), harmed);
        const store = stage.open();
        for (const [day, found] of await store.get(ONE, days)) expect(found).toEqual(all.get(day));
        await store.put(ONE, heldDays([12], { transactionId: 'after' }));
        expect((await store.get(ONE, [12])).get(12)?.transactionId).toBe('after');
      }),
    );
    expect(stage.reasons).toEqual(['damaged days are read again']);
  });

  test('loses only the days that are hurt', async () => {
    const stage = await open();
    await stage.open().put(ONE, all);
    const bytes = await readFile(stage.pathOf());
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(stage.pathOf(), bytes);
    expect((await kept(stage.open(), 0, 12)).length).toBe(12);
  });

  test('that belongs to another device gives nothing', async () => {
    const stage = await open();
    await stage.open().put(device('1001'), all);
    await copyFile(stage.pathOf('1001'), stage.pathOf('2001'));
    expect(await kept(stage.open(), 0, 12, device('2001'))).toEqual([]);
  });

  test('that is a folder gives nothing, and its days are not lost from memory', async () => {
    const stage = await open();
    await mkdir(stage.pathOf(), { recursive: true });
    const store = stage.open();
    await store.put(ONE, all);
    expect(await kept(store, 0, 12)).toEqual([]);
    expect(stage.reasons).toEqual(['EISDIR']);
  });
});

describe('a medium', () => {
  test.each(['ENOSPC', 'EACCES', 'EROFS', 'EIO'])(
    'that answers %s to every write says so once, and gives what it holds',
    async (code) => {
      const stage = await open();
      await stage.open().put(ONE, heldDays([10]));
      const store = stage.open({ files: { ...stage.files, append: failing(code) } });
      for (const day of [11, 12]) await store.put(ONE, heldDays([day]));
      expect(await kept(store, 10, 12)).toEqual([10]);
      await store.flush();
      expect(stage.reasons).toEqual([code]);
    },
  );

  test('that was full takes days again when it has room', async () => {
    const stage = await open();
    let isFull = true;
    const append: typeof stage.files.append = (path, bytes) =>
      isFull ? failing('ENOSPC')() : stage.files.append(path, bytes);
    const store = stage.open({ files: { ...stage.files, append } });
    await store.put(ONE, heldDays([10]));
    isFull = false;
    await store.put(ONE, heldDays([11]));
    expect(await kept(store, 10, 11)).toEqual([11]);
  });

  test('that wrote half of a day gives the days around it', async () => {
    const stage = await open();
    const half: typeof stage.files.append = async (path, bytes) => {
      await stage.files.append(path, bytes.subarray(0, bytes.length / 2));
      return failing('ENOSPC')();
    };
    await stage.open().put(ONE, heldDays([9]));
    await stage.open({ files: { ...stage.files, append: half } }).put(ONE, heldDays([10]));
    await stage.open().put(ONE, heldDays([11]));
    expect(await kept(stage.open(), 9, 11)).toEqual([9, 11]);
  });

  test('that hangs holds nobody up who puts a day', async () => {
    const stage = await open();
    const store = stage.open({ files: { ...stage.files, append: () => new Promise(() => {}) } });
    const putting = store.put(ONE, heldDays([10]));
    for (const onTime of stage.timers) onTime();
    expect(await putting).toBeUndefined();
  });

  test('that cannot be read or brought to rest answers as if nothing were held', async () => {
    const stage = await open();
    const { files } = stage;
    const store = stage.open({
      files: { ...files, read: failing('EIO'), sync: failing('EIO'), remove: failing('EIO') },
    });
    await store.put(ONE, heldDays([10]));
    await store.flush();
    await store.forget(ONE);
    expect(await kept(store, 10, 10)).toEqual([]);
    expect(stage.reasons).toEqual(['EIO']);
  });
});

describe('a folder', () => {
  test('that vanishes is made again, which is said once', async () => {
    const stage = await open();
    const store = stage.open();
    await store.put(ONE, heldDays([10]));
    await rm(stage.folder, { recursive: true });
    expect(await kept(store, 10, 11)).toEqual([]);
    await store.put(ONE, heldDays([11]));
    await rm(stage.folder, { recursive: true });
    await store.put(ONE, heldDays([11]));
    await store.flush();
    expect(await kept(store, 10, 11)).toEqual([11]);
    expect(stage.reasons).toEqual(['vanished']);
  });

  test('opens where there is none, and again', async () => {
    const { folder } = await open();
    const path = join(folder, 'a', 'b');
    expect([await openFolder(path), await openFolder(path)]).toEqual([{ ok: true }, { ok: true }]);
  });

  test('of a later version is left alone, and said', async () => {
    const { folder } = await open();
    await writeFile(join(folder, 'format'), '2\n');
    expect(await openFolder(folder)).toEqual({
      ok: false,
      issue: 'written by a later version (format 2, this one reads 1)',
    });
    expect(await readFile(join(folder, 'format'), 'utf8')).toBe('2\n');
  });

  test('that cannot be made is said', async () => {
    const { folder } = await open();
    await writeFile(join(folder, 'file'), '');
    expect(await openFolder(join(folder, 'file', 'below'))).toEqual({ ok: false, issue: 'cannot be used (ENOTDIR)' });
  });
});
